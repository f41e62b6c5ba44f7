from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from smartretail.intake.contract import MappingChoice, UploadAsk
from smartretail.intake.model import Column, Counts, State
from smartretail.intake.usecases import ChooseMapping, FetchRejects, ReadUploads, StartUpload
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from smartretail.kernel.tenancy import Principal, Role

from tests.kit.intake import FakeClaims, FakeLinks, FakeProfiles, FakeUploads

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
ANN = Principal("DEMO", "ann@demo.example", frozenset({Role.MANAGER}))
SELLER = Principal("DEMO", "sam@demo.example", frozenset({Role.SELLER}), frozenset({"S01"}))
ASK = UploadAsk(file_name="November sales.csv", size_bytes=5120, currency="INR")
MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}


@dataclass
class Desk:
    uploads: FakeUploads = field(default_factory=FakeUploads)
    claims: FakeClaims = field(default_factory=FakeClaims)
    profiles: FakeProfiles = field(default_factory=FakeProfiles)

    def start(
        self, who: Principal = ANN, ask: UploadAsk = ASK, key: str = "k1", table: str = "sales"
    ) -> Any:
        return StartUpload(self.claims, self.uploads, FakeLinks(), CLOCK).start(
            who, table, ask, key
        )

    def choose(self, upload_id: str, who: Principal = ANN, **choice: Any) -> Any:
        asked = MappingChoice(**{"mapping": MAPPING} | choice)
        return ChooseMapping(self.uploads, self.profiles, CLOCK).choose(who, upload_id, asked)

    def read(self) -> ReadUploads:
        return ReadUploads(self.uploads)

    def waiting(self, state: State = State.NEEDS_MAPPING) -> str:
        upload_id: str = self.start().upload_id
        upload = self.uploads.kept["DEMO", upload_id]
        columns = tuple(Column(name) for name in ("Day", "Code", "Shop", "Qty"))
        self.uploads.kept["DEMO", upload_id] = replace(upload, state=state, columns=columns)
        return upload_id


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_announced_file_gets_an_address_event_and_audit_record(desk: Desk) -> None:
    ticket = desk.start()

    key = f"raw/tenant=DEMO/table=sales/upload={ticket.upload_id}/November-sales.csv"
    assert ticket.upload_url == f"https://lake.example/{key}?size=5120"
    assert (ticket.state, ticket.expires_in_seconds) == ("awaiting_upload", 900)
    assert [event.name for event in desk.uploads.events] == ["UploadRequested.v1"]
    assert [line.action for line in desk.uploads.audited] == ["request_upload"]


def test_the_same_key_and_body_lead_to_the_same_upload(desk: Desk) -> None:
    assert desk.start().upload_id == desk.start().upload_id
    assert len(desk.uploads.kept) == len(desk.uploads.events) == 1


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    desk.start()
    other = ASK.model_copy(update={"size_bytes": 1})

    for ask, table in ((other, "sales"), (ASK, "inventory")):
        with pytest.raises(Invalid) as refusal:
            desk.start(ask=ask, table=table)
        assert refusal.value.code == "idempotency_key_reused"


WHOLE_TENANT = ("products", "suppliers", "holidays", "competitor-prices")
PICKER = replace(SELLER, stores=frozenset({"*"}), skus=frozenset({"SKU-1"}))


@pytest.mark.parametrize(
    ("who", "table"),
    [(SELLER, table) for table in WHOLE_TENANT]
    + [(PICKER, table) for table in ("stores", "suppliers", "holidays")],
)
def test_a_limited_user_does_not_rewrite_what_everybody_sees(
    desk: Desk, who: Principal, table: str
) -> None:
    with pytest.raises(Forbidden) as refusal:
        desk.start(who, table=table)

    assert refusal.value.code == "outside_your_scope"
    assert not desk.claims.kept
    assert not desk.uploads.kept


@pytest.mark.parametrize(
    ("who", "table"),
    [
        (SELLER, "sales"),
        (SELLER, "stores"),
        (SELLER, "promotions"),
        (PICKER, "products"),
        (PICKER, "competitor-prices"),
        (PICKER, "inventory"),
    ],
)
def test_a_limited_user_uploads_tables_that_name_the_limit(
    desk: Desk, who: Principal, table: str
) -> None:
    assert desk.start(who, table=table).state == State.AWAITING


def test_keys_of_two_tenants_do_not_meet(desk: Desk) -> None:
    ours = desk.start()
    theirs = desk.start(
        who=replace(ANN, tenant="SHOP"), ask=ASK.model_copy(update={"size_bytes": 7})
    )

    assert ours.upload_id != theirs.upload_id


def test_a_call_that_broke_off_after_its_claim_is_completed_by_the_next(desk: Desk) -> None:
    first = desk.start()
    desk.uploads.kept.clear()
    again = desk.start()

    assert again.upload_id == first.upload_id
    assert desk.uploads.kept["DEMO", first.upload_id].key.count(first.upload_id) == 1


@pytest.mark.parametrize("name", ["list.pdf", "sales", "book.xls"])
def test_a_file_we_cannot_read_is_refused_before_it_is_sent(desk: Desk, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.start(ask=ASK.model_copy(update={"file_name": name}))
    assert refusal.value.errors[0].field == "body.file_name"


def test_an_unknown_table_does_not_exist(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.start(table="payroll")


def test_uploads_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    made = [desk.start(key=f"k{n}").upload_id for n in range(30)]
    first = desk.read().page(ANN, None)
    second = desk.read().page(ANN, first.next)

    assert [u.upload_id for u in (*first.uploads, *second.uploads)] == sorted(made, reverse=True)
    assert second.next is None


def test_a_caller_with_some_stores_sees_their_own_uploads_alone(desk: Desk) -> None:
    managers, own = desk.start(), desk.start(who=SELLER, key="k2")

    assert [u.upload_id for u in desk.read().page(SELLER, None).uploads] == [own.upload_id]
    with pytest.raises(NotFound):
        desk.read().one(SELLER, managers.upload_id)
    assert desk.read().one(ANN, own.upload_id).created_by == SELLER.user


def test_an_upload_names_the_targets_of_its_table(desk: Desk) -> None:
    targets = {t.name: t for t in desk.read().one(ANN, desk.start().upload_id).targets}

    assert targets["units_sold"].required
    assert not targets["price"].required
    assert targets["price"].type == "money"


def test_a_list_leaves_columns_out_unless_a_mapping_is_needed(desk: Desk) -> None:
    upload_id = desk.waiting()
    assert desk.read().page(ANN, None).uploads[0].columns
    upload = desk.uploads.kept["DEMO", upload_id]
    desk.uploads.kept["DEMO", upload_id] = replace(upload, state=State.CURATED)

    listed = desk.read().page(ANN, None).uploads[0]
    assert (listed.columns, listed.targets) == ([], [])
    assert desk.read().one(ANN, upload_id).columns


@pytest.mark.parametrize("state", [State.NEEDS_MAPPING, State.FAILED, State.CURATED])
def test_a_chosen_mapping_sends_the_file_on_and_is_remembered(desk: Desk, state: State) -> None:
    upload_id = desk.waiting(state)
    answer = desk.choose(upload_id, date_format="%d/%m/%Y", currency="usd")

    assert (answer.state, answer.mapping, answer.currency) == ("inspecting", MAPPING, "USD")
    assert answer.problem is None
    assert desk.uploads.events[-1].name == "MappingChosen.v1"
    assert desk.uploads.events[-1].data == {"upload_id": upload_id, "table": "sales"}
    assert desk.uploads.audited[-1].after == {"mapping": MAPPING}
    (profile,) = desk.profiles.kept.values()
    assert (profile.choice.date_format, profile.choice.currency) == ("%d/%m/%Y", None)


def test_the_same_choice_twice_is_one_choice(desk: Desk) -> None:
    upload_id = desk.waiting()
    desk.choose(upload_id)
    desk.choose(upload_id)

    assert [e.name for e in desk.uploads.events].count("MappingChosen.v1") == 1


@pytest.mark.parametrize("state", [State.AWAITING, State.INSPECTING, State.CLEANING])
def test_a_mapping_cannot_be_chosen_in_every_state(desk: Desk, state: State) -> None:
    with pytest.raises(Conflict):
        desk.choose(desk.waiting(state))


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({k: v for k, v in MAPPING.items() if k != "date"}, "body.mapping.date"),
        (MAPPING | {"price": "Betrag"}, "body.mapping.price"),
        (MAPPING | {"colour": "Code"}, "body.mapping.colour"),
    ],
)
def test_a_mapping_that_does_not_fit_names_what_is_wrong(
    desk: Desk, mapping: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.choose(desk.waiting(), mapping=mapping)
    assert [fault.field for fault in refusal.value.errors] == [field]


def test_rejected_rows_can_be_fetched_when_there_are_any(desk: Desk) -> None:
    upload_id = desk.waiting(State.CURATED)
    fetch = FetchRejects(desk.uploads, FakeLinks())
    with pytest.raises(NotFound) as nothing:
        fetch.link(ANN, upload_id)
    assert nothing.value.code == "no_rejects"

    upload = desk.uploads.kept["DEMO", upload_id]
    desk.uploads.kept["DEMO", upload_id] = replace(upload, counts=Counts(10, 7, 3))
    link = fetch.link(ANN, upload_id)
    assert link.rows == 3
    assert (
        f"quarantine/sales_transactions/tenant=DEMO/upload={upload_id}/rejects.csv"
        in link.download_url
    )
