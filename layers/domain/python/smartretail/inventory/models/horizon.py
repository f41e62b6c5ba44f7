"""Uncertain demand over a finite horizon: the best (s, S) of each period, solved backwards."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from smartretail.inventory.models.newsvendor import normal_cost

_TAIL_SDS = 4


@dataclass(frozen=True)
class HorizonCosts:
    """Costs of an order, a unit, a unit held or short a period, and held or short at the end."""

    fixed: float
    unit: float
    holding: float
    shortage: float
    end_holding: float
    end_shortage: float

    def at_end(self, state: int) -> float:
        """Return the cost of what is left, or owed, at the end."""
        return self.end_holding * max(state, 0) + self.end_shortage * max(-state, 0)


@dataclass(frozen=True)
class HorizonPlan:
    """Reorder points and order-up-to levels by period, and the expected cost from empty shelves."""

    points: tuple[int, ...]
    up_to: tuple[int, ...]
    cost: float


def plan_horizon(costs: HorizonCosts, mean: float, sd: float, periods: int) -> HorizonPlan:
    """Return the plan for normal demand without lead time; unmet demand waits.

    A period's own cost takes demand as continuous; the state moves by whole units within four
    standard deviations.
    """
    moves = _moves(mean, sd)
    low = -(periods + 1) * moves[-1][0]
    floor, high = -moves[-1][0], 2 * moves[-1][0]
    future = [costs.at_end(state) for state in range(low, high + 1)]
    plan: list[tuple[int, int]] = []
    for _ in range(periods):
        levels = [
            _level_cost(costs, level, mean, sd, moves, future, low)
            for level in range(floor, high + 1)
        ]
        best = min(range(len(levels)), key=levels.__getitem__)
        order = costs.fixed + levels[best]
        point = max(i for i in range(best) if levels[i] > order)
        spent = [order] * (floor - low + point + 1) + levels[point + 1 :]
        future = [value - costs.unit * (low + index) for index, value in enumerate(spent)]
        plan.append((floor + point, floor + best))
    points, up_to = zip(*reversed(plan), strict=True)
    return HorizonPlan(points, up_to, future[-low])


def _moves(mean: float, sd: float) -> list[tuple[int, float]]:
    law = NormalDist(mean, sd)
    first, last = max(0, math.floor(mean - _TAIL_SDS * sd)), math.ceil(mean + _TAIL_SDS * sd)
    return [
        (units, law.cdf(units + 0.5) - law.cdf(units - 0.5)) for units in range(first, last + 1)
    ]


def _level_cost(
    costs: HorizonCosts,
    level: int,
    mean: float,
    sd: float,
    moves: Sequence[tuple[int, float]],
    future: Sequence[float],
    low: int,
) -> float:
    now = normal_cost(level, costs.holding, costs.shortage, mean, sd)
    later = sum(odds * future[level - units - low] for units, odds in moves)
    return costs.unit * level + now + later
