"""The truth can be found again in what the simulation produces."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import poisson

from simulation.catalogue import Role
from simulation.demand import realise, weekly, yearly
from simulation.history import History

Floats = NDArray[np.float64]
BUSY_UNITS = 3.0


def busy(history: History) -> list[int]:
    """SKUs with a full history that sell enough for an estimate of their own."""
    return [
        k
        for k, product in enumerate(history.world.catalogue.products)
        if product.launched_on is None and history.demand[:, :, k].mean() > BUSY_UNITS
    ]


def calendar_columns(history: History, day: NDArray[np.int64]) -> list[Floats]:
    dates = history.world.dates
    weekday = np.array([d.weekday() for d in dates])[day]
    month = np.array([d.year * 12 + d.month for d in dates])[day]
    payday = np.array([d.day <= 7 for d in dates])[day]
    return [
        payday.astype(float),
        *((weekday == n).astype(float) for n in range(1, 7)),
        *((month == m).astype(float) for m in np.unique(month)[1:]),
    ]


def design(history: History, k: int, festival: Floats) -> tuple[Floats, Floats]:
    """The regressors of a SKU (log price first) and its demand, over all open store days."""
    world = history.world
    day, store = np.nonzero(world.selling[: world.days, :, k])
    price = history.price[day, store, k] / world.market.regular[k]
    columns = [
        np.log(price),
        world.promotions.lift[day, store, k],
        festival[day, store, k],
        *((store == s).astype(float) for s in range(len(world.catalogue.stores))),
        *calendar_columns(history, day),
    ]
    if (carried := world.market.carried[:, k]).any():
        columns.append(np.log(history.competitor_price[:, carried, k]).mean(axis=1)[day])
    ordinary = history.demand[day, store, k] - world.bulk_units[day, store, k]
    return np.column_stack(columns), ordinary.astype(float)


def log_linear_fit(x: Floats, y: Floats) -> Floats:
    """Coefficients of a log-linear count model, by iteratively reweighted least squares."""
    beta = np.linalg.lstsq(x, np.log(y + 0.5), rcond=None)[0]
    for _ in range(4):
        mean = np.exp(x @ beta)
        root = np.sqrt(mean / (1 + mean / 8))
        working = x @ beta + (y - mean) / mean
        beta = np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0]
    return np.asarray(beta)


@pytest.fixture(scope="module")
def fits(history: History) -> Floats:
    """Estimated effects of log price, display and festival for each busy SKU, and the truth."""
    world = history.world
    festival = world.calendar.festival_effect(
        [s.region for s in world.catalogue.stores],
        [world.catalogue.shelf(p).group for p in world.catalogue.products],
    )
    rows = [
        (*log_linear_fit(*design(history, k, festival))[:3], world.traits.elasticity[k])
        for k in busy(history)
    ]
    return np.array(rows)


def test_own_price_elasticities_come_back_unbiased_with_the_right_sign(fits: Floats) -> None:
    estimated, true = fits[:, 0], fits[:, 3]

    assert len(true) >= 30
    assert (estimated < 0).all()
    assert abs((estimated - true).mean()) < 0.15
    assert np.abs(estimated - true).mean() < 0.5
    assert np.corrcoef(estimated, true)[0, 1] > 0.5


def test_the_display_effect_of_promotions_comes_back(fits: Floats) -> None:
    assert fits[:, 1].mean() == pytest.approx(1, abs=0.25)


def test_the_festival_curve_comes_back(history: History, fits: Floats) -> None:
    products = history.world.catalogue.products
    strong = [history.world.catalogue.shelf(products[k]).group == "snack" for k in busy(history)]

    assert np.median(fits[strong, 2]) == pytest.approx(1, abs=0.2)


def test_sweets_sell_more_than_twice_as_much_in_the_week_before_diwali(history: History) -> None:
    world = history.world
    sweets = [
        k for k, p in enumerate(world.catalogue.products) if p.subcategory == "Sweets & dry fruits"
    ]
    diwali = next(f.day for f in world.calendar.festivals if f.name == "Diwali")
    n = world.calendar.index(diwali)
    daily = history.demand[:, :5, sweets].sum(axis=(1, 2))

    assert daily[n - 7 : n].mean() > 2 * daily[n + 20 : n + 48].mean()


def test_sundays_outsell_the_next_tuesday_by_the_true_factor(history: History) -> None:
    world = history.world
    sundays = [n for n, d in enumerate(world.dates[:-2]) if d.weekday() == 6]
    daily = np.log(history.demand[:, :5].sum(axis=(1, 2)))
    ratio = np.median([daily[n] - daily[n + 2] for n in sundays])
    midmonth = next(n for n in sundays if 10 < world.dates[n].day < 25)
    truth = weekly(world.catalogue, world.calendar)
    volume = history.demand.sum(axis=(0, 1))

    expected = np.average(truth[midmonth] - truth[midmonth + 2], weights=volume)
    assert ratio == pytest.approx(expected, abs=0.05)


def test_cold_drinks_peak_in_may_and_skin_care_in_december(history: History) -> None:
    world = history.world
    season = yearly(world.catalogue, world.calendar)
    names = [p.subcategory for p in world.catalogue.products]

    assert world.calendar.dates[int(season[:, names.index("Cold drinks")].argmax())].month == 5
    assert world.calendar.dates[int(season[:, names.index("Skin care")].argmax())].month == 12


def test_competitors_follow_our_price_moves(history: History) -> None:
    world = history.world
    ours = np.log(history.price.mean(axis=1) / world.market.regular)
    theirs = np.log(history.competitor_price / world.market.regular)
    steady = history.competitor_price[:, :, :].shape[1]
    slopes = []
    for c in range(steady):
        carried = world.market.carried[c]
        x = ours[:-7, carried] - ours[:-7, carried].mean(axis=0)
        y = theirs[7:, c, carried] - theirs[7:, c, carried].mean(axis=0)
        slopes.append(float((x * y).sum() / (x * x).sum()))

    assert slopes[1] > slopes[0] > slopes[2] > 0.03


def test_demand_is_overdispersed_around_its_mean(history: History) -> None:
    world = history.world
    open_days = world.selling[: world.days]
    extra = world.bulk_units[: world.days]
    squared = (history.demand - extra - history.mean) ** 2
    expected = history.mean + history.mean**2 / world.traits.dispersion

    ratio = squared[open_days].sum() / expected[open_days].sum()
    assert ratio == pytest.approx(1, abs=0.05)
    assert (history.demand - extra)[open_days].sum() == pytest.approx(history.mean.sum(), rel=0.01)


def test_counts_are_the_inverse_of_the_poisson_distribution() -> None:
    rng = np.random.default_rng(3)
    rate, draw = rng.gamma(0.7, 12, 20_000), rng.random(20_000)

    counts = realise(rate, np.ones_like(rate), draw)

    assert (counts == poisson.ppf(draw, rate)).all()


def test_no_demand_means_no_units() -> None:
    none = np.zeros(3)

    assert realise(none, np.ones(3), np.array([0.01, 0.5, 0.999])).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("role", "low", "high"), [("key_value", -3.4, -1.4), ("tail", -2, -0.5)])
def test_key_value_items_are_the_price_sensitive_ones(
    history: History, role: Role, low: float, high: float
) -> None:
    products = history.world.catalogue.products
    values = history.world.traits.elasticity[[p.role == role for p in products]]

    assert low < values.min() <= values.max() < high
