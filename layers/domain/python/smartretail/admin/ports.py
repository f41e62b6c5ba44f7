"""What the admin context needs from outside."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from smartretail.admin.model import (
    AuditEntry,
    DataPolicy,
    Guardrails,
    Head,
    Revision,
    Tenant,
    Thresholds,
    User,
)
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.paging import Page
from smartretail.kernel.tenancy import Principal

Setting = TypeVar("Setting", Guardrails, Thresholds, DataPolicy, Tenant)


class SettingsStore(Protocol):
    """Keeps the settings of a tenant, one revision of each kind."""

    def load(self, who: Principal, kind: type[Setting]) -> Revision[Setting] | None:
        """Return the present revision, or None when these settings were never set."""
        ...

    def save(
        self,
        who: Principal,
        before: Revision[Setting] | None,
        after: Revision[Setting],
        event: Event,
        audit: AuditRecord | None,
    ) -> None:
        """Replace `before` by `after`; raise `Conflict` when `before` is no longer the present."""
        ...


class Journal(Protocol):
    """Keeps what happened without changing any state of ours."""

    def enter(self, who: Principal, event: Event, audit: AuditRecord) -> None:
        """Write an event with its audit record."""
        ...


class TenantRegister(Protocol):
    """The list of tenants, for work that visits each of them."""

    def enter(self, who: Principal) -> None:
        """Enter the caller's tenant; entering twice changes nothing."""
        ...

    def leave(self, who: Principal) -> None:
        """Take the caller's tenant off the list; leaving twice changes nothing."""
        ...

    def tenants(self, who: Principal) -> tuple[str, ...]:
        """Return every tenant. Only a job of the platform itself sees them."""
        ...


class UserDirectory(Protocol):
    """The people who may sign in."""

    def page(self, who: Principal, cursor: str | None) -> Page[User]:
        """Return a page of the caller's tenant's users."""
        ...

    def remove_all(self, who: Principal) -> int:
        """Delete the caller's tenant's users and return how many there were."""
        ...


class Holdings(Protocol):
    """Everything that one context keeps of a tenant, but for the audit trail."""

    def remove(self, who: Principal, most: int) -> int:
        """Remove up to `most` items of the caller's tenant and return how many there were."""
        ...


class AuditIndex(Protocol):
    """Order of the audit chain: its end, and which event has which place."""

    def head(self, who: Principal) -> Head:
        """Return the end of the chain."""
        ...

    def find(self, who: Principal, cause: str) -> AuditEntry | None:
        """Return the entry made for this event, or None."""
        ...

    def extend(self, who: Principal, head: Head, entry: AuditEntry) -> bool:
        """Put the entry after `head`; False when the chain has grown or the event has a place."""
        ...

    def newest(self, who: Principal, end: Head, limit: int) -> Sequence[AuditEntry]:
        """Return entries from `end` down."""
        ...


class AuditArchive(Protocol):
    """Storage in which a written line can be neither changed nor deleted."""

    def put(self, who: Principal, entry: AuditEntry) -> None:
        """Write the entry; writing it again changes nothing."""
        ...

    def read(self, who: Principal, entries: Sequence[AuditEntry]) -> list[AuditEntry | None]:
        """Return the entries as archived, None where there is none."""
        ...


class EventBus(Protocol):
    """Where events go."""

    def publish(self, who: Principal, event: Event) -> None:
        """Send the event on; raise `Unavailable` when it was not taken."""
        ...
