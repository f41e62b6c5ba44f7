import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from smartretail_ml.panel import build_panel
from smartretail_ml.records import Series


def one(units: list[float], **changes: object) -> Series:
    days = len(units)
    nothing = np.full(days, np.nan)
    end = dt.date(2024, 1, 31)
    made = Series(
        "S1",
        "K1",
        "tea",
        end - dt.timedelta(days=days - 1),
        np.array(units),
        nothing,
        np.zeros(days),
        nothing,
        np.zeros(28),
        {},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_series_are_aligned_on_their_last_day() -> None:
    panel = build_panel([one([1, 2, 3]), one([9])])

    assert panel.units[1].tolist()[2] == 9
    assert np.isnan(panel.units[1, :2]).all()
    assert panel.first_day == dt.date(2024, 1, 29)


def test_days_before_the_first_sale_say_nothing_about_demand() -> None:
    panel = build_panel([one([0, 0, 4, 0])])

    assert np.isnan(panel.units[0, :2]).all()
    assert panel.units[0, 2:].tolist() == [4, 0]
    assert panel.age.tolist() == [2]


def test_demand_on_a_day_with_an_empty_shelf_is_unseen_not_zero() -> None:
    panel = build_panel([one([4, 0, 0], on_hand=np.array([3.0, 0.0, np.nan]))])

    assert np.isnan(panel.demand[0, 1])
    assert panel.demand[0, 2] == 0


def test_the_last_known_price_is_repeated_and_never_filled_backwards() -> None:
    panel = build_panel([one([1, 1, 1], price=np.array([np.nan, 5.0, np.nan]))])

    assert np.isnan(panel.price[0, 0])
    assert panel.price[0, 1:].tolist() == [5, 5]


def test_a_past_view_knows_planned_promotions_but_no_later_sale() -> None:
    ahead = np.arange(28) % 2.0
    panel = build_panel([one([1, 2, 3, 4], promo_ahead=ahead)]).until(1)

    assert panel.units[0].tolist() == [1, 2]
    assert panel.promo.shape == (1, 30)
    assert panel.as_of == dt.date(2024, 1, 29)


def test_series_that_end_on_different_days_are_refused() -> None:
    late = one([1, 2], start=dt.date(2024, 5, 1))

    with pytest.raises(ValueError, match="end on one day"):
        build_panel([one([1]), late])
