"""One order for one period of uncertain demand."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from smartretail.inventory.models.discrete import Counts, Poisson
from smartretail.inventory.models.loss import lognormal_loss, normal_loss

_STANDARD = NormalDist()


@dataclass(frozen=True)
class Level:
    """A base-stock level and its expected cost per period."""

    level: float
    cost: float


def normal(holding: float, shortage: float, mean: float, sd: float) -> Level:
    """Return the best level for normal demand."""
    level = mean + sd * _STANDARD.inv_cdf(shortage / (holding + shortage))
    return Level(level, normal_cost(level, holding, shortage, mean, sd))


def normal_cost(level: float, holding: float, shortage: float, mean: float, sd: float) -> float:
    """Return the expected cost of any level for normal demand."""
    short = normal_loss(level, mean, sd)
    return holding * (level - mean + short) + shortage * short


def poisson(holding: float, shortage: float, mean: float) -> Level:
    """Return the best level for Poisson demand."""
    return counted(holding, shortage, Poisson(mean))


def counted(holding: float, shortage: float, demand: Counts) -> Level:
    """Return the best level for any demand of whole units."""
    level = demand.quantile(shortage / (holding + shortage))
    return Level(level, counted_cost(level, holding, shortage, demand))


def counted_cost(level: float, holding: float, shortage: float, demand: Counts) -> float:
    """Return the expected cost of any level for demand of whole units."""
    return holding * demand.left(level) + shortage * demand.loss(level)


def lognormal(holding: float, shortage: float, mu: float, sigma: float) -> Level:
    """Return the best level when the logarithm of demand is normal."""
    level = math.exp(mu + sigma * _STANDARD.inv_cdf(shortage / (holding + shortage)))
    short = lognormal_loss(level, mu, sigma)
    mean = math.exp(mu + sigma**2 / 2)
    return Level(level, holding * (level - mean + short) + shortage * short)


def normal_profit(
    revenue: float, unit_cost: float, salvage: float, mean: float, sd: float
) -> Level:
    """Return the best level and, as `cost`, the negative of its expected profit."""
    best = normal(unit_cost - salvage, revenue - unit_cost, mean, sd)
    return Level(best.level, best.cost - (revenue - unit_cost) * mean)
