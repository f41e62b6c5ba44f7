"""Admin's ports in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smartretail.admin.model import PLATFORM, AuditEntry, Head, Revision
from smartretail.admin.ports import Setting
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict, Unavailable
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal


@dataclass
class FakeSettings:
    """`SettingsStore` in memory."""

    kept: dict[tuple[str, type], Revision[Any]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    audited: list[AuditRecord] = field(default_factory=list)

    def load(self, who: Principal, kind: type[Setting]) -> Revision[Setting] | None:
        return self.kept.get((who.tenant, kind))

    def save(
        self,
        who: Principal,
        before: Revision[Setting] | None,
        after: Revision[Setting],
        event: Event,
        audit: AuditRecord | None,
    ) -> None:
        place = (who.tenant, type(after.values))
        present = self.kept.get(place)
        if (present and present.version) != (before and before.version):
            raise Conflict("It was changed.")
        self.kept[place] = after
        self.events.append(event)
        self.audited += [audit] if audit else []


@dataclass
class FakeTenants:
    """`TenantRegister` in memory."""

    kept: set[str] = field(default_factory=set)

    def enter(self, who: Principal) -> None:
        self.kept.add(who.tenant)

    def leave(self, who: Principal) -> None:
        self.kept.discard(who.tenant)

    def tenants(self, who: Principal) -> tuple[str, ...]:
        return tuple(sorted(self.kept)) if who.tenant == PLATFORM else ()


@dataclass
class FakeIndex:
    """`AuditIndex` in memory."""

    entries: dict[str, list[AuditEntry]] = field(default_factory=dict)

    def head(self, who: Principal) -> Head:
        mine = self.entries.get(who.tenant)
        return mine[-1].head if mine else Head()

    def find(self, who: Principal, cause: str) -> AuditEntry | None:
        mine = self.entries.get(who.tenant, [])
        return next((entry for entry in mine if entry.cause == cause), None)

    def extend(self, who: Principal, head: Head, entry: AuditEntry) -> bool:
        if self.head(who) != head or self.find(who, entry.cause):
            return False
        self.entries.setdefault(who.tenant, []).append(entry)
        return True

    def newest(self, who: Principal, end: Head, limit: int) -> Sequence[AuditEntry]:
        mine = [e for e in self.entries.get(who.tenant, []) if e.sequence <= end.sequence]
        return list(reversed(mine))[:limit]


@dataclass
class FakeArchive:
    """`AuditArchive` in memory; `broken` refuses to write."""

    kept: dict[tuple[str, int, str], dict[str, Any]] = field(default_factory=dict)
    broken: bool = False

    def put(self, who: Principal, entry: AuditEntry) -> None:
        if self.broken:
            raise Unavailable("The archive is down.")
        self.kept.setdefault((who.tenant, entry.sequence, entry.cause), entry.line)

    def read(self, who: Principal, entries: Sequence[AuditEntry]) -> list[AuditEntry | None]:
        return [self._read(who, entry) for entry in entries]

    def _read(self, who: Principal, entry: AuditEntry) -> AuditEntry | None:
        line = self.kept.get((who.tenant, entry.sequence, entry.cause))
        return replace(entry, line=line) if line else None


@dataclass
class FakeBus:
    """`EventBus` in memory; `broken` takes nothing."""

    sent: list[Event] = field(default_factory=list)
    broken: bool = False

    def publish(self, who: Principal, event: Event) -> None:
        if self.broken:
            raise Unavailable("The bus is down.")
        self.sent.append(event)
