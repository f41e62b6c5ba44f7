"""The audit trail: one hash chain per tenant, its lines in an archive that cannot be rewritten.

The place of a line is decided first, by a conditional write on the chain's end that also names the
event; only then is the line archived, under a key that follows from its place. Whatever breaks off
in between, the next delivery of the same event finds the place and archives the very same line.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Literal

from smartretail.admin.contract import AuditLine, AuditPage, Integrity
from smartretail.admin.model import AuditEntry, Head, Outgoing
from smartretail.admin.ports import AuditArchive, AuditIndex, EventBus
from smartretail.kernel.audit import AuditRecord, chain, first_break
from smartretail.kernel.errors import FieldError, Invalid, Unavailable
from smartretail.kernel.paging import from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

PAGE_LINES = 50
_ATTEMPTS = 12


@dataclass(frozen=True)
class Trail:
    """Appends audit records, each exactly once."""

    index: AuditIndex
    archive: AuditArchive

    def append(self, who: Principal, cause: str, record: AuditRecord) -> AuditEntry:
        """Append the record caused by this event; an event seen before keeps its line."""
        entry = self._place(who, cause, record)
        self.archive.put(who, entry)
        return entry

    def _place(self, who: Principal, cause: str, record: AuditRecord) -> AuditEntry:
        for _ in range(_ATTEMPTS):
            if placed := self.index.find(who, cause):
                return placed
            head = self.index.head(who)
            entry = AuditEntry(head.sequence + 1, cause, chain(record, head.hash))
            if self.index.extend(who, head, entry):
                return entry
        raise Unavailable("Many audit lines are being written; the delivery will be repeated.")


@dataclass(frozen=True)
class Relay:
    """Passes outbox items on: first the audit line, which repeats cleanly, then the event."""

    trail: Trail
    bus: EventBus

    def pass_on(self, outgoing: Outgoing | None) -> None:
        """Send one outbox item on. Consumers see an event at least once."""
        if outgoing is None:
            return
        who = Principal.job(outgoing.event.tenant)
        if outgoing.audit:
            self.trail.append(who, outgoing.event.id, outgoing.audit)
        self.bus.publish(who, outgoing.event)


@dataclass(frozen=True)
class VerifyAudit:
    """Reads the trail from the archive, newest first, and recomputes every hash it shows."""

    index: AuditIndex
    archive: AuditArchive

    def page(self, who: Principal, cursor: str | None) -> AuditPage:
        """Return a page of lines and whether they hold.

        The newest line must be the one the chain's end names, kept apart from the archive; each
        line must be the one its follower names. The cursor carries that name to the next page, so
        following the cursors to the end verifies the whole chain.
        """
        end = _end(cursor) if cursor else self.index.head(who)
        places = self.index.newest(who, end, PAGE_LINES)
        archived = self.archive.read(who, places)
        shown = [found or place for place, found in zip(places, archived, strict=True)]
        before = shown[-1].before if shown else Head()
        return AuditPage(
            lines=[_shown(entry) for entry in shown],
            next=to_cursor(asdict(before)) if before.sequence else None,
            integrity=_integrity(end, places, archived),
        )


def _integrity(
    end: Head, places: Sequence[AuditEntry], archived: Sequence[AuditEntry | None]
) -> Integrity:
    """Walk from the newest line down; lines placed but not yet archived may only lead the walk."""
    on_the_way = list(takewhile(lambda found: found is None, archived))
    walked = [*places[: len(on_the_way)], *archived[len(on_the_way) :]]
    expected, checked = end, 0
    for entry in walked:
        if entry is None or entry.head != expected or _altered(entry):
            break
        expected, checked = entry.before, checked + 1
    ended = checked == len(walked) and (len(walked) == PAGE_LINES or expected == Head())
    state: Literal["intact", "incomplete", "broken"] = "intact"
    if not ended:
        state = "broken"
    elif on_the_way:
        state = "incomplete"
    return Integrity(
        state=state,
        checked=checked,
        pending=len(on_the_way),
        broken_at=None if ended else expected.sequence,
    )


def _altered(entry: AuditEntry) -> bool:
    return first_break([entry.line], entry.before.hash) is not None


def _end(cursor: str) -> Head:
    position = from_cursor(cursor)
    try:
        return Head(int(position["sequence"]), str(position["hash"]))
    except (KeyError, TypeError, ValueError) as error:
        wrong = FieldError("cursor", "unknown")
        raise Invalid("The cursor is not one we gave.", (wrong,)) from error


def _shown(entry: AuditEntry) -> AuditLine:
    return AuditLine.model_validate({"sequence": entry.sequence, **entry.line})
