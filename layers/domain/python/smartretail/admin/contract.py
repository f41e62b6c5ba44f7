"""Wire shapes of settings, users and the audit trail, and the events of this context."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

Number = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=4),
    PlainSerializer(float, return_type=float, when_used="json"),
]
Percent = Annotated[
    Number,
    Field(ge=0, le=100),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Rise = Annotated[
    Number,
    Field(gt=0, le=1000),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1000}),
]
Money = Annotated[Number, Field(gt=0), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
PriceEnding = Annotated[
    Number,
    Field(ge=0, lt=1000),
    WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": 1000}),
]
ServiceLevel = Annotated[
    Number,
    Field(ge=0.5, le=0.999),
    WithJsonSchema({"type": "number", "minimum": 0.5, "maximum": 0.999}),
]
AbcClass = Literal["A", "B", "C"]


class Wire(BaseModel):
    """A shape on the wire; it is built when first used, which keeps cold starts short."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)


class GuardrailValues(Wire):
    """Limits that every proposed price and action respects."""

    min_margin_pct: Percent = Field(description="Least margin, percent of the price")
    max_delta_pct: Percent = Field(description="Largest price move at once, percent")
    max_changes_per_week: int = Field(ge=0, le=50, description="Price changes per product a week")
    price_ending: PriceEnding | None = Field(description="Prices end so, as 0.99; null is any")
    competitor_band_pct: Percent = Field(description="Distance allowed from competitors, percent")
    approval_above: Money | None = Field(
        description="Price changes worth more over 28 days, in base currency, need a manager; "
        "null is no limit"
    )


class ThresholdValues(Wire):
    """When an alert is raised, and the service level aimed at."""

    stockout_days: int = Field(ge=1, le=60, description="Alert when stock lasts fewer days")
    overstock_days: int = Field(ge=7, le=730, description="Alert when stock lasts more days")
    demand_spike_pct: Rise = Field(description="Alert when demand rises by more, percent")
    demand_drop_pct: Percent = Field(description="Alert when demand falls by more, percent")
    price_gap_pct: Percent = Field(description="Alert when competitors are cheaper by more")
    service_level_by_class: dict[AbcClass, ServiceLevel] = Field(min_length=3)


class DataPolicyValues(Wire):
    """What happens to rows that break a rule which some retailers live with."""

    unknown_ids: Literal["accept", "quarantine"] = Field(
        description="Products and stores that are not in the uploaded masters"
    )
    negative_stock: Literal["quarantine", "unknown"] = Field(
        description="Stock below zero: set aside, or kept as not known"
    )


class _Change(Wire):
    version: int | None = Field(
        default=None, ge=0, description="The version that was read; refused when it is stale"
    )


class _Revised(Wire):
    version: int
    updated_at: str | None
    updated_by: str | None


class GuardrailsChange(GuardrailValues, _Change):
    """New guardrails, all of them."""


class ThresholdsChange(ThresholdValues, _Change):
    """New thresholds, all of them."""


class DataPolicyChange(DataPolicyValues, _Change):
    """A new policy, all of it."""


class GuardrailsAnswer(GuardrailValues, _Revised):
    """The guardrails in force."""


class ThresholdsAnswer(ThresholdValues, _Revised):
    """The thresholds in force."""


class DataPolicyAnswer(DataPolicyValues, _Revised):
    """The policy in force."""


class ErasureOrder(Wire):
    """The word of an admin that everything shall go."""

    confirm: str = Field(max_length=40, description="The tenant's own id")


class ErasureAnswer(Wire):
    """An erasure under way. The audit trail alone stays, as the law asks."""

    tenant: str
    state: Literal["erasing"] = "erasing"
    asked_at: str
    asked_by: str


class TenantOrder(Wire):
    """What an operator says to open a tenant or to correct its settings."""

    model_config = ConfigDict(extra="forbid")

    tenant: str = Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=120)
    base_currency: str | None = None
    time_zone: str
    simulated: bool = False


class PageQuery(Wire):
    """Where a page begins."""

    cursor: str | None = Field(default=None, max_length=4096)


class UserAnswer(Wire):
    """A person of the tenant."""

    user_id: str
    email: str
    roles: list[str]
    stores: str = Field(description="Stores in scope, comma-separated; * is all")
    skus: str = Field(description="SKUs in scope, comma-separated; * is all")
    status: str
    enabled: bool
    created_at: str


class UserPage(Wire):
    """A page of users."""

    users: list[UserAnswer]
    next: str | None


class AuditLine(Wire):
    """One line of the audit trail."""

    sequence: int
    at: str
    actor: str
    action: str
    object: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    hash: str


class Integrity(Wire):
    """Whether hashes and links hold for the lines shown and the one before them."""

    state: Literal["intact", "incomplete", "broken"] = Field(
        description="incomplete: the newest lines are still on their way to the locked archive"
    )
    checked: int
    pending: int
    broken_at: int | None = Field(description="Sequence of the newest line that does not hold")


class AuditPage(Wire):
    """A page of the audit trail, newest first."""

    lines: list[AuditLine]
    next: str | None
    integrity: Integrity


class SettingsChanged(Wire):
    """Data of the event `SettingsChanged.v1`."""

    setting: Literal["guardrails", "thresholds", "data-policy", "tenant"]
    version: int


class SignedIn(Wire):
    """Data of the event `SignedIn.v1`."""

    user_id: str


class TenantErasureAsked(Wire):
    """Data of the event `TenantErasureAsked.v1`."""

    asked_by: str


class TenantErased(Wire):
    """Data of the event `TenantErased.v1`."""

    items: int


EVENTS: dict[str, type[BaseModel]] = {
    "SettingsChanged.v1": SettingsChanged,
    "SignedIn.v1": SignedIn,
    "TenantErased.v1": TenantErased,
    "TenantErasureAsked.v1": TenantErasureAsked,
}
