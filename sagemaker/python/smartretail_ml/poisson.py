"""Poisson pseudo-likelihood regressions of many series at once, by damped Newton steps."""

from __future__ import annotations

import numpy as np

from smartretail_ml.arrays import Float

STEPS, LARGEST_STEP, RIDGE, LARGEST_LOG = 40, 2.0, 1e-3, 25.0


def fit_poisson(x: Float, y: Float, offset: Float, use: Float) -> tuple[Float, Float]:
    """Coefficients and their variances, one line per series.

    ``x`` is series x time x regressor, ``use`` 0 for times to leave out. Variances are those of
    quasi-Poisson: scaled by the Pearson dispersion of the series, at least 1. A weak ridge on all
    but the first coefficient keeps regressors that never move at zero.
    """
    k = x.shape[2]
    ridge = RIDGE * np.eye(k)
    ridge[0, 0] = 1e-9
    beta = np.zeros((x.shape[0], k))
    expected = (use * np.exp(offset)).sum(axis=1)
    beta[:, 0] = np.log(np.maximum((use * y).sum(axis=1), 0.5) / np.maximum(expected, 1e-9))
    for _ in range(STEPS):
        mean = _mean(x, beta, offset)
        gradient = np.einsum("nti,nt->ni", x, use * (y - mean)) - beta @ ridge
        step = np.linalg.solve(_curvature(x, use * mean) + ridge, gradient[..., None])[..., 0]
        beta += np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if np.abs(step).max(initial=0.0) < 1e-8:
            break
    mean = _mean(x, beta, offset)
    pearson = (use * (y - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=1)
    dispersion = np.maximum(pearson / np.maximum(use.sum(axis=1) - k, 1.0), 1.0)
    inverse = np.linalg.inv(_curvature(x, use * mean) + ridge)
    return beta, dispersion[:, None] * np.diagonal(inverse, axis1=1, axis2=2)


def _mean(x: Float, beta: Float, offset: Float) -> Float:
    log = np.einsum("nti,ni->nt", x, beta) + offset
    mean: Float = np.exp(np.clip(log, -LARGEST_LOG, LARGEST_LOG))
    return mean


def _curvature(x: Float, weight: Float) -> Float:
    curvature: Float = np.einsum("nt,nti,ntj->nij", weight, x, x, optimize=True)
    return curvature
