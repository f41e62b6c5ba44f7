from typing import Any

import numpy as np
from smartretail_ml.naive import damped_seasonal, dispersion, moving_average, seasonal_naive
from smartretail_ml.panel import Panel, build_panel
from smartretail_ml.records import parse


def panel_of(units: list[float], **changes: Any) -> Panel:
    days = len(units)
    raw = {
        "store_id": "S",
        "sku_id": "K",
        "start": "2024-01-01",
        "units": units,
        "price": [None] * days,
        "promo": [0] * days,
        "promo_ahead": [0] * 28,
    }
    return build_panel([parse(raw | changes)])


def test_seasonal_naive_repeats_the_last_week() -> None:
    week = [1.0, 2, 3, 4, 5, 6, 7]

    assert seasonal_naive(panel_of([9.0] * 7 + week)).tolist() == [week * 4]


def test_the_moving_average_is_the_mean_of_four_weeks() -> None:
    assert np.allclose(moving_average(panel_of([9.0] * 10 + [2, 4] * 14)), 3.0)


def test_the_damped_forecast_keeps_the_level_and_shrinks_the_weekday_pattern() -> None:
    week = np.array([1.0, 2, 3, 4, 5, 6, 7])
    forecast = damped_seasonal(panel_of(week.tolist() * 9))[0, :7]

    assert np.isclose(forecast.mean(), 4.0)
    assert np.allclose(forecast - 4.0, (week - 4.0) * 8 / 12)


def test_days_out_of_stock_do_not_lower_the_damped_forecast() -> None:
    stock = [10.0] * 40 + [0.0] * 16
    empty = panel_of([5.0] * 40 + [0.0] * 16, on_hand=stock)

    assert np.allclose(damped_seasonal(empty), 5.0)


def test_one_sale_today_is_taken_as_one_a_week_and_no_sale_as_none() -> None:
    assert np.allclose(damped_seasonal(panel_of([7.0])), 1.0)
    assert np.allclose(damped_seasonal(panel_of([0.0] * 90)), 0.0)


def test_a_young_rarely_sold_item_is_not_overstated_by_its_first_sale() -> None:
    rng = np.random.default_rng(2)
    rate, total = 0.1, []
    for _ in range(600):
        sales = (rng.random(60) < rate) * 10.0
        total.append(damped_seasonal(panel_of(sales.tolist()))[0].mean())

    assert 0.85 < np.mean(total) / (10 * rate) < 1.15


def test_dispersion_is_small_for_poisson_sales_and_large_for_bursts() -> None:
    rng = np.random.default_rng(3)
    calm = panel_of(rng.poisson(8.0, 200).astype(float).tolist())
    bursts = panel_of((rng.poisson(0.4, 200) * 20.0).tolist())

    assert 1.0 < dispersion(calm)[0] < 1.7
    assert dispersion(bursts)[0] > 10
