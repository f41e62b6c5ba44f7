"""When to order and how much: safety stock, reorder point, order-up-to level, lot rules."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from smartretail.inventory.demand import Demand

_STANDARD = NormalDist()


@dataclass(frozen=True)
class StockPosition:
    """Stock and supply of one SKU in one store; None is unknown."""

    on_hand: float | None
    in_transit: float | None = None
    backorder: float | None = None
    lead_time_days: float | None = None
    lead_time_sd: float | None = None
    review_days: float | None = None
    order_multiple: float | None = None
    moq: float | None = None
    capacity_units: float | None = None
    min_display_units: float | None = None
    shelf_life_days: float | None = None


@dataclass(frozen=True)
class ReorderPolicy:
    """The tenant's aim, and the supply terms to use where no file gives them."""

    service_level: float = 0.95
    overstock_days: float = 90
    default_lead_time_days: float = 7
    default_review_days: float = 7


@dataclass(frozen=True)
class ReorderPlan:
    """What to order now and the levels it follows from."""

    lead_time_days: float
    review_days: float
    safety_stock: float
    reorder_point: float
    order_up_to: float
    inventory_position: float | None
    quantity: float
    limited_by: str | None
    assumed: tuple[str, ...]


def plan_reorder(stock: StockPosition, demand: Demand, policy: ReorderPolicy) -> ReorderPlan:
    """Order up to cover lead time and review period once the position falls to the reorder point.

    sigma_L^2 = L sigma_d^2 + d^2 sigma_LT^2 (demand and lead time independent); a display minimum
    counts as safety stock. Unknown stock gives levels and no order.
    """
    lead, review, lead_sd = _terms(stock, policy)
    z = _STANDARD.inv_cdf(policy.service_level)
    wait, cycle = demand.over(lead), demand.over(lead + review)
    lead_variance = (demand.daily_mean * lead_sd) ** 2
    safety = max(z * math.sqrt(wait.variance + lead_variance), stock.min_display_units or 0)
    cycle_safety = max(z * math.sqrt(cycle.variance + lead_variance), safety)
    reorder_point = wait.mean + safety
    order_up_to = cycle.mean + cycle_safety
    position = _position(stock)
    quantity, limited_by = 0.0, None
    if position is not None and position <= reorder_point and demand.daily_mean > 0:
        quantity, limited_by = _lot(order_up_to - position, position, stock, demand)
    return ReorderPlan(
        lead_time_days=lead,
        review_days=review,
        safety_stock=safety,
        reorder_point=reorder_point,
        order_up_to=order_up_to,
        inventory_position=position,
        quantity=quantity,
        limited_by=limited_by,
        assumed=_assumed(stock),
    )


def saved_units(plan: ReorderPlan, demand: Demand) -> float:
    """Return the expected lost units that the order saves until the next one could arrive."""
    if plan.inventory_position is None or plan.quantity <= 0:
        return 0.0
    before, after = plan.inventory_position, plan.inventory_position + plan.quantity
    cycle = demand.over(plan.lead_time_days + plan.review_days)
    wait = demand.over(plan.lead_time_days)
    saved = cycle.short(before) - wait.short(before) - cycle.short(after) + wait.short(after)
    return max(saved, 0.0)


def surplus_units(plan: ReorderPlan, demand: Demand) -> float:
    """Return the expected units of the order still unsold when the next one could arrive."""
    if plan.inventory_position is None or plan.quantity <= 0:
        return 0.0
    cycle = demand.over(plan.lead_time_days + plan.review_days)
    before, after = plan.inventory_position, plan.inventory_position + plan.quantity
    return max(cycle.left(after) - max(cycle.left(before), 0.0), 0.0)


def _terms(stock: StockPosition, policy: ReorderPolicy) -> tuple[float, float, float]:
    lead, review = stock.lead_time_days, stock.review_days
    return (
        policy.default_lead_time_days if lead is None else max(lead, 0.0),
        policy.default_review_days if review is None else max(review, 1.0),
        stock.lead_time_sd or 0.0,
    )


def _position(stock: StockPosition) -> float | None:
    if stock.on_hand is None:
        return None
    return stock.on_hand + (stock.in_transit or 0) - (stock.backorder or 0)


def _lot(
    need: float, position: float, stock: StockPosition, demand: Demand
) -> tuple[float, str | None]:
    multiple = stock.order_multiple if stock.order_multiple and stock.order_multiple > 0 else 1.0
    least = _up(max(stock.moq or 0, 0), multiple)
    wanted = max(_up(need, multiple), least)
    limits = {}
    if stock.capacity_units is not None:
        limits["capacity"] = stock.capacity_units - position
    if stock.shelf_life_days is not None and stock.shelf_life_days > 0:
        limits["shelf_life"] = demand.over(stock.shelf_life_days).mean - position
    name, room = min(limits.items(), key=lambda limit: limit[1], default=(None, math.inf))
    if wanted <= room:
        return wanted, None
    lot = max(math.floor(room / multiple), 0) * multiple
    return (lot, name) if lot >= least else (0.0, name)


def _up(amount: float, multiple: float) -> float:
    return math.ceil(amount / multiple - 1e-9) * multiple


def _assumed(stock: StockPosition) -> tuple[str, ...]:
    inputs = {
        "lead_time_days": stock.lead_time_days,
        "lead_time_sd": stock.lead_time_sd,
        "review_days": stock.review_days,
        "in_transit": stock.in_transit,
        "backorder": stock.backorder,
    }
    return tuple(name for name, value in inputs.items() if value is None)
