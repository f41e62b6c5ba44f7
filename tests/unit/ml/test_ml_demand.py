import numpy as np
import pytest
from smartretail_ml.demand import demand_class, interval_and_variation
from smartretail_ml.panel import build_panel
from smartretail_ml.records import Series, parse


def record(units: list[float]) -> Series:
    days = len(units)
    return parse(
        {
            "store_id": "S",
            "sku_id": "K",
            "start": "2024-01-01",
            "units": units,
            "price": [None] * days,
            "promo": [0] * days,
            "promo_ahead": [0] * 28,
        }
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ([5, 5, 6, 5], "smooth"),
        ([1, 1, 1, 30], "erratic"),
        ([2, 0, 0, 2], "intermittent"),
        ([1, 0, 0, 40, 0, 0], "lumpy"),
    ],
)
def test_the_four_classes_of_syntetos_boylan_and_croston(
    pattern: list[float], expected: str
) -> None:
    assert demand_class(build_panel([record(pattern * 12)])).tolist() == [expected]


def test_interval_and_variation_follow_their_definitions() -> None:
    interval, variation = interval_and_variation(np.array([[4.0, 0, 2, 0, 0, np.nan]]))

    assert interval[0] == 5 / 2
    assert variation[0] == pytest.approx(np.var([4, 2]) / np.mean([4, 2]) ** 2)


def test_a_series_without_any_sale_is_intermittent() -> None:
    assert demand_class(build_panel([record([0.0] * 30)])).tolist() == ["intermittent"]
