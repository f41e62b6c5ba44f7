"""Empirical-Bayes shrinkage of noisy estimates towards the mean of their group, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Float, Int

SPREAD_WEIGHT = 20


@dataclass(frozen=True)
class Pool:
    """Mean of a group with its error, and the spread of true values inside the group."""

    mean: float
    variance: float
    spread: float


def pool(estimate: Float, variance: Float) -> Pool:
    """Random-effects mean with the DerSimonian-Laird spread (Controlled Clinical Trials 1986)."""
    weight = 1.0 / variance
    fixed = float((weight * estimate).sum() / weight.sum())
    excess = float((weight * (estimate - fixed) ** 2).sum()) - (len(estimate) - 1)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    spread = max(excess / scale, 0.0) if scale > 0 else 0.0
    weight = 1.0 / (variance + spread)
    mean = float((weight * estimate).sum() / weight.sum())
    return Pool(mean, float(1.0 / weight.sum()), spread)


def combine(prior: Pool, estimate: Float, variance: Float) -> tuple[Float, Float]:
    """Posterior mean and variance of estimates whose true values scatter around ``prior``."""
    around = max(prior.spread + prior.variance, 1e-6)
    weight = around / (around + variance)
    return prior.mean + weight * (estimate - prior.mean), weight * variance


def nested(prior: Pool, estimate: Float, variance: Float, group: Int) -> dict[int, Pool]:
    """Pool each group, and draw its mean to ``prior`` by how well the group is known."""
    groups = {int(g): pool(estimate[group == g], variance[group == g]) for g in np.unique(group)}
    means = np.array([one.mean for one in groups.values()])
    errors = np.array([one.variance for one in groups.values()])
    between = pool(means, errors).spread if len(groups) > 1 else 0.0
    centre = Pool(prior.mean, prior.variance, between)
    drawn, left = combine(centre, means, errors)
    return {
        g: Pool(float(mean), float(error), _spread(one, int((group == g).sum()), prior))
        for (g, one), mean, error in zip(groups.items(), drawn, left, strict=True)
    }


def _spread(own: Pool, size: int, prior: Pool) -> float:
    """A small group says little about its own spread: average it with that of the level above."""
    return (size * own.spread + SPREAD_WEIGHT * prior.spread) / (size + SPREAD_WEIGHT)
