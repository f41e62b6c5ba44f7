"""Opening a tenant, as an operator does."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from smartretail.admin.contract import TenantOrder
from smartretail.admin.model import PLATFORM, Tenant
from smartretail.admin.ports import SettingsStore, TenantRegister
from smartretail.admin.usecases import Recorder
from smartretail.kernel.clock import Clock
from smartretail.kernel.currencies import is_currency
from smartretail.kernel.errors import Conflict, FieldError, Invalid
from smartretail.kernel.tenancy import Principal, Role


@dataclass(frozen=True)
class OpenTenant:
    """Opens a tenant, or corrects name, time zone and currency of an open one."""

    store: SettingsStore
    register: TenantRegister
    clock: Clock

    def run(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out an operator's order; the same order twice changes nothing."""
        asked = _parse(order)
        who = Principal(asked.tenant, "operator", frozenset({Role.JOB}))
        self.register.enter(who)
        before = self.store.load(who, Tenant)
        after = _as_ordered(before.values if before else None, asked)
        changed = before is None or before.values != after
        if changed:
            shown = (asdict(before.values) if before else None, asdict(after))
            Recorder(self.store, self.clock).replace(who, before, after, shown)
        return {"tenant": asked.tenant, "changed": changed, "base_currency": after.base_currency}


def _parse(order: dict[str, Any]) -> TenantOrder:
    try:
        asked = TenantOrder.model_validate(order)
        ZoneInfo(asked.time_zone)
    except (ValidationError, ValueError, KeyError) as error:
        raise Invalid(f"The order is not valid: {error}") from error
    if asked.tenant == PLATFORM:
        raise Invalid("This name is reserved.", (FieldError("tenant", "reserved"),))
    if asked.base_currency is not None and not is_currency(asked.base_currency):
        raise Invalid("Unknown currency.", (FieldError("base_currency", "not in ISO 4217"),))
    return asked


def _as_ordered(before: Tenant | None, asked: TenantOrder) -> Tenant:
    currency = before.base_currency if before else None
    if currency and asked.base_currency not in {None, currency}:
        raise Conflict(f"The base currency is {currency}; data already stand in it.")
    after = before or Tenant(asked.name, asked.time_zone)
    return replace(
        after,
        name=asked.name,
        time_zone=asked.time_zone,
        simulated=asked.simulated,
        base_currency=currency or asked.base_currency,
    )
