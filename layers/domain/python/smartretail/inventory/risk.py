"""What a stock level risks: running out within a week, or lying too long."""

from dataclasses import dataclass
from typing import Literal

from smartretail.inventory.demand import Demand
from smartretail.inventory.reorder import ReorderPlan, ReorderPolicy, StockPosition

Risk = Literal["stockout_7d", "overstock", "none", "unknown"]
AbcClass = Literal["A", "B", "C"]
LIKELY = 0.5
_WEEK = 7
_CLASS_A, _CLASS_B = 0.8, 0.95


@dataclass(frozen=True)
class StockRisk:
    """Risk of one SKU in one store; None is unknown."""

    risk: Risk
    stockout_probability_7d: float | None = None
    lost_units_7d: float | None = None
    days_of_cover: float | None = None
    overstock_days: float | None = None
    excess_units: float | None = None


def assess(
    stock: StockPosition, demand: Demand, plan: ReorderPlan, policy: ReorderPolicy
) -> StockRisk:
    """Weigh the stock in the shop against demand; goods on the way do not serve this week."""
    if stock.on_hand is None:
        return StockRisk("unknown")
    available = stock.on_hand - (stock.backorder or 0)
    week = demand.over(_WEEK)
    probability = week.exceeds(available) if week.mean > 0 else 0.0
    cover = available / demand.daily_mean if demand.daily_mean > 0 else None
    kept = max(plan.order_up_to, demand.daily_mean * policy.overstock_days)
    excess = max(available - kept, 0.0)
    too_long = None if cover is None else max(cover - policy.overstock_days, 0.0)
    lying = excess > 0 and (cover is None or cover > policy.overstock_days)
    risk: Risk = "stockout_7d" if probability >= LIKELY else "overstock" if lying else "none"
    return StockRisk(
        risk=risk,
        stockout_probability_7d=probability,
        lost_units_7d=week.short(available),
        days_of_cover=None if cover is None else max(cover, 0.0),
        overstock_days=too_long,
        excess_units=excess,
    )


def abc_classes(revenue: dict[str, float]) -> dict[str, AbcClass]:
    """Class SKUs by revenue: A makes the first 80 %, B the next 15 %, C the rest."""
    total = sum(value for value in revenue.values() if value > 0)
    classes: dict[str, AbcClass] = {}
    reached = 0.0
    for sku_id, value in sorted(revenue.items(), key=lambda pair: (-pair[1], pair[0])):
        share = reached / total if total > 0 else 1.0
        classes[sku_id] = "A" if share < _CLASS_A else "B" if share < _CLASS_B else "C"
        reached += max(value, 0.0)
    return classes
