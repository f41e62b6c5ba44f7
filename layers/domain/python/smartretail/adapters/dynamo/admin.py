"""Settings and the register of tenants, in the admin table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from smartretail.adapters.dynamo.table import ContextTable, Fact
from smartretail.admin.model import PLATFORM, DataPolicy, Guardrails, Revision, Tenant, Thresholds
from smartretail.admin.ports import Setting
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

_SORT_KEYS: Mapping[type, str] = {
    Guardrails: "SETTINGS#guardrails",
    Thresholds: "SETTINGS#thresholds",
    DataPolicy: "SETTINGS#data-policy",
    Tenant: "SETTINGS#tenant",
}
_READERS: Mapping[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in _SORT_KEYS}
_TENANT = "TENANT#"


@dataclass(frozen=True)
class DynamoSettings:
    """`SettingsStore`: one item per kind of settings, each write conditional on its version."""

    table: ContextTable

    def load(self, who: Principal, kind: type[Setting]) -> Revision[Setting] | None:
        """Return the present revision, or None."""
        item = self.table.get(who, _SORT_KEYS[kind])
        if item is None:
            return None
        values: Setting = _READERS[kind].validate_python(item["values"])
        return Revision(values, int(item["version"]), item["at"], item["by"])

    def save(
        self,
        who: Principal,
        before: Revision[Setting] | None,
        after: Revision[Setting],
        event: Event,
        audit: AuditRecord | None,
    ) -> None:
        """Write the revision with its event and audit record in one transaction."""
        self.table.write(
            who,
            _SORT_KEYS[type(after.values)],
            asdict(after),
            [Fact(event, audit)],
            expect={"version": before.version} if before else None,
            new=before is None,
        )


@dataclass(frozen=True)
class DynamoTenants:
    """`TenantRegister`: one item per tenant in the platform's own partition."""

    table: ContextTable

    def enter(self, who: Principal) -> None:
        """Enter the caller's tenant."""
        platform = replace(who, tenant=PLATFORM)
        self.table.put_all(platform, {f"{_TENANT}{who.tenant}": {"tenant": who.tenant}})

    def leave(self, who: Principal) -> None:
        """Take the caller's tenant off the list."""
        self.table.delete_all(replace(who, tenant=PLATFORM), [f"{_TENANT}{who.tenant}"])

    def tenants(self, who: Principal) -> tuple[str, ...]:
        """Return every tenant, for the platform; its partition is empty for everybody else."""
        return tuple(item["tenant"] for item in self.table.query(who, _TENANT))


@dataclass(frozen=True)
class DynamoJournal:
    """`Journal` in the outbox, from where the relay appends the audit line."""

    table: ContextTable

    def enter(self, who: Principal, event: Event, audit: AuditRecord) -> None:
        """Write the event with its audit record."""
        self.table.emit(who, Fact(event, audit))
