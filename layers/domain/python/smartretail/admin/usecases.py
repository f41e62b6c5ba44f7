"""Settings in force and the register of tenants: what other contexts and jobs read."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from smartretail.admin.model import (
    PLATFORM,
    DataPolicy,
    Guardrails,
    Revision,
    Tenant,
    Thresholds,
)
from smartretail.admin.ports import Setting, SettingsStore, TenantRegister
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

_NAMES: dict[type, str] = {
    Guardrails: "guardrails",
    Thresholds: "thresholds",
    DataPolicy: "data-policy",
    Tenant: "tenant",
}


@dataclass(frozen=True)
class Recorder:
    """Writes a new revision together with its event and its audit record."""

    store: SettingsStore
    clock: Clock

    def replace(
        self,
        who: Principal,
        before: Revision[Setting] | None,
        values: Setting,
        shown: tuple[dict[str, Any] | None, dict[str, Any]],
    ) -> Revision[Setting]:
        """Write the values; `shown` is what the audit record says they were and are."""
        name = _NAMES[type(values)]
        at = timestamp(self.clock.now())
        after = Revision(values, (before.version if before else 0) + 1, at, who.user)
        data = {"setting": name, "version": after.version}
        event = happened(who, self.clock, "admin", "SettingsChanged.v1", data)
        audit = AuditRecord(at, who.tenant, who.user, "change_settings", f"settings/{name}", *shown)
        self.store.save(who, before, after, event, audit)
        return after


@dataclass(frozen=True)
class SettingsBook:
    """Settings in force, defaults where nothing was set; what other contexts read."""

    store: SettingsStore
    clock: Clock

    def guardrails(self, who: Principal) -> Guardrails:
        """Return the guardrails in force."""
        revision = self.store.load(who, Guardrails)
        return revision.values if revision else Guardrails()

    def thresholds(self, who: Principal) -> Thresholds:
        """Return the thresholds in force."""
        revision = self.store.load(who, Thresholds)
        return revision.values if revision else Thresholds()

    def data_policy(self, who: Principal) -> DataPolicy:
        """Return the policy for doubtful rows in force."""
        revision = self.store.load(who, DataPolicy)
        return revision.values if revision else DataPolicy()

    def tenant(self, who: Principal) -> Tenant:
        """Return who the retailer is. Raise `NotFound` for a tenant that was never opened."""
        return self._tenant(who).values

    def settle_currency(self, who: Principal, offered: str | None) -> str | None:
        """Return the base currency; the first one offered becomes it, for good."""
        revision = self._tenant(who)
        present = revision.values.base_currency
        if present or not offered:
            return present
        values = replace(revision.values, base_currency=offered)
        try:
            Recorder(self.store, self.clock).replace(
                who, revision, values, (asdict(revision.values), asdict(values))
            )
        except Conflict:
            return self.tenant(who).base_currency
        return offered

    def _tenant(self, who: Principal) -> Revision[Tenant]:
        revision = self.store.load(who, Tenant)
        if revision is None:
            raise NotFound("This tenant has not been opened.", code="tenant_not_found")
        return revision


@dataclass(frozen=True)
class Tenants:
    """The tenants of this deployment, for daily work."""

    register: TenantRegister

    def all(self) -> tuple[str, ...]:
        """Return every tenant that was opened."""
        return self.register.tenants(Principal.job(PLATFORM))
