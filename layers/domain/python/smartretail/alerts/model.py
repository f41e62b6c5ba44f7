"""Rules of alerts: what is worth a look, how urgent, and the money at stake."""

import hashlib
import math
from dataclasses import dataclass
from typing import Literal

AlertType = Literal["stockout_risk", "overstock", "demand_spike", "demand_drop", "price_gap"]
Severity = Literal["high", "medium", "low"]
Basis = Literal["margin", "cost", "revenue"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
_LEAST_UNITS_LOST = 0.5
_NOISE_SDS = 3.0


@dataclass(frozen=True)
class Thresholds:
    """When an alert is raised, as managers set it."""

    stockout_days: float = 7
    overstock_days: float = 90
    demand_spike_pct: float = 50
    demand_drop_pct: float = 40
    price_gap_pct: float = 10


@dataclass(frozen=True)
class Situation:
    """What a plan knows of one SKU in one store; None is unknown."""

    store_id: str
    sku_id: str
    product_name: str | None
    category: str | None
    price: float | None
    unit_cost: float | None
    units_28d: float
    forecast_28d: float
    forecast_trusted: bool
    on_hand: float | None = None
    days_of_cover: float | None = None
    stockout_probability_7d: float | None = None
    lost_units: float | None = None
    excess_units: float | None = None
    competitor_low: float | None = None
    competitor_high: float | None = None
    competitors: int = 0

    @property
    def worth(self) -> tuple[float, Basis]:
        """Money of one unit sold: its margin where a cost is known, else its price."""
        price = self.price or 0.0
        if self.unit_cost is None:
            return price, "revenue"
        return max(price - self.unit_cost, 0.0), "margin"


@dataclass(frozen=True)
class Finding:
    """An alert before anybody has seen it."""

    type: AlertType
    severity: Severity
    impact: float
    impact_basis: Basis
    explanation: str
    situation: Situation

    @property
    def alert_id(self) -> str:
        """Return an id that stays the same while the alert goes on."""
        parts = "\x1f".join((self.type, self.situation.store_id, self.situation.sku_id))
        return f"alt_{hashlib.sha256(parts.encode()).hexdigest()[:20]}"


def find_alerts(case: Situation, limits: Thresholds) -> list[Finding]:
    """Return every alert of one SKU."""
    found = (
        _stockout(case, limits),
        _overstock(case, limits),
        _demand(case, limits),
        _price_gap(case, limits),
    )
    return [finding for finding in found if finding is not None]


def _stockout(case: Situation, limits: Thresholds) -> Finding | None:
    lost, cover, odds = case.lost_units, case.days_of_cover, case.stockout_probability_7d
    if lost is None or cover is None or odds is None:
        return None
    if cover >= limits.stockout_days or lost < _LEAST_UNITS_LOST:
        return None
    unit, basis = case.worth
    severity: Severity = "high" if odds >= 0.8 else "medium" if odds >= 0.5 else "low"
    text = (
        f"{_count(case.on_hand or 0)} on hand last {cover:.1f} days; the chance to run out within "
        f"7 days is {odds:.0%}, and {_count(lost)} units are expected to go unserved within "
        f"{limits.stockout_days:g} days."
    )
    return Finding("stockout_risk", severity, lost * unit, basis, text, case)


def _overstock(case: Situation, limits: Thresholds) -> Finding | None:
    excess, cover = case.excess_units, case.days_of_cover
    if not excess or excess < 1 or (cover is not None and cover <= limits.overstock_days):
        return None
    unit, basis = _capital(case)
    times = math.inf if cover is None else cover / limits.overstock_days
    severity: Severity = "high" if times >= 4 else "medium" if times >= 2 else "low"
    lasts = "does not sell at all" if cover is None else f"lasts {cover:.0f} days"
    text = (
        f"{_count(case.on_hand or 0)} on hand {lasts}; {_count(excess)} units are more than "
        f"{limits.overstock_days:g} days of demand need."
    )
    return Finding("overstock", severity, excess * unit, basis, text, case)


def _demand(case: Situation, limits: Thresholds) -> Finding | None:
    """Compare the coming 28 days with the last ones; three Poisson deviations are noise."""
    before, after = case.units_28d, case.forecast_28d
    if not case.forecast_trusted or before <= 0:
        return None
    change, moved = (after / before - 1) * 100, after - before
    limit = limits.demand_spike_pct if moved > 0 else limits.demand_drop_pct
    if abs(change) < limit or abs(moved) < _NOISE_SDS * math.sqrt(before):
        return None
    unit, basis = case.worth
    kind: AlertType = "demand_spike" if moved > 0 else "demand_drop"
    severity: Severity = "high" if abs(change) >= 2 * limit or moved < -0.8 * before else "medium"
    way = "rise" if moved > 0 else "fall"
    text = (
        f"Demand is expected to {way} by {abs(change):.0f} %: {_count(after)} units in the next "
        f"28 days after {_count(before)} in the last 28."
    )
    return Finding(kind, severity, abs(moved) * unit, basis, text, case)


def _price_gap(case: Situation, limits: Thresholds) -> Finding | None:
    if not case.price or case.competitor_low is None or case.competitor_low <= 0:
        return None
    gap = (case.price / case.competitor_low - 1) * 100
    if gap < limits.price_gap_pct:
        return None
    severity: Severity = "high" if gap >= 3 * limits.price_gap_pct else "medium"
    text = (
        f"A competitor asks {case.competitor_low:.2f}; the price of {case.price:.2f} is "
        f"{gap:.0f} % above it. Matching it would cost at most this much revenue over 28 days."
    )
    impact = (case.price - case.competitor_low) * case.forecast_28d
    return Finding("price_gap", severity, impact, "revenue", text, case)


def _capital(case: Situation) -> tuple[float, Basis]:
    if case.unit_cost is not None:
        return case.unit_cost, "cost"
    return case.price or 0.0, "revenue"


def _count(units: float) -> str:
    return f"{units:,.0f}" if units >= 10 else f"{units:.1f}".removesuffix(".0")
