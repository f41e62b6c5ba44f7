"""Continuous review: order Q when the position falls to r (unmet demand waits)."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from smartretail.inventory.models.discrete import Poisson
from smartretail.inventory.models.loss import (
    normal_loss,
    standard_second_loss,
)
from smartretail.inventory.models.lots import economic_order, economic_order_backorders
from smartretail.inventory.models.newsvendor import counted_cost, normal_cost

_STANDARD = NormalDist()
_STEPS = 500


@dataclass(frozen=True)
class ReorderCosts:
    """Costs and demand per period; demand is normal with `sd` per period."""

    fixed: float
    holding: float
    shortage: float
    demand: float
    sd: float
    lead: float

    @property
    def lead_mean(self) -> float:
        """Expected demand of a lead time."""
        return self.demand * self.lead

    @property
    def lead_sd(self) -> float:
        """Standard deviation of the demand of a lead time."""
        return self.sd * math.sqrt(self.lead)

    def short(self, level: float) -> float:
        """Return the expected shortage of a lead time at this level."""
        return normal_loss(level, self.lead_mean, self.lead_sd)

    def second(self, level: float) -> float:
        """Return the second-order loss of a lead time at this level."""
        return self.lead_sd**2 * standard_second_loss((level - self.lead_mean) / self.lead_sd)


@dataclass(frozen=True)
class ReorderLevels:
    """A reorder point and an order quantity."""

    point: float
    quantity: float


def exact_cost(levels: ReorderLevels, costs: ReorderCosts) -> float:
    """Return the expected cost per period."""
    low, quantity = levels.point, levels.quantity
    waiting = costs.second(low) - costs.second(low + quantity)
    stock = costs.holding * quantity * (low + quantity / 2 - costs.lead_mean)
    both = costs.holding + costs.shortage
    return (costs.fixed * costs.demand + stock + both * waiting) / quantity


def best_point(quantity: float, costs: ReorderCosts) -> float:
    """Return the best reorder point for a quantity: the cost rates at r and r + Q are equal."""

    def rate(level: float) -> float:
        return normal_cost(level, costs.holding, costs.shortage, costs.lead_mean, costs.lead_sd)

    high = costs.lead_mean + 10 * costs.lead_sd
    low = costs.lead_mean - quantity - 10 * costs.lead_sd
    for _ in range(200):
        middle = (low + high) / 2
        if rate(middle) > rate(middle + quantity):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def inventory_level_approximation(costs: ReorderCosts) -> ReorderLevels:
    """Return the levels that count a shortage once per unit and cycle (Hadley & Whitin)."""
    quantity = economic_order(costs.fixed, costs.holding, costs.demand).quantity
    point = 0.0
    for _ in range(_STEPS):
        odds = 1 - quantity * costs.holding / (costs.shortage * costs.demand)
        point = costs.lead_mean + costs.lead_sd * _STANDARD.inv_cdf(odds)
        spent = costs.fixed + costs.shortage * costs.short(point)
        quantity = economic_order(spent, costs.holding, costs.demand).quantity
    return ReorderLevels(point, quantity)


def backorder_approximation(costs: ReorderCosts) -> ReorderLevels:
    """Return the deterministic quantity with backorders and its best reorder point."""
    lot = economic_order_backorders(costs.fixed, costs.holding, costs.shortage, costs.demand)
    return ReorderLevels(best_point(lot.quantity, costs), lot.quantity)


def safety_stock_approximation(costs: ReorderCosts) -> ReorderLevels:
    """Return the economic order quantity and a newsvendor's safety stock."""
    ratio = costs.shortage / (costs.shortage + costs.holding)
    point = costs.lead_mean + costs.lead_sd * _STANDARD.inv_cdf(ratio)
    return ReorderLevels(point, economic_order(costs.fixed, costs.holding, costs.demand).quantity)


def loss_approximation(costs: ReorderCosts) -> ReorderLevels:
    """Return the levels that neglect shortages just after an order arrives."""
    both = costs.holding + costs.shortage
    quantity = economic_order(costs.fixed, costs.holding, costs.demand).quantity
    point = 0.0
    for _ in range(_STEPS):
        point = _level_of_loss(costs.holding * quantity / both, costs)
        spent = costs.fixed * costs.demand + both * costs.second(point)
        quantity = math.sqrt(2 * spent / costs.holding)
    return ReorderLevels(point, quantity)


def poisson_exact(
    fixed: float, holding: float, shortage: float, demand: float, lead: float
) -> tuple[ReorderLevels, float]:
    """Return the best whole levels for Poisson demand and their cost (Federgruen & Zheng)."""
    law = Poisson(demand * lead)

    def rate(level: int) -> float:
        if level < 0:
            return shortage * (law.mean - level)
        return counted_cost(level, holding, shortage, law)

    start = law.quantile(shortage / (holding + shortage))
    low, high, total = start - 1, start, fixed * demand + rate(start)
    cost = total
    while True:
        step = min(rate(low), rate(high + 1))
        if step >= cost:
            return ReorderLevels(low, high - low), cost
        if rate(low) <= rate(high + 1):
            low -= 1
        else:
            high += 1
        total += step
        cost = total / (high - low)


def _level_of_loss(target: float, costs: ReorderCosts) -> float:
    low = costs.lead_mean - target - 10 * costs.lead_sd
    high = costs.lead_mean + 10 * costs.lead_sd
    for _ in range(100):
        middle = (low + high) / 2
        if costs.short(middle) > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
