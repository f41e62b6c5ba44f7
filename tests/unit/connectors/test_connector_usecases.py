"""What admins do, what the clock does, and that no secret is left anywhere but in the vault."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from smartretail.connectors.contract import EVENTS, ConnectorAsk, ConnectorChange, HostsChange
from smartretail.connectors.managing import ManageConnectors
from smartretail.connectors.model import Hosts, Progress
from smartretail.connectors.usecases import AllowHosts, RunNow, Tick, TryOut
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Invalid, NotFound
from smartretail.kernel.tenancy import Principal

from tests.kit.connectors import (
    ADDRESS,
    ADMIN,
    AT,
    DEMO,
    HOST,
    NOW,
    Bench,
    FakeConnectors,
    FakeOrders,
    FakeVault,
    bench,
    failing,
    ok,
)

BODY = {"name": "Mine", "table": "sales", "request": {"url": ADDRESS}, "auth": {"kind": "bearer"}}


class Office:
    """The use cases of admins over ports in memory."""

    def __init__(self) -> None:
        self.connectors, self.vault = FakeConnectors(), FakeVault()
        self.connectors.allowed["DEMO"] = Hosts((HOST, "other.example.com"))
        self.manage = ManageConnectors(
            self.connectors, self.vault, FixedClock(NOW), frozenset({"sales"}), ("*.example.com",)
        )

    def create(self, key: str = "k1", **changes: Any) -> Any:
        ask = ConnectorAsk.model_validate(BODY | {"secret": "top-secret"} | changes)
        return self.manage.create(ADMIN, ask, key)

    def change(self, connector_id: str, **changes: Any) -> Any:
        return self.manage.change(
            ADMIN, connector_id, ConnectorChange.model_validate(BODY | changes)
        )

    def everything(self) -> str:
        kept = [asdict(one) for one in self.connectors.kept.values()]
        facts = [asdict(one) for one in (*self.connectors.events, *self.connectors.audited)]
        return repr([kept, facts, self.connectors.claims])


def test_a_secret_goes_to_the_vault_and_nowhere_else() -> None:
    office = Office()
    made = office.create()

    assert list(office.vault.kept.values()) == ["top-secret"]
    assert made.secret_set_at == AT
    assert "top-secret" not in made.model_dump_json() + office.everything()
    assert "top-secret" not in office.manage.listing(ADMIN).model_dump_json()


def test_each_step_is_audited_with_before_and_after() -> None:
    office = Office()
    made = office.create()
    office.change(made.connector_id, name="Yours")
    office.manage.remove(ADMIN, made.connector_id)

    records = office.connectors.audited
    assert [one.action for one in records] == [
        "create_connector",
        "change_connector",
        "delete_connector",
    ]
    assert [(one.before or {}).get("name") for one in records] == [None, "Mine", "Yours"]
    assert {one.actor for one in records} == {"admin@demo.example"}
    for event in office.connectors.events:
        assert EVENTS[event.name].model_validate(event.data).model_dump() == event.data


def test_the_same_key_is_the_same_connector_and_another_body_is_told() -> None:
    office = Office()
    first, again = office.create(), office.create()

    assert first == again
    assert len(office.connectors.kept) == len(office.vault.kept) == 1
    with pytest.raises(Invalid) as raised:
        office.create(name="Other")
    assert raised.value.code == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"table": "orders"}, "body.table"),
        ({"secret": None}, "body.secret"),
        ({"secret": "gehëim"}, "body.secret"),
        ({"request": {"url": "https://www.example.com/"}}, "body.request.url"),
        (
            {
                "auth": {
                    "kind": "oauth2",
                    "token_url": "https://login.other.org/",
                    "client_id": "i",
                }
            },
            "body.auth.token_url",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    office = Office()
    with pytest.raises(Invalid) as raised:
        office.create(**changes)

    assert field in [fault.field for fault in raised.value.errors]
    assert not office.vault.kept


def test_a_host_beyond_the_deployments_list_is_refused() -> None:
    office = Office()
    office.connectors.allowed["DEMO"] = Hosts(("api.other.org",))
    with pytest.raises(Invalid, match="This deployment does not allow"):
        office.create(request={"url": "https://api.other.org/"})


def test_a_secret_stays_with_its_host_and_must_be_given_again_for_another() -> None:
    office = Office()
    made = office.create()
    kept = office.change(made.connector_id, name="Renamed")
    assert (kept.secret_set_at, kept.version) == (AT, 2)

    moved = {"request": {"url": "https://other.example.com/"}}
    with pytest.raises(Invalid, match="also when the host changes"):
        office.change(made.connector_id, **moved)
    office.change(made.connector_id, **moved, secret="another")
    assert list(office.vault.kept.values()) == ["another"]


def test_of_two_changes_the_second_is_told_and_the_secret_in_force_stays() -> None:
    office = Office()
    made = office.create()
    office.change(made.connector_id, version=1)
    with pytest.raises(Conflict):
        office.change(made.connector_id, version=1, secret="loser")

    place = ("DEMO", made.connector_id)
    save = office.connectors.save

    def raced(*given: Any, **named: Any) -> Any:
        office.connectors.kept[place] = replace(office.connectors.kept[place], version=9)
        return save(*given, **named)

    office.connectors.save = raced  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        office.change(made.connector_id, secret="loser")
    assert list(office.vault.kept.values()) == ["top-secret"]


def test_deleting_forgets_secret_and_progress() -> None:
    office = Office()
    made = office.create()
    office.manage.remove(ADMIN, made.connector_id)

    assert not office.vault.kept
    with pytest.raises(NotFound):
        office.manage.one(ADMIN, made.connector_id)


def test_without_credentials_the_secret_is_forgotten() -> None:
    office = Office()
    made = office.create()
    changed = office.change(made.connector_id, auth={"kind": "none"})

    assert (changed.secret_set_at, office.vault.kept) == (None, {})


def test_another_tenant_does_not_find_it() -> None:
    office = Office()
    made = office.create()
    stranger = Principal.job("SHOP")

    with pytest.raises(NotFound):
        office.manage.one(stranger, made.connector_id)
    assert office.manage.listing(stranger).connectors == []


def test_a_change_ends_a_pause() -> None:
    office = Office()
    made = office.create()
    office.connectors.read["DEMO", made.connector_id] = Progress(
        failures=5, paused_at=AT, version=1
    )
    assert office.manage.one(ADMIN, made.connector_id).state == "paused"

    assert office.change(made.connector_id).state == "active"
    assert office.change(made.connector_id, enabled=False).state == "off"


def test_the_allow_list_is_changed_by_version_and_audited() -> None:
    store = FakeConnectors()
    allow = AllowHosts(store, FixedClock(NOW), ("*.example.com",))
    changed = allow.change(ADMIN, HostsChange(hosts=["a.example.com"], version=0))

    assert (changed.hosts, changed.version, changed.deployment) == (
        ["a.example.com"],
        1,
        ["*.example.com"],
    )
    with pytest.raises(Conflict):
        allow.change(ADMIN, HostsChange(hosts=[], version=0))
    [record] = store.audited
    assert (record.before, record.after) == ({"hosts": []}, {"hosts": ["a.example.com"]})


def test_a_run_on_demand_is_audited_and_queued() -> None:
    made, orders = bench(lambda ask: ok("[]")), FakeOrders()
    asked = RunNow(made.connectors, orders, made.clock).ask(ADMIN, "con_1")

    assert [(o.connector_id, o.asked_at) for o in orders.waiting] == [("con_1", asked.asked_at)]
    assert [one.action for one in made.connectors.audited] == ["run_connector"]
    with pytest.raises(NotFound):
        RunNow(made.connectors, orders, made.clock).ask(ADMIN, "con_9")


def sample(made: Bench) -> Any:
    return TryOut(made.connectors, made.pull, made.clock).sample(ADMIN, "con_1")


def test_trying_out_shows_a_little_of_one_page_and_stores_nothing() -> None:
    body = (
        "[" + ",".join(f'{{"id": {n}, "long": "{"x" * 500}", "ok": true}}' for n in range(9)) + "]"
    )
    made = bench(lambda ask: ok(body, link="</next>; rel=next"), paging={"kind": "link"})
    shown = sample(made)

    assert (shown.columns, len(shown.rows), shown.rows_read) == (["id", "long", "ok"], 5, 9)
    assert shown.rows[0] == ["0", "x" * 200, "true"]
    assert len(made.fetcher.asked) == 1
    assert made.connectors.read == {}


def test_trying_out_says_what_is_wrong() -> None:
    with failing("unauthorized"):
        sample(bench(lambda ask: ok("", 401)))


class Towns:
    """`TenantList` of two."""

    def all(self) -> tuple[str, ...]:
        return ("DEMO", "SHOP")


def tick(made: Bench, hours: float = 0) -> int:
    clock = FixedClock(NOW + timedelta(hours=hours))
    return Tick(Towns(), made.connectors, made.orders, clock).run()


def test_a_connector_is_queued_once_for_each_moment_of_its_schedule() -> None:
    made = bench(lambda ask: ok("[]"), schedule={"expression": "rate(6 hours)"})
    queued = [tick(made, quarters / 4) for quarters in range(26)]

    assert [n for n, count in enumerate(queued) if count] == [0, 24]
    assert [order.asked_at for order in made.orders.waiting] == [AT, "2026-11-21T15:30:00.000Z"]


@pytest.mark.parametrize("why", ["off", "paused", "deleted"])
def test_a_connector_that_rests_is_not_queued(why: str) -> None:
    made = bench(lambda ask: ok("[]"), enabled=why != "off")
    if why == "paused":
        made.connectors.read["DEMO", "con_1"] = Progress(paused_at=AT)
    if why == "deleted":
        made.connectors.kept.clear()

    assert tick(made, 48) == 0


def test_a_tick_that_dies_after_queueing_repeats_the_same_order() -> None:
    made = bench(lambda ask: ok("[]"))

    def die(*given: Any) -> None:
        raise RuntimeError("killed")

    advance, made.connectors.advance = made.connectors.advance, die  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        tick(made)
    made.connectors.advance = advance  # type: ignore[method-assign]
    tick(made)

    assert made.orders.waiting[0] == made.orders.waiting[1]
    assert made.connectors.progress(DEMO, "con_1").asked_for == AT
