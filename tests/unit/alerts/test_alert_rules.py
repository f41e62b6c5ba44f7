"""Alerts speak up when the numbers say so, with the money at stake."""

from dataclasses import replace

import pytest
from smartretail.alerts.model import Situation, Thresholds, find_alerts

LIMITS = Thresholds()
CALM = Situation(
    store_id="S01",
    sku_id="A1",
    product_name="Rice 5 kg",
    category="Staples",
    price=200.0,
    unit_cost=120.0,
    units_28d=112.0,
    forecast_28d=112.0,
    forecast_trusted=True,
    on_hand=60.0,
    days_of_cover=15.0,
    stockout_probability_7d=0.01,
    lost_units=0.0,
    excess_units=0.0,
)


def kinds(case: Situation) -> dict[str, str]:
    return {found.type: found.severity for found in find_alerts(case, LIMITS)}


def test_nothing_to_say_about_a_calm_sku() -> None:
    assert kinds(CALM) == {}


@pytest.mark.parametrize(("odds", "severity"), [(0.9, "high"), (0.6, "medium"), (0.2, "low")])
def test_stockout_risk(odds: float, severity: str) -> None:
    case = replace(CALM, days_of_cover=3.0, stockout_probability_7d=odds, lost_units=10.0)
    found = find_alerts(case, LIMITS)[0]

    assert (found.type, found.severity) == ("stockout_risk", severity)
    assert (found.impact, found.impact_basis) == (800.0, "margin")


def test_without_cost_the_impact_is_revenue() -> None:
    case = replace(
        CALM, days_of_cover=3.0, stockout_probability_7d=0.9, lost_units=10.0, unit_cost=None
    )

    assert find_alerts(case, LIMITS)[0].impact == 2000.0
    assert find_alerts(case, LIMITS)[0].impact_basis == "revenue"


def test_unknown_stock_raises_no_stock_alert() -> None:
    unknown = replace(
        CALM, on_hand=None, days_of_cover=None, stockout_probability_7d=None, lost_units=None,
        excess_units=None,
    )  # fmt: skip

    assert kinds(unknown) == {}


@pytest.mark.parametrize(("cover", "severity"), [(100.0, "low"), (200.0, "medium"), (None, "high")])
def test_overstock(cover: float | None, severity: str) -> None:
    case = replace(CALM, on_hand=500.0, days_of_cover=cover, excess_units=100.0)
    found = find_alerts(case, LIMITS)[0]

    assert (found.type, found.severity, found.impact) == ("overstock", severity, 12_000.0)


@pytest.mark.parametrize(
    ("ahead", "kind"), [(200.0, "demand_spike"), (50.0, "demand_drop"), (130.0, None)]
)
def test_demand_that_changes(ahead: float, kind: str | None) -> None:
    assert set(kinds(replace(CALM, forecast_28d=ahead))) == ({kind} if kind else set())


def test_small_counts_are_noise() -> None:
    assert kinds(replace(CALM, units_28d=2.0, forecast_28d=5.0)) == {}


def test_a_degraded_forecast_raises_no_demand_alert() -> None:
    assert kinds(replace(CALM, forecast_28d=500.0, forecast_trusted=False)) == {}


@pytest.mark.parametrize(("low", "severity"), [(150.0, "high"), (180.0, "medium"), (190.0, None)])
def test_cheaper_competitors(low: float, severity: str | None) -> None:
    case = replace(CALM, competitor_low=low, competitor_high=210.0)

    assert kinds(case).get("price_gap") == severity


def test_an_alert_keeps_its_id_while_it_goes_on() -> None:
    worse = replace(CALM, days_of_cover=1.0, stockout_probability_7d=0.99, lost_units=20.0)
    bad = replace(worse, lost_units=5.0)

    assert find_alerts(worse, LIMITS)[0].alert_id == find_alerts(bad, LIMITS)[0].alert_id
