from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.admin.model import AuditEntry, Head, Outgoing
from smartretail.admin.trail import Relay, Trail
from smartretail.admin.verifying import PAGE_LINES, VerifyAudit
from smartretail.kernel.audit import AuditRecord, first_break
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Invalid, Unavailable
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

from tests.kit.admin import FakeArchive, FakeBus, FakeIndex

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
WHO = Principal.job("DEMO")


def record(number: int = 0, tenant: str = "DEMO") -> AuditRecord:
    return AuditRecord("2026-11-21T09:30:00.000Z", tenant, "ann", "accept", f"rec/{number}")


@dataclass
class Room:
    index: FakeIndex = field(default_factory=FakeIndex)
    archive: FakeArchive = field(default_factory=FakeArchive)
    bus: FakeBus = field(default_factory=FakeBus)

    @property
    def trail(self) -> Trail:
        return Trail(self.index, self.archive)

    @property
    def relay(self) -> Relay:
        return Relay(self.trail, self.bus)

    @property
    def reader(self) -> VerifyAudit:
        return VerifyAudit(self.index, self.archive)

    def write(self, count: int) -> None:
        for number in range(count):
            self.trail.append(WHO, f"evt_{number}", record(number))

    def whole(self) -> list[tuple[str, int]]:
        """Return (state, checked) of every page."""
        pages, cursor = [], None
        while True:
            page = self.reader.page(WHO, cursor)
            pages.append((page.integrity.state, page.integrity.checked))
            cursor = page.next
            if cursor is None:
                return pages

    def key(self, sequence: int) -> tuple[str, int, str]:
        return ("DEMO", sequence, f"evt_{sequence - 1}")


@pytest.fixture
def room() -> Room:
    return Room()


def outgoing(tenant: str = "DEMO", audited: bool = True) -> Outgoing:
    event = happened(Principal.job(tenant), CLOCK, "actions", "RecommendationAccepted.v1", {})
    return Outgoing(event, record(tenant=tenant) if audited else None)


def test_lines_form_one_chain(room: Room) -> None:
    room.write(5)
    lines = [room.archive.kept[room.key(n)] for n in range(1, 6)]

    assert first_break(lines) is None


def test_a_redelivered_event_does_not_double_its_line(room: Room) -> None:
    once = outgoing()
    room.relay.pass_on(once)
    room.relay.pass_on(once)

    assert len(room.archive.kept) == 1
    assert room.index.head(WHO).sequence == 1
    assert len(room.bus.sent) == 2


def test_a_line_whose_archiving_broke_off_is_archived_by_the_next_delivery(room: Room) -> None:
    room.archive.broken = True
    once = outgoing()
    with pytest.raises(Unavailable):
        room.relay.pass_on(once)
    assert room.bus.sent == []
    room.archive.broken = False
    room.relay.pass_on(outgoing())
    room.relay.pass_on(once)

    assert len(room.archive.kept) == 2
    assert room.reader.page(WHO, None).integrity.state == "intact"


def test_an_event_the_bus_did_not_take_is_tried_again(room: Room) -> None:
    room.bus.broken = True
    with pytest.raises(Unavailable):
        room.relay.pass_on(outgoing())


def test_an_event_without_a_person_leaves_no_line(room: Room) -> None:
    room.relay.pass_on(outgoing(audited=False))
    room.relay.pass_on(None)

    assert room.archive.kept == {}
    assert len(room.bus.sent) == 1


def test_two_writers_at_once_both_get_a_place(room: Room) -> None:
    class Racing(FakeIndex):
        raced = False

        def extend(self, who: Principal, head: Head, entry: AuditEntry) -> bool:
            if not self.raced:
                self.raced = True
                Trail(self, room.archive).append(who, "evt_rival", record(9))
            return super().extend(who, head, entry)

    room.index = Racing()
    room.trail.append(WHO, "evt_mine", record(1))

    assert [entry.cause for entry in room.index.entries["DEMO"]] == ["evt_rival", "evt_mine"]
    assert room.reader.page(WHO, None).integrity.state == "intact"


def test_each_tenant_has_its_own_chain(room: Room) -> None:
    room.relay.pass_on(outgoing("DEMO"))
    room.relay.pass_on(outgoing("SHOP"))

    assert {key[:2] for key in room.archive.kept} == {("DEMO", 1), ("SHOP", 1)}
    assert len(room.reader.page(WHO, None).lines) == 1


def test_the_trail_reads_newest_first_and_verifies_page_by_page(room: Room) -> None:
    room.write(PAGE_LINES * 2 + 7)
    first = room.reader.page(WHO, None)

    assert [line.sequence for line in first.lines][:2] == [107, 106]
    assert room.whole() == [("intact", 50), ("intact", 50), ("intact", 7)]


def test_an_empty_trail_is_intact(room: Room) -> None:
    assert room.whole() == [("intact", 0)]


def test_a_line_not_yet_archived_is_said_to_be_on_its_way(room: Room) -> None:
    room.write(3)
    del room.archive.kept[room.key(3)]
    integrity = room.reader.page(WHO, None).integrity

    assert (integrity.state, integrity.pending, integrity.broken_at) == ("incomplete", 1, None)


@given(st.integers(1, 59), st.sampled_from(["actor", "hash", "previous_hash", "object"]))
def test_a_line_altered_in_the_archive_is_found(sequence: int, name: str) -> None:
    room = Room()
    room.write(60)
    key = room.key(sequence)
    room.archive.kept[key] = room.archive.kept[key] | {name: "f" * 64}

    assert "broken" in [state for state, _ in room.whole()]


@given(st.integers(1, 59))
def test_a_line_gone_from_the_archive_is_found(sequence: int) -> None:
    room = Room()
    room.write(60)
    del room.archive.kept[room.key(sequence)]

    assert "broken" in [state for state, _ in room.whole()]


@given(st.integers(0, 58))
def test_a_line_gone_from_the_order_is_found(position: int) -> None:
    room = Room()
    room.write(60)
    del room.index.entries["DEMO"][position]

    assert "broken" in [state for state, _ in room.whole()]


def test_cutting_off_the_newest_lines_is_found_by_the_chains_end(room: Room) -> None:
    room.write(5)
    end = room.index.head(WHO)
    room.index.entries["DEMO"] = room.index.entries["DEMO"][:3]

    class Cut(FakeIndex):
        def head(self, who: Principal) -> Head:
            return end

    reader = VerifyAudit(Cut(room.index.entries), room.archive)
    assert reader.page(WHO, None).integrity.broken_at == 5


def test_rewriting_the_whole_archive_is_found_by_the_chains_end(room: Room) -> None:
    room.write(3)
    forged = Room()
    for number in range(3):
        forged.trail.append(WHO, f"evt_{number}", replace(record(number), actor="eve"))

    assert VerifyAudit(room.index, forged.archive).page(WHO, None).integrity.state == "broken"


@pytest.mark.parametrize("cursor", ["e30=", "eyJzZXF1ZW5jZSI6ICJ4In0=", "!!"])
def test_a_foreign_cursor_is_refused(room: Room, cursor: str) -> None:
    with pytest.raises(Invalid):
        room.reader.page(WHO, cursor)
