"""Settings of a tenant as plain values with their defaults, and what an audit page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from smartretail.kernel.audit import GENESIS, AuditRecord
from smartretail.kernel.events import Event

Values = TypeVar("Values")
PLATFORM = "PLATFORM"
"""The reserved tenant under which the register of tenants is kept."""


@dataclass(frozen=True)
class Guardrails:
    """Limits that every proposed price and action respects."""

    min_margin_pct: Decimal = Decimal(15)
    max_delta_pct: Decimal = Decimal(10)
    max_changes_per_week: int = 2
    price_ending: Decimal | None = None
    competitor_band_pct: Decimal = Decimal(10)
    approval_above: Decimal | None = None


def _service_levels() -> dict[str, Decimal]:
    return {"A": Decimal("0.98"), "B": Decimal("0.95"), "C": Decimal("0.9")}


@dataclass(frozen=True)
class Thresholds:
    """When an alert is raised, and the service level aimed at for each class of product."""

    stockout_days: int = 7
    overstock_days: int = 90
    demand_spike_pct: Decimal = Decimal(50)
    demand_drop_pct: Decimal = Decimal(40)
    price_gap_pct: Decimal = Decimal(10)
    service_level_by_class: Mapping[str, Decimal] = field(default_factory=_service_levels)


@dataclass(frozen=True)
class DataPolicy:
    """What happens to rows that break a rule which some retailers live with."""

    unknown_ids: str = "accept"
    negative_stock: str = "quarantine"


@dataclass(frozen=True)
class Tenant:
    """Who the retailer is: name, currency, local time, and how long things are kept."""

    name: str
    time_zone: str
    base_currency: str | None = None
    simulated: bool = False
    chat_days: int = 90
    documents_days: int = 2920


@dataclass(frozen=True)
class Revision(Generic[Values]):
    """Settings as they stand: the values, how often they were changed, when last and by whom."""

    values: Values
    version: int = 0
    at: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class User:
    """A person of the tenant."""

    user_id: str
    email: str
    roles: tuple[str, ...]
    stores: str
    skus: str
    status: str
    enabled: bool
    created_at: str


@dataclass(frozen=True)
class Outgoing:
    """What one outbox item carries: an event and, where a person acted, its audit record."""

    event: Event
    audit: AuditRecord | None = None


@dataclass(frozen=True)
class Head:
    """The end of a tenant's audit chain."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class AuditEntry:
    """One line of the chain and its place in it; `cause` is the event it came with."""

    sequence: int
    cause: str
    line: dict[str, Any]

    @property
    def head(self) -> Head:
        """The chain's end once this entry is its last."""
        return Head(self.sequence, self.line["hash"])

    @property
    def before(self) -> Head:
        """The chain's end as it was when the entry was added."""
        return Head(self.sequence - 1, self.line["previous_hash"])
