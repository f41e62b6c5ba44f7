"""What the actions context needs from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

Record = dict[str, Any]


@dataclass(frozen=True)
class Slate:
    """A store's recommendations of the newest plan, and people's answers to them."""

    as_of: str
    records: Sequence[Record]
    answers: Mapping[str, Record]


@dataclass(frozen=True)
class Lease:
    """Which run holds a tenant's plan and until when; `rerun` asks for another after it."""

    run_id: str | None
    until: int
    rerun: bool = False
    holder: str = ""


class RecommendationBook(Protocol):
    """Recommendations by store."""

    def slate(self, who: Principal, store_id: str, rec_id: str | None = None) -> Slate | None:
        """Return a store's slate, or only the part that holds `rec_id`; None before any plan."""
        ...

    def past(self, who: Principal, store_id: str, as_of: str) -> Sequence[Record]:
        """Return an earlier plan's recommendations with the state each ended in."""
        ...

    def replace(
        self, who: Principal, store_id: str, new: Slate, past: tuple[str, Sequence[Record]] | None
    ) -> None:
        """Put a new slate in place; `past` is the earlier plan's date and its final records."""
        ...

    def answer(
        self,
        who: Principal,
        store_id: str,
        before: Record | None,
        after: Record,
        event: Event,
        audit: AuditRecord,
    ) -> None:
        """Replace an answer; raise `Conflict` when `before` is no longer the present one."""
        ...


class Approvals(Protocol):
    """What a tenant's sellers may not decide alone."""

    def limit(self, who: Principal) -> Decimal | None:
        """Return the worth above which a price needs a manager's approval; None is no limit."""
        ...


class RunBook(Protocol):
    """Runs of the plan and the lease that keeps them one at a time."""

    def latest(self, who: Principal) -> Record | None:
        """Return the latest run with its stages, or None; for showing."""
        ...

    def current(self, who: Principal) -> Record | None:
        """Return the latest run as it stands this moment, or None; for changing."""
        ...

    def save(
        self, who: Principal, before: Record | None, after: Record, event: Event | None = None
    ) -> None:
        """Replace the latest run; raise `Conflict` when `before` is no longer the present one."""
        ...

    def reach(self, who: Principal, run_id: str, stage: str, at: str) -> None:
        """Record that a run reached a stage; the first time counts."""
        ...

    def emit(self, who: Principal, event: Event) -> None:
        """Announce an event that changes no run."""
        ...

    def lease(self, who: Principal) -> Lease | None:
        """Return the lease, or None when there never was one."""
        ...

    def keep_lease(self, who: Principal, before: Lease | None, after: Lease) -> None:
        """Replace the lease; raise `Conflict` when `before` is no longer the present one."""
        ...

    def note_store(self, who: Principal, run_id: str, store_id: str, counts: Record) -> None:
        """Record what a run found in a store."""
        ...

    def counts(self, who: Principal, run_id: str, store_ids: Sequence[str]) -> list[Record]:
        """Return what a run found in those of the stores that it planned."""
        ...


class TenantList(Protocol):
    """The tenants of this deployment."""

    def all(self) -> tuple[str, ...]:
        """Return every tenant that was opened."""
        ...
