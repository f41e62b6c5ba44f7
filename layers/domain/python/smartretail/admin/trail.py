"""The audit trail: one hash chain per tenant, its lines in an archive that cannot be rewritten.

The place of a line is decided first, by a conditional write on the chain's end that also names the
event; only then is the line archived, under a key that follows from its place. Whatever breaks off
in between, the next delivery of the same event finds the place and archives the very same line.
"""

from dataclasses import dataclass

from smartretail.admin.model import AuditEntry, Outgoing
from smartretail.admin.ports import AuditArchive, AuditIndex, EventBus
from smartretail.kernel.audit import AuditRecord, chain
from smartretail.kernel.errors import Unavailable
from smartretail.kernel.tenancy import Principal

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
