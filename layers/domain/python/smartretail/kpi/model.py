"""Key figures as sums: the parts of every SKU add up to a store, and stores to the tenant."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAYS_BACK, DAYS_AHEAD = 56, 28
_WEEK = 7
_YEAR_DAYS = 365
_SHARED_VARIANCE = 0.1
"""House rule: SKUs share a tenth of their daily variance (weather, traffic)."""

SUMS = (
    "revenue",
    "revenue_prev",
    "margin",
    "margin_prev",
    "costed_revenue",
    "costed_skus",
    "abs_error",
    "backtest_units",
    "stocked_skus",
    "stocked_revenue",
    "stockout_days",
    "stockout_days_prev",
    "turnover_cost",
    "stock_value",
    "skus",
)
PAST = ("daily_units", "daily_revenue", "daily_margin")
AHEAD = ("ahead_units", "ahead_below", "ahead_below_squares", "ahead_above", "ahead_above_squares")


@dataclass
class Parts:
    """Additive parts of the figures of a scope, its days up to `as_of` and its days ahead."""

    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SUMS, 0.0))
    days: dict[str, list[float]] = field(
        default_factory=lambda: {
            **{name: [0.0] * DAYS_BACK for name in PAST},
            **{name: [0.0] * DAYS_AHEAD for name in AHEAD},
        }
    )
    categories: set[str] = field(default_factory=set)

    def add(self, other: "Parts") -> None:
        """Add another scope's parts to these."""
        for name, value in other.sums.items():
            self.sums[name] += value
        for name, values in other.days.items():
            own = self.days[name]
            for index, value in enumerate(values):
                own[index] += value
        self.categories |= other.categories

    def record(self) -> dict[str, Any]:
        """Return the parts as plain JSON, rounded to a ten-thousandth."""
        return {
            "sums": {name: round(value, 4) for name, value in self.sums.items()},
            "days": {n: [round(value, 4) for value in v] for n, v in self.days.items()},
            "categories": sorted(self.categories),
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Parts":
        """Read parts from JSON."""
        days = {name: list(values) for name, values in record["days"].items()}
        return cls(dict(record["sums"]), days, set(record["categories"]))


def total(parts: Iterable[Parts]) -> Parts:
    """Return the sum of parts."""
    whole = Parts()
    for part in parts:
        whole.add(part)
    return whole


def sku_parts(position: Mapping[str, Any], forecast: Mapping[str, Any] | None, as_of: str) -> Parts:
    """Return the parts of one SKU; what a file did not say counts neither above nor below."""
    parts = Parts()
    sums, cost = parts.sums, position.get("unit_cost")
    sums["skus"] = 1
    sums["revenue"] = position.get("revenue_28d") or 0.0
    sums["revenue_prev"] = position.get("revenue_prev_28d") or 0.0
    if position.get("margin_28d") is not None or cost is not None:
        sums["costed_skus"], sums["costed_revenue"] = 1, sums["revenue"]
        sums["margin"] = position.get("margin_28d") or 0.0
        sums["margin_prev"] = position.get("margin_prev_28d") or 0.0
    _add_stock(sums, position, cost)
    if position.get("category"):
        parts.categories.add(position["category"])
    _add_history(parts.days, position.get("history") or [], cost, as_of)
    if forecast:
        _add_forecast(parts, forecast)
    return parts


def half_width(widths: float, squares: float) -> float:
    """Return the half-width of a sum's interval from its members' widths and their squares."""
    shared = _SHARED_VARIANCE
    return math.sqrt(shared * widths * widths + (1 - shared) * squares)


def weekly(days: Sequence[float]) -> list[float]:
    """Return sums of whole weeks, oldest first."""
    return [round(sum(days[i : i + _WEEK]), 2) for i in range(0, len(days), _WEEK)]


def ratio(above: float, below: float) -> float | None:
    """Return a ratio, or None when there is nothing to divide by."""
    return above / below if below > 0 else None


def stock_turns(sums: Mapping[str, float]) -> float | None:
    """Return how often a year the stock value is sold, at the pace of the last 28 days."""
    pace = ratio(sums["turnover_cost"], sums["stock_value"])
    return None if pace is None else pace * _YEAR_DAYS / DAYS_AHEAD


def _add_stock(sums: dict[str, float], position: Mapping[str, Any], cost: float | None) -> None:
    out = position.get("stockout_days_28d")
    if out is not None:
        sums["stocked_skus"], sums["stocked_revenue"] = 1, sums["revenue"]
        sums["stockout_days"] = out
        sums["stockout_days_prev"] = position.get("stockout_days_prev_28d") or 0.0
    if position.get("on_hand") is not None and cost is not None:
        sums["stock_value"] = max(position["on_hand"], 0.0) * cost
        sums["turnover_cost"] = (position.get("units_28d") or 0.0) * cost


def _add_history(
    days: dict[str, list[float]],
    history: Iterable[Mapping[str, Any]],
    cost: float | None,
    as_of: str,
) -> None:
    first = date.fromisoformat(as_of) - timedelta(days=DAYS_BACK - 1)
    for day in history:
        index = (date.fromisoformat(day["date"]) - first).days
        if 0 <= index < DAYS_BACK:
            units, revenue = day.get("units") or 0.0, day.get("revenue") or 0.0
            days["daily_units"][index] += units
            days["daily_revenue"][index] += revenue
            if cost is not None:
                days["daily_margin"][index] += revenue - units * cost


def _add_forecast(parts: Parts, forecast: Mapping[str, Any]) -> None:
    backtest = forecast.get("backtest") or {}
    if backtest.get("abs_error") is not None and backtest.get("units"):
        parts.sums["abs_error"] = backtest["abs_error"]
        parts.sums["backtest_units"] = backtest["units"]
    for index, point in enumerate(forecast["series"][:DAYS_AHEAD]):
        below = max(point["yhat"] - point["yhat_lower"], 0.0)
        above = max(point["yhat_upper"] - point["yhat"], 0.0)
        parts.days["ahead_units"][index] = point["yhat"]
        parts.days["ahead_below"][index] = below
        parts.days["ahead_below_squares"][index] = below * below
        parts.days["ahead_above"][index] = above
        parts.days["ahead_above_squares"][index] = above * above
