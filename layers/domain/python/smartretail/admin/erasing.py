"""Erasing a tenant: asked for by an admin, carried out by a state machine, step by step.

What stays is the audit trail: its lines are under a retention lock, and its order is its proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smartretail.admin.contract import (
    ErasureAnswer,
    ErasureOrder,
    TenantErased,
    TenantErasureAsked,
)
from smartretail.admin.model import PLATFORM
from smartretail.admin.ports import Holdings, Journal, TenantRegister, UserDirectory
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import FieldError, Invalid
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

State = dict[str, Any]
_ITEMS_A_STEP = 20_000


@dataclass(frozen=True)
class AskErasure:
    """Takes an admin's order to erase their tenant."""

    journal: Journal
    clock: Clock

    def ask(self, who: Principal, order: ErasureOrder) -> ErasureAnswer:
        """Announce the erasure. Raise `Invalid` unless the order names the caller's own tenant."""
        if order.confirm != who.tenant or who.tenant == PLATFORM:
            wrong = FieldError("body.confirm", f"must be {who.tenant}")
            raise Invalid("Write the tenant's id to confirm.", (wrong,), code="not_confirmed")
        data = TenantErasureAsked(asked_by=who.user).model_dump()
        event = happened(who, self.clock, "admin", "TenantErasureAsked.v1", data)
        thing = f"tenant/{who.tenant}"
        audit = AuditRecord(event.at, who.tenant, who.user, "erase_tenant", thing)
        self.journal.enter(who, event, audit)
        return ErasureAnswer(tenant=who.tenant, asked_at=event.at, asked_by=who.user)


@dataclass(frozen=True)
class LockOut:
    """Deletes the tenant's users, before anything else: nobody signs in to a half-erased tenant."""

    users: UserDirectory

    def run(self, state: State) -> State:
        """Return how many users there were; none the second time."""
        who = Principal.job(state["tenant"])
        return {"tenant": who.tenant, "users": self.users.remove_all(who)}


@dataclass(frozen=True)
class EraseItems:
    """Removes the tenant's items, context by context, the admin's own last.

    There are two rounds: work that began before the first one may still write, so a last one
    follows when all of it must have ended. That one tells that the tenant is erased.
    """

    holdings: Sequence[Holdings]
    register: TenantRegister
    journal: Journal
    clock: Clock

    def run(self, state: State) -> State:
        """Remove a share of the items; `done` once none is left. Then the tenant is unlisted."""
        who, removed = Principal.job(state["tenant"]), int(state.get("items") or 0)
        left, last = _ITEMS_A_STEP, bool(state.get("last"))
        for holding in self.holdings:
            gone = holding.remove(who, left)
            removed, left = removed + gone, left - gone
            if left <= 0:
                return {"tenant": who.tenant, "items": removed, "last": last, "done": False}
        self.register.leave(who)
        if last:
            self._record(who, removed)
        return {"tenant": who.tenant, "items": removed, "last": last, "done": True}

    def _record(self, who: Principal, items: int) -> None:
        event = happened(
            who, self.clock, "admin", "TenantErased.v1", TenantErased(items=items).model_dump()
        )
        audit = AuditRecord(event.at, who.tenant, who.user, "tenant_erased", f"tenant/{who.tenant}")
        self.journal.enter(who, event, audit)
