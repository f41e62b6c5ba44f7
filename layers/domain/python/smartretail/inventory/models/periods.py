"""Periodic decisions: known demand by dynamic programming, uncertain demand by (s, S)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from smartretail.inventory.models.discrete import Counts
from smartretail.inventory.models.newsvendor import counted_cost


@dataclass(frozen=True)
class OrderPlan:
    """Quantities to order by period, and their cost."""

    quantities: tuple[float, ...]
    cost: float


@dataclass(frozen=True)
class Levels:
    """Order up to `up_to` when the position is at `point` or below; cost per period if known."""

    point: float
    up_to: float
    cost: float | None = None


def wagner_whitin(fixed: float, holding: float, demand: Sequence[float]) -> OrderPlan:
    """Return the cheapest orders for known demand; an order serves whole periods to come."""
    periods = len(demand)
    best = [math.inf] * periods + [0.0]
    until = [periods] * periods
    for start in reversed(range(periods)):
        stock = 0.0
        for end in range(start + 1, periods + 1):
            stock += holding * (end - 1 - start) * demand[end - 1]
            cost = fixed + stock + best[end]
            if cost < best[start]:
                best[start], until[start] = cost, end
    quantities, start = [0.0] * periods, 0
    while start < periods:
        quantities[start] = sum(demand[start : until[start]])
        start = until[start]
    return OrderPlan(tuple(quantities), best[0])


def exact_levels(fixed: float, holding: float, shortage: float, demand: Counts) -> Levels:
    """Return the best (s, S) for whole units without lead time (Zheng & Federgruen, 1991)."""
    renewal = _Renewal(demand)

    def rate(level: int) -> float:
        if level < 0:
            return shortage * (demand.mean - level)
        return counted_cost(level, holding, shortage, demand)

    def cost(low: int, high: int) -> float:
        visits = [renewal.visits(below) for below in range(high - low)]
        spent = sum(v * rate(high - below) for below, v in enumerate(visits))
        return (fixed + spent) / sum(visits)

    centre = demand.quantile(shortage / (holding + shortage))
    low = centre - 1
    while cost(low, centre) > rate(low):
        low -= 1
    high, best, top = centre, cost(low, centre), centre + 1
    while rate(top) <= best:
        if cost(low, top) < best:
            high = top
            while cost(low, high) <= rate(low + 1):
                low += 1
            best = cost(low, high)
        top += 1
    return Levels(low, high, best)


def power_approximation(
    fixed: float, holding: float, shortage: float, mean: float, sd: float
) -> Levels:
    """Return Ehrhardt & Mosier's (s, S) for one period of protection."""
    quantity = 1.3 * mean**0.494 * (fixed / holding) ** 0.506 * (1 + sd**2 / mean**2) ** 0.116
    z = math.sqrt(quantity * holding / (shortage * sd))
    point = 0.973 * mean + sd * (0.183 / z + 1.063 - 2.192 * z)
    return Levels(point, point + quantity)


class _Renewal:
    """Expected visits to each position below the order-up-to level, between two orders."""

    def __init__(self, demand: Counts) -> None:
        self._source = demand.masses()
        self._mass = [next(self._source)]
        self._visits = [1 / (1 - self._mass[0])]

    def visits(self, below: int) -> float:
        """Return the expected periods spent `below` units under the order-up-to level."""
        while len(self._visits) <= below:
            self._mass.append(next(self._source))
            reached = len(self._visits)
            inflow = sum(self._mass[k] * self._visits[reached - k] for k in range(1, reached + 1))
            self._visits.append(inflow / (1 - self._mass[0]))
        return self._visits[below]
