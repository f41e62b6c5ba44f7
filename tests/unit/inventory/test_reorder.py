"""Orders follow the closed form; more stock never means a larger order."""

import math
from dataclasses import replace
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail.inventory.demand import Demand, Spread, from_quantiles, moving_average
from smartretail.inventory.reorder import (
    ReorderPolicy,
    StockPosition,
    plan_reorder,
    saved_units,
    surplus_units,
)
from smartretail.inventory.risk import abc_classes, assess

STEADY = Demand((4.0,) * 28, (2.0,) * 28)
POLICY = ReorderPolicy(service_level=0.95)
STOCK = StockPosition(
    on_hand=20.0, in_transit=0.0, backorder=0.0, lead_time_days=5.0, lead_time_sd=1.0,
    review_days=7.0,
)  # fmt: skip

amount = st.floats(0, 500)
maybe = st.none() | st.floats(0, 60)
positions = st.builds(
    StockPosition,
    on_hand=amount,
    in_transit=maybe,
    backorder=maybe,
    lead_time_days=maybe,
    lead_time_sd=st.none() | st.floats(0, 10),
    review_days=st.none() | st.floats(1, 30),
    order_multiple=st.none() | st.integers(1, 48).map(float),
    moq=st.none() | st.integers(0, 200).map(float),
    capacity_units=st.none() | st.floats(0, 2000),
    min_display_units=st.none() | st.floats(0, 50),
    shelf_life_days=st.none() | st.floats(1, 60),
)
daily = st.lists(st.floats(0, 40), min_size=28, max_size=28)
demands = st.builds(
    lambda mean, ratio: Demand(tuple(mean), tuple(math.sqrt(m) * ratio for m in mean)),
    daily,
    st.floats(1, 3),
)


def test_levels_follow_the_closed_form() -> None:
    plan = plan_reorder(STOCK, STEADY, POLICY)

    z = NormalDist().inv_cdf(0.95)
    assert plan.safety_stock == pytest.approx(z * math.sqrt(5 * 4 + 16 * 1))
    assert plan.reorder_point == pytest.approx(20 + plan.safety_stock)
    assert plan.order_up_to == pytest.approx(48 + z * math.sqrt(12 * 4 + 16))
    assert plan.quantity == math.ceil(plan.order_up_to - 20)


@settings(max_examples=150)
@given(stock=positions, demand=demands, more=st.floats(0.1, 300))
def test_more_stock_never_means_a_larger_order(
    stock: StockPosition, demand: Demand, more: float
) -> None:
    before = plan_reorder(stock, demand, POLICY).quantity
    after = plan_reorder(replace(stock, on_hand=(stock.on_hand or 0) + more), demand, POLICY)

    assert after.quantity <= before


@settings(max_examples=150)
@given(stock=positions, demand=demands)
def test_lots_keep_multiples_minimum_and_capacity(stock: StockPosition, demand: Demand) -> None:
    plan = plan_reorder(stock, demand, POLICY)

    if plan.quantity > 0:
        multiple = stock.order_multiple or 1
        assert math.remainder(plan.quantity, multiple) == pytest.approx(0, abs=1e-6)
        assert plan.quantity >= (stock.moq or 0)
        assert plan.inventory_position is not None
        if stock.capacity_units is not None:
            assert plan.inventory_position + plan.quantity <= stock.capacity_units + 1e-6
    assert saved_units(plan, demand) >= 0
    assert surplus_units(plan, demand) >= 0


def test_unknown_stock_gives_levels_and_no_order() -> None:
    unknown = replace(STOCK, on_hand=None)
    plan = plan_reorder(unknown, STEADY, POLICY)

    assert plan.quantity == 0
    assert plan.reorder_point > 0
    assert assess(unknown, STEADY, plan, POLICY).risk == "unknown"


def test_defaults_are_said() -> None:
    plan = plan_reorder(StockPosition(on_hand=1.0), STEADY, POLICY)

    assert plan.lead_time_days == POLICY.default_lead_time_days
    assert "lead_time_days" in plan.assumed


def test_a_display_minimum_counts_as_safety_stock() -> None:
    shown = replace(STOCK, min_display_units=60.0)

    assert plan_reorder(shown, STEADY, POLICY).safety_stock == 60


def test_no_demand_no_order() -> None:
    still = Demand((0.0,) * 28, (0.0,) * 28)

    assert plan_reorder(replace(STOCK, on_hand=0.0), still, POLICY).quantity == 0


@pytest.mark.parametrize(
    ("on_hand", "risk"), [(5.0, "stockout_7d"), (60.0, "none"), (900.0, "overstock")]
)
def test_risk_follows_stock(on_hand: float, risk: str) -> None:
    stock = replace(STOCK, on_hand=on_hand)

    assert assess(stock, STEADY, plan_reorder(stock, STEADY, POLICY), POLICY).risk == risk


@given(mean=st.floats(0.01, 600), ratio=st.floats(1, 4), stock=st.floats(0, 900))
def test_stock_short_and_left_add_up(mean: float, ratio: float, stock: float) -> None:
    spread = Spread(mean, mean * ratio)

    assert 0 <= spread.exceeds(stock) <= 1
    assert spread.left(stock) - spread.short(stock) == pytest.approx(stock - mean, abs=1e-6)
    assert spread.short(stock + 1) <= spread.short(stock) + 1e-9


def test_a_forecast_is_read_by_its_quantiles() -> None:
    demand = from_quantiles([10.0] * 28, [6.0] * 28, [14.0] * 28, 2 * 1.2815515655446004)

    assert demand.sd[0] == pytest.approx(math.sqrt(10))
    assert demand.over(2.5).mean == pytest.approx(25)
    assert demand.over(56).mean == pytest.approx(560)


def test_the_moving_average_follows_a_change_of_level() -> None:
    steady = moving_average([5.0, 3.0] * 14)
    jumped = moving_average([5.0, 3.0] * 11 + [30.0] * 7)

    assert steady.daily_mean == pytest.approx(4)
    assert jumped.daily_mean == pytest.approx(30)
    assert steady.degraded
    assert jumped.degraded


def test_classes_follow_revenue() -> None:
    assert abc_classes({"a": 80.0, "b": 15.0, "c": 5.0, "d": 0.0}) == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "C",
    }
    assert set(abc_classes({"a": 0.0, "b": 0.0}).values()) == {"C"}
