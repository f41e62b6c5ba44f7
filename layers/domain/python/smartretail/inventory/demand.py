"""Demand of the coming days as mean and variance, and what a stock level means against it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import NormalDist, fmean, stdev

from smartretail.inventory.models.discrete import NegativeBinomial, Poisson
from smartretail.inventory.models.loss import normal_loss

_COUNTED_UP_TO = 400.0
_WEEK, _MONTH = 7, 28


@dataclass(frozen=True)
class Spread:
    """Total demand of a period: counts are Poisson or negative binomial, large totals normal."""

    mean: float
    variance: float

    def exceeds(self, stock: float) -> float:
        """Return the probability that demand is larger than `stock`."""
        if stock < 0:
            return 1.0
        if self.mean <= 0:
            return 0.0
        law = self._law()
        return 1 - law.cdf(math.floor(stock) if not isinstance(law, NormalDist) else stock)

    def short(self, stock: float) -> float:
        """Return the expected units that `stock` cannot serve, E[(D - stock)+]."""
        if stock <= 0 or self.mean <= 0:
            return max(self.mean - stock, 0.0)
        law = self._law()
        if isinstance(law, NormalDist):
            return normal_loss(stock, law.mean, law.stdev)
        return law.loss(stock)

    def left(self, stock: float) -> float:
        """Return the expected units left over, E[(stock - D)+]."""
        return self.short(stock) + stock - self.mean

    def _law(self) -> NormalDist | Poisson | NegativeBinomial:
        if self.mean > _COUNTED_UP_TO:
            return NormalDist(self.mean, math.sqrt(max(self.variance, self.mean)))
        if self.variance <= self.mean * 1.001:
            return Poisson(self.mean)
        return NegativeBinomial.of(self.mean, self.variance)


@dataclass(frozen=True)
class Demand:
    """Expected units and standard deviation of each coming day; days are independent."""

    mean: tuple[float, ...]
    sd: tuple[float, ...]
    degraded: bool = False

    def over(self, days: float) -> Spread:
        """Return the total of the next `days`; beyond the horizon its average goes on."""
        whole = min(int(days), len(self.mean))
        mean, variance = self._totals[whole]
        rest = days - whole
        if rest > 0 and whole < len(self.mean):
            return Spread(mean + rest * self.mean[whole], variance + rest * self.sd[whole] ** 2)
        return Spread(mean + rest * self.daily_mean, variance + rest * self.daily_variance)

    @cached_property
    def daily_mean(self) -> float:
        """Average expected units of a day."""
        return self._totals[-1][0] / len(self.mean)

    @cached_property
    def daily_variance(self) -> float:
        """Average variance of a day."""
        return self._totals[-1][1] / len(self.mean)

    @cached_property
    def _totals(self) -> list[tuple[float, float]]:
        means = accumulate(self.mean, initial=0.0)
        variances = accumulate((sd * sd for sd in self.sd), initial=0.0)
        return list(zip(means, variances, strict=True))


def from_quantiles(
    mean: Sequence[float], low: Sequence[float], high: Sequence[float], span: float
) -> Demand:
    """Read a forecast: `low` and `high` are quantiles `span` standard deviations apart.

    A day varies at least as counts do: a variance below the mean is lifted to the mean.
    """
    expected = tuple(max(value, 0.0) for value in mean)
    widths = ((b - a) / span for a, b in zip(low, high, strict=True))
    sd = tuple(max(width, math.sqrt(value)) for width, value in zip(widths, expected, strict=True))
    return Demand(expected, sd)


def moving_average(units: Sequence[float], horizon_days: int = _MONTH) -> Demand:
    """Stand in for a missing forecast: the 28-day average, or the 7-day one after a level change.

    The week counts as a new level when it differs from the month by two standard errors.
    """
    month = list(units[-_MONTH:]) or [0.0]
    level, spread = fmean(month), stdev(month) if len(month) > 1 else 0.0
    week = fmean(month[-_WEEK:])
    if abs(week - level) > 2 * spread / math.sqrt(min(_WEEK, len(month))):
        level = week
    level = max(level, 0.0)
    spread = max(spread, math.sqrt(level))
    return Demand((level,) * horizon_days, (spread,) * horizon_days, degraded=True)
