from dataclasses import replace
from typing import Any

import pytest
from smartretail.intake.choosing import RememberedMappings
from smartretail.intake.contract import ListQuery
from smartretail.intake.keys import report_key
from smartretail.intake.model import Counts, State
from smartretail.intake.reading import FetchRejects
from smartretail.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from smartretail.kernel.tenancy import Principal

from tests.kit.desk import ALL, ANN, ASK, MAPPING, SELLER, Desk, rejected
from tests.kit.intake import FakeLinks


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
    other = replace(ASK, size_bytes=1)

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
    theirs = desk.start(who=replace(ANN, tenant="SHOP"), ask=replace(ASK, size_bytes=7))

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
        desk.start(ask=replace(ASK, file_name=name))
    assert refusal.value.errors[0].field == "body.file_name"


def test_an_unknown_table_does_not_exist(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.start(table="payroll")


def test_uploads_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    made = [desk.start(key=f"k{n}").upload_id for n in range(30)]
    first = desk.read().page(ANN, ALL)
    second = desk.read().page(ANN, ListQuery(cursor=first.next))

    assert [u.upload_id for u in (*first.uploads, *second.uploads)] == sorted(made, reverse=True)
    assert second.next is None


def test_a_caller_with_some_stores_sees_their_own_uploads_alone(desk: Desk) -> None:
    managers, own = desk.start(), desk.start(who=SELLER, key="k2")

    assert [u.upload_id for u in desk.read().page(SELLER, ALL).uploads] == [own.upload_id]
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
    assert desk.read().page(ANN, ALL).uploads[0].columns
    upload = desk.uploads.kept["DEMO", upload_id]
    desk.uploads.kept["DEMO", upload_id] = replace(upload, state=State.CURATED)

    listed = desk.read().page(ANN, ALL).uploads[0]
    assert (listed.columns, listed.targets) == ([], [])
    assert desk.read().one(ANN, upload_id).columns


@pytest.mark.parametrize("state", [State.NEEDS_MAPPING, State.FAILED, State.CURATED])
def test_a_chosen_mapping_sends_the_file_on_and_is_remembered(desk: Desk, state: State) -> None:
    upload_id = desk.waiting(state)
    answer = desk.choose(upload_id, date_formats={"date": "%d/%m/%Y"}, currency="usd")

    assert (answer.state, answer.mapping, answer.currency) == ("inspecting", MAPPING, "USD")
    assert answer.problem is None
    assert desk.uploads.events[-1].name == "MappingChosen.v1"
    assert desk.uploads.events[-1].data == {"upload_id": upload_id, "table": "sales"}
    assert desk.uploads.audited[-1].after == {"mapping": MAPPING}
    (profile,) = desk.profiles.kept.values()
    assert profile.choice.date_formats == {"date": "%d/%m/%Y"}
    assert profile.choice.currency is None
    assert profile.columns == ("Day", "Code", "Shop", "Qty")


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


def test_a_chosen_mapping_may_have_a_name_and_can_be_forgotten(desk: Desk) -> None:
    desk.choose(desk.waiting(), profile_name="Till export")
    remembered = RememberedMappings(desk.profiles, desk.clock)
    (profile,) = remembered.list(ANN).profiles

    assert (profile.name, profile.mapping) == ("Till export", MAPPING)
    assert remembered.forget(ANN, profile.profile_id) == profile
    [line] = desk.profiles.audited
    assert (line.action, line.before) == ("forget_mapping", {"mapping": MAPPING})
    assert not remembered.list(ANN).profiles
    with pytest.raises(NotFound):
        remembered.forget(ANN, profile.profile_id)


def test_a_limited_seller_neither_replaces_nor_forgets_another_persons_mapping(desk: Desk) -> None:
    upload_id = desk.waiting()
    desk.choose(upload_id, profile_name="Till export")
    remembered = RememberedMappings(desk.profiles, desk.clock)
    (profile,) = remembered.list(ANN).profiles

    desk.put(upload_id, created_by=SELLER.user, state=State.NEEDS_MAPPING)
    own = desk.choose(upload_id, SELLER, profile_name="Mine", currency="EUR")
    assert own.state == State.INSPECTING
    assert remembered.list(ANN).profiles == [profile]
    with pytest.raises(Forbidden):
        remembered.forget(SELLER, profile.profile_id)


def test_another_header_row_is_looked_at_without_a_mapping(desk: Desk) -> None:
    upload_id = desk.waiting()
    answer = desk.choose(upload_id, mapping={}, header_row=3)

    assert answer.state == State.INSPECTING
    choice = desk.uploads.kept["DEMO", upload_id].choice
    assert choice is not None and choice.header_row == 3
    assert not desk.profiles.kept


def test_lists_can_be_of_one_table_or_state(desk: Desk) -> None:
    rejected(desk)
    desk.start(key="k2", table="inventory")

    def listed(**query: Any) -> list[str]:
        return sorted(u.table.value for u in desk.read().page(ANN, ListQuery(**query)).uploads)

    assert listed() == ["inventory", "sales"]
    assert listed(table="sales") == ["sales"]
    assert listed(state="awaiting_upload") == ["inventory"]
    assert listed(table="sales", state="awaiting_upload") == []


def test_the_report_of_a_curated_upload_comes_from_the_lake(desk: Desk) -> None:
    upload_id = rejected(desk)
    report = {
        "counts": {"read": 10},
        "dates": {"first": "2026-11-01", "last": "2026-11-02"},
        "days": [{"date": "2026-11-01", "kept": 7, "rejected": 3}],
        "reasons": [{"field": "date", "reason": "not_a_date", "rows": 3, "example": "x"}],
        "columns": [{"column": "Day", "target": "date", "filled_pct": 100.0, "invalid": 3}],
    }
    desk.documents.write(ANN, report_key(ANN, desk.uploads.kept["DEMO", upload_id]), report)
    shown = desk.read().one(ANN, upload_id).report

    assert shown is not None
    assert (shown.days[0].kept, shown.reasons[0].example, shown.columns[0].min) == (7, "x", None)
    assert desk.read().page(ANN, ALL).uploads[0].report is None
