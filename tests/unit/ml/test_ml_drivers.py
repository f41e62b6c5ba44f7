import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail_ml.drivers import DAYS_EACH, SAMPLED_DAYS, THEMES, describe, units_by_theme
from smartretail_ml.features import NAMES


@given(seed=st.integers(0, 50), size=st.floats(0.0, 1.5))
def test_contributions_add_up_to_forecast_minus_usual_level(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    logs = rng.normal(0, size, (3 * len(SAMPLED_DAYS), len(NAMES) + 1))
    level = rng.gamma(2.0, 3.0, len(logs))
    forecast = level * np.exp(logs.sum(axis=1))

    units = units_by_theme(logs, level)

    expected = DAYS_EACH * (forecast - level).reshape(3, -1).sum(axis=1)
    np.testing.assert_allclose(units.sum(axis=1), expected, rtol=1e-9, atol=1e-9)


def test_a_pattern_within_the_week_is_no_movement_over_four_weeks() -> None:
    pattern = np.array([0.1, 1.5, 1.5, 1.5, 1.0, 0.8, 0.6])
    logs = np.zeros((7, len(NAMES) + 1))
    logs[:, -1] = np.log(pattern).mean()
    logs[:, NAMES.index("weekday")] = np.log(pattern) - logs[:, -1]

    assert np.allclose(units_by_theme(logs, np.full(7, 50.0)), 0.0)


def test_sampled_days_hold_every_weekday_once_and_all_of_the_horizon() -> None:
    assert sorted(SAMPLED_DAYS % 7) == list(range(7))
    assert len(SAMPLED_DAYS) * DAYS_EACH == 28


@pytest.mark.parametrize(
    ("units", "impacts"),
    [
        ([60.0, -30.0, 9.0], ["high", "high", "low"]),
        ([80.0, 15.0, -5.0], ["high", "medium", "low"]),
    ],
)
def test_impact_follows_the_share_of_all_movement(units: list[float], impacts: list[str]) -> None:
    line = np.zeros(len(THEMES))
    line[:3] = units

    assert [driver["impact"] for driver in describe(line, 100.0)] == impacts


def test_a_movement_too_small_to_see_is_low_even_when_it_is_the_only_one() -> None:
    line = np.zeros(len(THEMES))
    line[0] = 0.5

    assert describe(line, 100.0)[0]["impact"] == "low"
