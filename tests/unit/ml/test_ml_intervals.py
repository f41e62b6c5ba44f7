import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail_ml.intervals import LEVELS, Conformal, count_quantiles

AHEAD = np.tile(np.arange(1, 29), 500)


def poisson_days(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    mean = np.repeat(rng.gamma(2.0, 6.0, 500), 28)
    return mean, rng.poisson(mean).astype(float)


def test_conformal_quantiles_cover_fresh_poisson_sales_as_promised() -> None:
    learned = Conformal.learn(*poisson_days(1), AHEAD)
    mean, sold = poisson_days(2)
    quantiles = learned.quantiles(mean, AHEAD)

    # Counts are discrete: the share at or below a quantile lies between F(q-) and F(q).
    for level, column in zip(LEVELS, quantiles.T, strict=True):
        assert np.mean(sold < column) - 0.02 <= level <= np.mean(sold <= column) + 0.02
    inside = np.mean((sold >= quantiles[:, 0]) & (sold <= quantiles[:, 2]))
    assert 0.77 <= inside <= 0.86


def test_unseen_days_are_left_out_of_the_pool() -> None:
    mean, sold = poisson_days(3)
    gaps = np.where(np.random.default_rng(0).random(len(sold)) < 0.3, np.nan, sold)

    assert np.isfinite(Conformal.learn(mean, gaps, AHEAD).quantiles(mean, AHEAD)).all()


@settings(max_examples=40, deadline=None)
@given(
    mean=st.lists(st.floats(0, 500), min_size=1, max_size=28),
    dispersion=st.floats(0.1, 200),
    seed=st.integers(0, 20),
)
def test_quantiles_never_cross_and_are_never_negative(
    mean: list[float], dispersion: float, seed: int
) -> None:
    forecast, ahead = np.array(mean), np.arange(1, len(mean) + 1)
    learned = Conformal.learn(*poisson_days(seed), AHEAD)

    for quantiles in (
        learned.quantiles(forecast, ahead),
        count_quantiles(forecast, np.full(len(mean), dispersion)),
    ):
        assert (np.diff(quantiles, axis=1) >= 0).all()
        assert (quantiles >= 0).all()


def test_count_quantiles_cover_negative_binomial_sales() -> None:
    rng = np.random.default_rng(8)
    mean, ratio = np.full(40_000, 6.0), 3.0
    sold = rng.negative_binomial(6.0 / (ratio - 1), 1 / ratio, 40_000)
    quantiles = count_quantiles(mean, np.full(40_000, ratio))

    for level, column in zip(LEVELS, quantiles.T, strict=True):
        assert np.mean(sold < column) - 0.01 <= level <= np.mean(sold <= column) + 0.01
