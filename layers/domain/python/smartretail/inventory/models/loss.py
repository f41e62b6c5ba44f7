"""Loss functions: expected units short of a level, and expected units left at it."""

import math
from statistics import NormalDist

_STANDARD = NormalDist()


def standard_loss(z: float) -> float:
    """Return E[(Z - z)+] of a standard normal Z."""
    return _STANDARD.pdf(z) - z * _STANDARD.cdf(-z)


def standard_second_loss(z: float) -> float:
    """Return E[((Z - z)+)^2] / 2 of a standard normal Z."""
    return ((z * z + 1) * _STANDARD.cdf(-z) - z * _STANDARD.pdf(z)) / 2


def normal_loss(level: float, mean: float, sd: float) -> float:
    """Return E[(X - level)+] of a normal X."""
    if sd <= 0:
        return max(mean - level, 0.0)
    return sd * standard_loss((level - mean) / sd)


def lognormal_loss(level: float, mu: float, sigma: float) -> float:
    """Return E[(X - level)+] where ln X is normal with `mu` and `sigma`."""
    if level <= 0:
        return math.exp(mu + sigma**2 / 2) - level
    d = (mu - math.log(level)) / sigma
    above = math.exp(mu + sigma**2 / 2) * _STANDARD.cdf(d + sigma)
    return above - level * _STANDARD.cdf(d)


def gamma_loss(level: float, shape: float, scale: float) -> float:
    """Return E[(X - level)+] of a gamma X."""
    return shape * scale * (1 - gamma_cdf(level, shape + 1, scale)) - level * (
        1 - gamma_cdf(level, shape, scale)
    )


def gamma_cdf(level: float, shape: float, scale: float) -> float:
    """Return P(X <= level) of a gamma X, by the series of the lower incomplete gamma function."""
    x = level / scale
    if x <= 0:
        return 0.0
    term = total = 1 / shape
    step = shape
    while term > total * 1e-17:
        step += 1
        term *= x / step
        total += term
    return min(total * math.exp(shape * math.log(x) - x - math.lgamma(shape)), 1.0)
