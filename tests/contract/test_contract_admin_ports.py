"""Each port of admin keeps its word in memory and on AWS alike."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import boto3
import pytest
from smartretail.adapters.dynamo.admin import DynamoSettings, DynamoTenants
from smartretail.adapters.dynamo.audit import DynamoAuditIndex
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.adapters.s3.archive import S3Archive
from smartretail.admin.model import (
    PLATFORM,
    AuditEntry,
    Guardrails,
    Head,
    Revision,
    Tenant,
    Thresholds,
)
from smartretail.admin.ports import AuditArchive, AuditIndex, SettingsStore, TenantRegister
from smartretail.kernel.audit import AuditRecord, chain
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

from tests.kit.admin import FakeArchive, FakeIndex, FakeSettings, FakeTenants
from tests.kit.cloud import AUDIT

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
DEMO, SHOP = Principal.job("DEMO"), Principal.job("SHOP")
EVENT = happened(DEMO, CLOCK, "admin", "SettingsChanged.v1", {})
LINE = AuditRecord("2026-11-21T09:30:00.000Z", "DEMO", "ann", "accept", "rec/1")
TENANT = Tenant("Bharat Bazaar", "Asia/Kolkata", "INR", simulated=True)


@dataclass(frozen=True)
class Ports:
    """All ports over one storage."""

    settings: SettingsStore
    register: TenantRegister
    index: AuditIndex
    archive: AuditArchive


@pytest.fixture(params=["in memory", "on AWS"])
def ports(request: pytest.FixtureRequest) -> Ports:
    if request.param == "in memory":
        return Ports(FakeSettings(), FakeTenants(), FakeIndex(), FakeArchive())
    request.getfixturevalue("cloud")
    table = ContextTable(boto3.client("dynamodb"), "admin-table")
    archive = S3Archive(boto3.client("s3"), AUDIT)
    return Ports(DynamoSettings(table), DynamoTenants(table), DynamoAuditIndex(table), archive)


def placed(head: Head, cause: str) -> AuditEntry:
    return AuditEntry(head.sequence + 1, cause, chain(LINE, head.hash))


def three(ports: Ports) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for cause in ("evt_1", "evt_2", "evt_3"):
        entry = placed(ports.index.head(DEMO), cause)
        assert ports.index.extend(DEMO, ports.index.head(DEMO), entry)
        entries.append(entry)
    return entries


@pytest.mark.parametrize(
    "values",
    [
        Guardrails(),
        Guardrails(Decimal("20.5"), Decimal(5), 1, Decimal("0.99"), Decimal(8), Decimal(50_000)),
        Thresholds(stockout_days=3),
        TENANT,
        Tenant("Your shop", "UTC"),
    ],
)
def test_settings_come_back_as_they_were_kept(
    ports: Ports, values: Guardrails | Thresholds | Tenant
) -> None:
    revision = Revision(values, 1, "2026-11-21T09:30:00.000Z", "ann")
    ports.settings.save(DEMO, None, revision, EVENT, LINE)  # type: ignore[misc]

    found = ports.settings.load(DEMO, type(values))  # type: ignore[type-var]
    assert found == revision
    assert [type(value) for value in vars(found.values).values()] == [
        type(value) for value in vars(values).values()
    ]


def test_settings_never_made_are_none(ports: Ports) -> None:
    assert ports.settings.load(DEMO, Guardrails) is None


def test_of_two_changes_the_second_is_told(ports: Ports) -> None:
    first, second = Revision(Guardrails(), 1), Revision(Guardrails(max_changes_per_week=1), 2)
    ports.settings.save(DEMO, None, first, EVENT, None)
    for before in (None, Revision(Guardrails(), 9)):
        with pytest.raises(Conflict):
            ports.settings.save(DEMO, before, second, EVENT, None)
    ports.settings.save(DEMO, first, second, EVENT, None)

    assert ports.settings.load(DEMO, Guardrails) == second


def test_tenants_are_listed_once_and_for_the_platform_alone(ports: Ports) -> None:
    for who in (DEMO, SHOP, DEMO):
        ports.register.enter(who)

    assert ports.register.tenants(Principal.job(PLATFORM)) == ("DEMO", "SHOP")
    assert ports.register.tenants(DEMO) == ()


def test_a_new_chain_begins_at_nothing(ports: Ports) -> None:
    assert ports.index.head(DEMO) == Head()
    assert ports.index.find(DEMO, "evt_1") is None
    assert list(ports.index.newest(DEMO, Head(), 10)) == []


def test_entries_take_their_places_and_are_found(ports: Ports) -> None:
    entries = three(ports)

    assert ports.index.head(DEMO) == entries[-1].head
    assert ports.index.find(DEMO, "evt_2") == entries[1]
    assert list(ports.index.newest(DEMO, entries[-1].head, 2)) == [entries[2], entries[1]]
    assert list(ports.index.newest(DEMO, entries[1].head, 9)) == [entries[1], entries[0]]


def test_a_chain_that_has_grown_takes_no_entry_at_its_old_end(ports: Ports) -> None:
    entries = three(ports)

    assert not ports.index.extend(DEMO, Head(), placed(Head(), "evt_9"))
    assert not ports.index.extend(DEMO, entries[0].head, placed(entries[0].head, "evt_9"))
    assert ports.index.head(DEMO) == entries[-1].head


def test_an_event_has_one_place(ports: Ports) -> None:
    end = three(ports)[-1].head

    assert not ports.index.extend(DEMO, end, placed(end, "evt_1"))
    assert ports.index.head(DEMO) == end


def test_chains_of_two_tenants_do_not_touch(ports: Ports) -> None:
    three(ports)

    assert ports.index.head(SHOP) == Head()
    assert ports.index.extend(SHOP, Head(), placed(Head(), "evt_1"))


def test_an_archived_line_stays_as_it_was_first_written(ports: Ports) -> None:
    entry = placed(Head(), "evt_1")
    ports.archive.put(DEMO, entry)
    ports.archive.put(DEMO, replace(entry, line=entry.line | {"actor": "eve"}))

    assert ports.archive.read(DEMO, [entry]) == [entry]


def test_a_line_that_is_not_archived_is_none(ports: Ports) -> None:
    first, second = placed(Head(), "evt_1"), placed(Head(1, "x"), "evt_2")
    ports.archive.put(DEMO, first)

    assert ports.archive.read(DEMO, [second, first]) == [None, first]
    assert ports.archive.read(SHOP, [first]) == [None]
