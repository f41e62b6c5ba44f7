"""Own-price elasticity per series: constant-elasticity demand by week, partially pooled.

Weekly units are fitted as exp(a + b log price + c promotion + d time) x seen days x movement of
the store, by Poisson pseudo-likelihood, which keeps weeks without a sale (Santos Silva and
Tenreyro 2006, Review of Economics and Statistics 88, 641-658) and needs no Poisson data. Slopes
are then shrunk towards their category in the store, that towards the category, that towards all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Bool, Float, Int
from smartretail_ml.panel import Panel
from smartretail_ml.poisson import fit_poisson
from smartretail_ml.pooling import Pool, combine, nested, pool

FEWEST_WEEKS, FEWEST_SOLD_WEEKS = 12, 6
SMALLEST_MOVE = 0.02
LARGEST_ERROR = 5.0
WIDTH_95 = 1.959964


@dataclass(frozen=True)
class Elasticity:
    """Elasticity with its 95 % interval; ``identified`` when the series' own price tells it."""

    value: float | None
    low: float | None
    high: float | None
    identified: bool
    n: int

    @classmethod
    def unknown(cls, n: int = 0) -> Elasticity:
        """Nothing can be said: no price in reach moved enough."""
        return cls(None, None, None, identified=False, n=n)


@dataclass(frozen=True)
class Weeks:
    """Weekly sums of a panel, newest week last; a week without seen days has ``seen`` 0."""

    units: Float
    seen: Float
    log_price: Float
    promo: Float
    usable: Bool


def weeks_of(panel: Panel) -> Weeks:
    """Aggregate whole weeks counted back from ``as_of``.

    The price is the geometric mean over the days seen: with it a week whose price changed in the
    middle still sells exp(b x log price), to first order; a median would flatten the slope.
    """
    count = panel.days // 7
    shape, last = (len(panel.skus), count, 7), slice(panel.days - 7 * count, panel.days)
    demand = panel.demand[:, last].reshape(shape).astype(np.float64)
    price = panel.price[:, last].reshape(shape).astype(np.float64)
    promo = np.nan_to_num(panel.promo[:, last]).reshape(shape).astype(np.float64)
    seen = (~np.isnan(demand)).sum(axis=2).astype(np.float64)
    known = ~np.isnan(demand) & (np.nan_to_num(price) > 0)
    days = known.sum(axis=2)
    logs = np.where(known, np.log(np.where(known, price, 1.0)), 0.0).sum(axis=2)
    log_price = logs / np.maximum(days, 1)
    return Weeks(np.nansum(demand, axis=2), seen, log_price, promo.mean(axis=2), days > 0)


def estimate(panel: Panel) -> list[Elasticity]:
    """Elasticity of every series of the panel, in its order."""
    if panel.days < 7 * FEWEST_WEEKS:
        return [Elasticity.unknown() for _ in panel.skus]
    weeks = weeks_of(panel)
    n = weeks.usable.sum(axis=1)
    moved = np.flatnonzero(_price_moved(weeks))
    slope, variance = _slopes(weeks, moved, _movement(panel, weeks, moved))
    good = np.isfinite(slope) & (variance > 0) & (variance < LARGEST_ERROR**2)
    moved, slope, variance = moved[good], slope[good], variance[good]
    if len(moved) == 0:
        return [Elasticity.unknown(int(k)) for k in n]
    return _pooled(panel, moved, slope, variance, n)


def _price_moved(weeks: Weeks) -> Bool:
    """Enough weeks, and a price that moved beyond what promotion and time explain."""
    enough = (weeks.usable.sum(axis=1) >= FEWEST_WEEKS) & (
        (weeks.usable & (weeks.units > 0)).sum(axis=1) >= FEWEST_SOLD_WEEKS
    )
    time = np.linspace(-1.0, 1.0, weeks.units.shape[1])
    use = weeks.usable.astype(np.float64)
    others = np.stack([np.ones_like(use), weeks.promo, np.broadcast_to(time, use.shape)], axis=2)
    gram = np.einsum("nt,nti,ntj->nij", use, others, others) + 1e-6 * np.eye(3)
    right = np.einsum("nt,nti,nt->ni", use, others, weeks.log_price)
    fitted = np.einsum("nti,ni->nt", others, np.linalg.solve(gram, right[..., None])[..., 0])
    left = use * (weeks.log_price - fitted) ** 2
    spread = np.sqrt(left.sum(axis=1) / np.maximum(use.sum(axis=1), 1.0))
    moved: Bool = enough & (spread >= SMALLEST_MOVE)
    return moved


def _movement(panel: Panel, weeks: Weeks, rows: Int) -> Float:
    """Log of the sales of the rest of the store per week, relative to its own mean."""
    stores = np.unique(panel.stores, return_inverse=True)[1]
    total = np.zeros((stores.max() + 1, weeks.units.shape[1]))
    np.add.at(total, stores, weeks.units)
    rest = total[stores[rows]] - weeks.units[rows] + 1.0
    movement: Float = np.log(rest / rest.mean(axis=1, keepdims=True))
    return movement


def _slopes(weeks: Weeks, rows: Int, movement: Float) -> tuple[Float, Float]:
    """Own estimate and variance of the price coefficient of each of ``rows``."""
    use = weeks.usable[rows].astype(np.float64)
    count = np.maximum(use.sum(axis=1, keepdims=True), 1.0)
    centre = (use * weeks.log_price[rows]).sum(axis=1, keepdims=True) / count
    time = np.broadcast_to(np.linspace(-1.0, 1.0, use.shape[1]), use.shape)
    columns = [np.ones_like(use), weeks.log_price[rows] - centre, weeks.promo[rows], time]
    offset = np.log(np.maximum(weeks.seen[rows], 1.0)) + movement
    slope, variance = fit_poisson(np.stack(columns, axis=2), weeks.units[rows], offset, use)
    return slope[:, 1], variance[:, 1]


def _pooled(panel: Panel, moved: Int, slope: Float, variance: Float, n: Int) -> list[Elasticity]:
    category = np.unique(panel.categories, return_inverse=True)[1]
    names = [f"{s}\x1f{c}" for s, c in zip(panel.stores, panel.categories, strict=True)]
    cell = np.unique(names, return_inverse=True)[1]
    everything = pool(slope, variance)
    of_category = nested(everything, slope, variance, category[moved])
    of_cell: dict[int, Pool] = {}
    for c, prior in of_category.items():
        inside = category[moved] == c
        of_cell |= nested(prior, slope[inside], variance[inside], cell[moved][inside])
    own = {int(row): k for k, row in enumerate(moved)}
    answers = []
    for i in range(len(panel.skus)):
        prior = of_cell.get(int(cell[i])) or of_category.get(int(category[i])) or everything
        k = own.get(i)
        mine = None if k is None else combine(prior, slope[k : k + 1], variance[k : k + 1])
        answers.append(_answer(prior, mine, int(n[i])))
    return answers


def _answer(prior: Pool, own: tuple[Float, Float] | None, n: int) -> Elasticity:
    """Own posterior when it falls with price, else the group's; never above zero."""
    if own is not None and own[0][0] < 0:
        return _interval(float(own[0][0]), float(own[1][0]), n, identified=True)
    if prior.mean < 0:
        return _interval(prior.mean, prior.variance + prior.spread, n, identified=False)
    return Elasticity.unknown(n)


def _interval(value: float, variance: float, n: int, *, identified: bool) -> Elasticity:
    reach = WIDTH_95 * float(np.sqrt(variance))
    return Elasticity(value, value - reach, min(value + reach, 0.0), identified, n)
