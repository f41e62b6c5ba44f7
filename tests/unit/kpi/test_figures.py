"""Figures are sums of parts; what no file said stays unknown and says what it needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.kpi.contract import Store, Tile
from smartretail.kpi.figures import Profile, kpis, series
from smartretail.kpi.model import Parts, half_width, sku_parts, total

from tests.kit.plan import AS_OF, forecast, full, position

PROFILE = Profile(AS_OF, "INR", "Asia/Kolkata", "Bharat Bazaar", simulated=True)


def tiles(*parts: Parts) -> dict[str, Tile]:
    page = kpis(PROFILE, total(parts), [Store(store_id="S01", store_name=None)])
    return {tile.kpi: tile for tile in page.tiles}


def test_all_figures_of_a_known_sku() -> None:
    found = tiles(sku_parts(full("A1"), forecast("A1"), AS_OF))

    assert found["revenue"].value == 22_400
    assert found["revenue"].change_pct == 25.0
    assert found["margin"].value == 8_960
    assert found["forecast_accuracy"].value == 75.0
    assert found["stockout_rate"].value == pytest.approx(7.14)
    assert found["stockout_rate"].previous == pytest.approx(3.57)
    assert found["inventory_turns"].value == pytest.approx(112 * 365 / 28 / 6, rel=1e-4)
    assert {tile.needs for tile in found.values()} == {None}
    assert len(found["revenue"].spark) == 8


def test_sales_alone_say_what_else_is_needed() -> None:
    found = tiles(sku_parts(position("A1"), forecast("A1"), AS_OF))

    assert {name: tile.needs for name, tile in found.items()} == {
        "revenue": None,
        "margin": "unit_cost",
        "forecast_accuracy": None,
        "stockout_rate": "stock",
        "inventory_turns": "stock",
    }
    assert found["margin"].value is None


def test_stock_without_cost_asks_for_cost() -> None:
    found = tiles(sku_parts(full("A1", unit_cost=None, margin_28d=None), None, AS_OF))

    assert found["inventory_turns"].needs == "unit_cost"
    assert found["forecast_accuracy"].needs == "history"


def test_partial_cost_shows_its_coverage() -> None:
    found = tiles(
        sku_parts(full("A1"), None, AS_OF), sku_parts(position("A2", daily=12.0), None, AS_OF)
    )

    assert found["margin"].coverage_pct == 25.0
    assert found["revenue"].value == 4 * 22_400


def test_history_then_forecast() -> None:
    days = series(AS_OF, sku_parts(full("A1"), forecast("A1"), AS_OF)).series

    assert len(days) == 56 + 28
    assert days[55].date == AS_OF
    assert days[55].units == 5
    assert days[56].date == "2026-11-01"
    assert days[56].forecast_units == 4
    assert days[55].forecast_units is None


@given(widths=st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_a_sum_is_less_uncertain_than_its_parts_added(widths: list[float]) -> None:
    squares = sum(width * width for width in widths)

    assert half_width(sum(widths), squares) <= sum(widths) + 1e-6
    assert half_width(sum(widths), squares) >= max(widths) * 0.999 - 1e-6


def test_parts_survive_their_record() -> None:
    parts = sku_parts(full("A1"), forecast("A1"), AS_OF)

    assert Parts.of(parts.record()).record() == parts.record()
