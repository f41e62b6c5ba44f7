"""Lot sizes when demand is known: economic order quantities and their relatives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lot:
    """A lot size, its cost per period, and the share of demand backordered."""

    quantity: float
    cost: float
    backordered: float = 0.0


@dataclass(frozen=True)
class TierLot:
    """A lot size, the discount tier it is bought in, and its cost per period with purchases."""

    quantity: float
    tier: int
    cost: float


@dataclass(frozen=True)
class JointPlan:
    """Items ordered together: base cycle, each item's multiple and quantity, cost per period."""

    cycle: float
    multiples: tuple[int, ...]
    quantities: tuple[float, ...]
    cost: float


def economic_order(fixed: float, holding: float, demand: float) -> Lot:
    """Return Harris' economic order quantity."""
    return Lot(math.sqrt(2 * fixed * demand / holding), math.sqrt(2 * fixed * demand * holding))


def economic_order_backorders(fixed: float, holding: float, shortage: float, demand: float) -> Lot:
    """Return the economic order quantity when a planned share of demand waits."""
    both = holding + shortage
    quantity = math.sqrt(2 * fixed * demand * both / (holding * shortage))
    cost = math.sqrt(2 * fixed * demand * holding * shortage / both)
    return Lot(quantity, cost, holding / both)


def economic_production(fixed: float, holding: float, demand: float, rate: float) -> Lot:
    """Return the lot when goods arrive at a finite rate above demand."""
    return economic_order(fixed, holding * (1 - demand / rate), demand)


def all_units_discount(
    fixed: float,
    interest: float,
    demand: float,
    breaks: Sequence[float],
    unit_costs: Sequence[float],
) -> TierLot:
    """Return the best lot when the reached tier's price holds for every unit."""
    ceilings = [*breaks[1:], math.inf]
    found = []
    for tier, (least, most, cost) in enumerate(zip(breaks, ceilings, unit_costs, strict=True)):
        wish = economic_order(fixed, interest * cost, demand).quantity
        if wish < most:
            quantity = max(wish, least)
            total = cost * demand + fixed * demand / quantity + interest * cost * quantity / 2
            found.append(TierLot(quantity, tier, total))
    return min(found, key=lambda lot: lot.cost)


def incremental_discount(
    fixed: float,
    interest: float,
    demand: float,
    breaks: Sequence[float],
    unit_costs: Sequence[float],
) -> TierLot:
    """Return the best lot when a tier's price holds for the units above its break only."""
    found, surcharge = [], 0.0
    ceilings = [*breaks[1:], math.inf]
    for tier, (least, most, cost) in enumerate(zip(breaks, ceilings, unit_costs, strict=True)):
        if tier:
            surcharge += (unit_costs[tier - 1] - cost) * least
        lot = economic_order(fixed + surcharge, interest * cost, demand)
        if least <= lot.quantity < most:
            total = cost * demand + interest * surcharge / 2 + lot.cost
            found.append(TierLot(lot.quantity, tier, total))
    return min(found, key=lambda lot: lot.cost)


def joint_replenishment(
    fixed: float, item_fixed: Sequence[float], holding: Sequence[float], demand: Sequence[float]
) -> JointPlan:
    """Return Silver's heuristic: the item of least k / (h d) sets the cycle, the rest multiples."""
    pace = [k / (h * d) for k, h, d in zip(item_fixed, holding, demand, strict=True)]
    first = pace.index(min(pace))
    scale = holding[first] * demand[first] / (fixed + item_fixed[first])
    multiples = tuple(
        1 if item == first else _nearest_multiple(value * scale) for item, value in enumerate(pace)
    )
    orders = fixed + sum(k / m for k, m in zip(item_fixed, multiples, strict=True))
    stock = sum(h * d * m for h, d, m in zip(holding, demand, multiples, strict=True))
    cycle = math.sqrt(2 * orders / stock)
    quantities = tuple(d * m * cycle for d, m in zip(demand, multiples, strict=True))
    return JointPlan(cycle, multiples, quantities, math.sqrt(2 * orders * stock))


def economic_order_disruptions(
    fixed: float, holding: float, shortage: float, demand: float, failing: float, recovering: float
) -> Lot:
    """Return the lot when the supplier fails and recovers at these rates; demand then is lost."""
    both = failing + recovering

    def parts(quantity: float) -> tuple[float, float, float, float]:
        waiting = failing / both * -math.expm1(-both * quantity / demand) / recovering
        slope = failing / recovering / demand * math.exp(-both * quantity / demand)
        spent = fixed + holding * quantity**2 / (2 * demand) + shortage * demand * waiting
        marginal = holding * quantity / demand + shortage * demand * slope
        return spent, marginal, quantity / demand + waiting, 1 / demand + slope

    low, high = 0.0, 1000 * economic_order(fixed, holding, demand).quantity
    for _ in range(200):
        middle = (low + high) / 2
        spent, marginal, cycle, stretch = parts(middle)
        if marginal * cycle < spent * stretch:
            low = middle
        else:
            high = middle
    spent, _, cycle, _ = parts(low)
    return Lot(low, spent / cycle)


def _nearest_multiple(squared: float) -> int:
    multiple = 1
    while multiple * (multiple + 1) < squared:
        multiple += 1
    return multiple
