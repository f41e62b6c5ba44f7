"""Counts: Poisson and negative binomial by their recurrences, without arrays."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass


class Counts(ABC):
    """A distribution on 0, 1, 2, … given by its mass at zero and the ratio of neighbours."""

    mean: float

    @abstractmethod
    def first(self) -> float:
        """Return P(X = 0)."""

    @abstractmethod
    def ratio(self, k: int) -> float:
        """Return P(X = k) / P(X = k - 1)."""

    def masses(self) -> Iterator[float]:
        """Yield the masses at 0, 1, 2 and on, without end."""
        mass, k = self.first(), 0
        while True:
            yield mass
            k += 1
            mass *= self.ratio(k)

    def cdf(self, level: float) -> float:
        """Return P(X <= level)."""
        if level < 0:
            return 0.0
        masses = self.masses()
        return min(math.fsum(next(masses) for _ in range(math.floor(level) + 1)), 1.0)

    def loss(self, level: float) -> float:
        """Return E[(X - level)+]."""
        return max(self.mean - level + self.left(level), 0.0)

    def left(self, level: float) -> float:
        """Return E[(level - X)+]."""
        if level <= 0:
            return 0.0
        masses = self.masses()
        return math.fsum((level - k) * next(masses) for k in range(math.floor(level) + 1))

    def quantile(self, probability: float) -> int:
        """Return the smallest k with P(X <= k) >= probability."""
        total, reach = 0.0, self.mean + 1000 * (math.sqrt(self.mean) + 1)
        for k, mass in enumerate(self.masses()):
            total += mass
            if total >= probability or k > reach:
                return k
        raise AssertionError("masses never end")


@dataclass(frozen=True)
class Poisson(Counts):
    """Counts whose variance equals their mean (up to a mean of about 700)."""

    mean: float

    def first(self) -> float:
        """Return P(X = 0)."""
        return math.exp(-self.mean)

    def ratio(self, k: int) -> float:
        """Return P(X = k) / P(X = k - 1)."""
        return self.mean / k


@dataclass(frozen=True)
class NegativeBinomial(Counts):
    """Failures before the `successes`-th success of probability `p`: variance above the mean."""

    successes: float
    p: float

    @classmethod
    def of(cls, mean: float, variance: float) -> "NegativeBinomial":
        """Match a mean and a larger variance."""
        return cls(mean * mean / (variance - mean), mean / variance)

    @property
    def mean(self) -> float:  # type: ignore[override]
        """Expected count."""
        return self.successes * (1 - self.p) / self.p

    def first(self) -> float:
        """Return P(X = 0)."""
        return math.exp(self.successes * math.log(self.p))

    def ratio(self, k: int) -> float:
        """Return P(X = k) / P(X = k - 1)."""
        return (self.successes + k - 1) / k * (1 - self.p)
