"""Reading and changing a tenant's settings, opening a tenant, and listing its people."""

from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from smartretail.admin.contract import (
    GuardrailsAnswer,
    GuardrailsChange,
    GuardrailValues,
    SettingsChanged,
    TenantOrder,
    ThresholdsAnswer,
    ThresholdsChange,
    ThresholdValues,
    UserAnswer,
    UserPage,
)
from smartretail.admin.model import PLATFORM, Guardrails, Revision, Tenant, Thresholds
from smartretail.admin.ports import Setting, SettingsStore, TenantRegister, UserDirectory
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.currencies import is_currency
from smartretail.kernel.errors import Conflict, FieldError, Invalid, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal, Role

Answer = TypeVar("Answer", bound=BaseModel)
Steered = TypeVar("Steered", Guardrails, Thresholds)


@dataclass(frozen=True)
class _Recorder:
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
        name = _name_of(values)
        at = timestamp(self.clock.now())
        after = Revision(values, (before.version if before else 0) + 1, at, who.user)
        data = SettingsChanged.model_validate({"setting": name, "version": after.version})
        event = happened(who, self.clock, "admin", "SettingsChanged.v1", data.model_dump())
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
            _Recorder(self.store, self.clock).replace(
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
class Steering:
    """What managers read and change; every change is audited with before and after."""

    store: SettingsStore
    clock: Clock

    def guardrails(self, who: Principal) -> GuardrailsAnswer:
        """Return the guardrails with their revision."""
        return _answer(GuardrailsAnswer, self._present(who, Guardrails))

    def thresholds(self, who: Principal) -> ThresholdsAnswer:
        """Return the thresholds with their revision."""
        return _answer(ThresholdsAnswer, self._present(who, Thresholds))

    def change_guardrails(self, who: Principal, change: GuardrailsChange) -> GuardrailsAnswer:
        """Replace the guardrails. Raise `Conflict` when they were changed meanwhile."""
        values = Guardrails(**_values(GuardrailValues, change).model_dump())
        after = self._change(who, values, GuardrailValues, change.version)
        return _answer(GuardrailsAnswer, after)

    def change_thresholds(self, who: Principal, change: ThresholdsChange) -> ThresholdsAnswer:
        """Replace the thresholds. Raise `Conflict` when they were changed meanwhile."""
        values = Thresholds(**_values(ThresholdValues, change).model_dump())
        after = self._change(who, values, ThresholdValues, change.version)
        return _answer(ThresholdsAnswer, after)

    def _present(self, who: Principal, kind: type[Steered]) -> Revision[Steered]:
        return self.store.load(who, kind) or Revision(kind())

    def _change(
        self, who: Principal, values: Steered, shape: type[BaseModel], read_version: int | None
    ) -> Revision[Steered]:
        stored = self.store.load(who, type(values))
        present = stored or Revision(type(values)())
        if read_version is not None and read_version != present.version:
            raise Conflict("Somebody changed these settings meanwhile; read them again.")
        shown = (_plain(shape, present.values), _plain(shape, values))
        return _Recorder(self.store, self.clock).replace(who, stored, values, shown)


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
            _Recorder(self.store, self.clock).replace(who, before, after, shown)
        return {"tenant": asked.tenant, "changed": changed, "base_currency": after.base_currency}


@dataclass(frozen=True)
class Tenants:
    """The tenants of this deployment, for daily work."""

    register: TenantRegister

    def all(self) -> tuple[str, ...]:
        """Return every tenant that was opened."""
        return self.register.tenants(Principal.job(PLATFORM))


@dataclass(frozen=True)
class Directory:
    """The people of the tenant."""

    users: UserDirectory

    def page(self, who: Principal, cursor: str | None) -> UserPage:
        """Return a page of users."""
        page = self.users.page(who, cursor)
        return UserPage(users=[UserAnswer.model_validate(u) for u in page.items], next=page.next)


def _name_of(values: Guardrails | Thresholds | Tenant) -> str:
    return type(values).__name__.lower()


def _values(shape: type[Answer], change: BaseModel) -> Answer:
    return shape.model_validate(change, from_attributes=True)


def _plain(shape: type[BaseModel], values: object) -> dict[str, Any]:
    return shape.model_validate(values).model_dump(mode="json")


def _answer(kind: type[Answer], revision: Revision[Any]) -> Answer:
    about = {
        "version": revision.version,
        "updated_at": revision.at,
        "updated_by": revision.by,
    }
    return kind.model_validate(asdict(revision.values) | about)


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
