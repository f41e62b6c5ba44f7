"""The asked price follows a measured elasticity; without one nothing is claimed."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.pricing.elasticity import (
    IMPACT_CAP,
    Elasticity,
    ask_price,
    margin_uplift,
    revenue_uplift,
)
from smartretail.pricing.model import Guardrails, SkuFacts
from smartretail.pricing.suggestion import percent, percents, suggest_price

RULES = Guardrails(min_margin_pct=Decimal(5), max_delta_pct=Decimal(20))
KNOWN = SkuFacts(price=Decimal(200), unit_cost=Decimal(120))
SALES_ONLY = SkuFacts(price=Decimal(200))
ELASTIC = Elasticity(-2.0, -2.5, -1.5, True)
INELASTIC = Elasticity(-0.5, -0.7, -0.3, True)


def test_lerner_sets_the_price_of_elastic_demand() -> None:
    ask = ask_price(KNOWN, ELASTIC, "maximize_margin", RULES)

    assert (ask.price, ask.basis) == (Decimal(240), "elasticity")


@given(
    e=st.floats(-8, -1.2),
    cost=st.decimals(50, 195, places=2),
    other=st.decimals(160, 240, places=2),
)
def test_no_price_nearby_earns_more_than_lerner(e: float, cost: Decimal, other: Decimal) -> None:
    elastic = Elasticity(e, e, e, True)
    facts = replace(KNOWN, unit_cost=cost)
    best = ask_price(facts, elastic, "maximize_margin", RULES).price

    def margin(price: Decimal) -> float:
        return float(price - cost) * math.pow(float(price) / 200, e)

    assert margin(best) >= margin(other) - 1e-9


def test_inelastic_demand_is_tested_one_step_up() -> None:
    ask = ask_price(KNOWN, INELASTIC, "maximize_margin", RULES)

    assert (ask.price, ask.basis) == (Decimal("210.00"), "price_test")


@pytest.mark.parametrize(
    ("elasticity", "price"),
    [(ELASTIC, "190.00"), (INELASTIC, "210.00"), (Elasticity(-1.0, -1.2, -0.8, True), "200")],
)
def test_without_cost_only_a_revenue_test_is_proposed(elasticity: Elasticity, price: str) -> None:
    found = suggest_price(SALES_ONLY, elasticity, 100, "maximize_margin", RULES)

    assert found.price == Decimal(price)
    assert found.objective == "maximize_revenue"
    assert found.margin is None
    assert found.basis in {"price_test", "none"}


@given(
    value=st.floats(-5, 1), cost=st.none() | st.decimals(1, 190, places=2), units=st.floats(0, 1e4)
)
def test_nothing_moves_without_an_identified_elasticity(
    value: float, cost: Decimal | None, units: float
) -> None:
    vague = Elasticity(value, value - 1, value + 1, False)
    facts = replace(KNOWN, unit_cost=cost)

    found = suggest_price(facts, vague, units, "maximize_margin", RULES)

    assert (found.held, found.price, found.margin) == (True, facts.price, None)
    assert found.because == ("elasticity_not_identified",)


def test_parity_stands_in_when_only_competitors_are_known() -> None:
    facts = replace(KNOWN, competitor_low=Decimal(180), competitor_high=Decimal(190))

    found = suggest_price(facts, None, 100, "maximize_margin", RULES)

    assert (found.price, found.basis) == (Decimal("190.00"), "competitor_parity")
    assert found.margin is None


def test_parity_keeps_the_fixed_margin() -> None:
    facts = replace(KNOWN, competitor_low=Decimal(170), competitor_high=Decimal(180))
    rules = replace(RULES, min_margin_pct=Decimal(38))

    found = suggest_price(facts, None, 100, "maximize_margin", rules)

    assert found.price == Decimal("193.55")
    assert "min_margin" in found.because


@given(
    price=st.decimals(150, 250, places=2),
    low=st.floats(-6, -2),
    high=st.floats(-2, -0.1),
    units=st.floats(1, 1e5),
)
def test_displayed_gains_stay_under_the_published_cap(
    price: Decimal, low: float, high: float, units: float
) -> None:
    elasticity = Elasticity(-2.0, low, high, True)
    cap = IMPACT_CAP * units * 200

    for uplift in (
        margin_uplift(price, KNOWN, elasticity, units),
        revenue_uplift(price, KNOWN, elasticity, units),
    ):
        assert uplift is not None
        assert uplift.interval[0] <= uplift.gain <= uplift.interval[1] <= cap + 1e-6


def test_a_cut_gain_names_its_source() -> None:
    steep = Elasticity(-6.0, -7.0, -5.0, True)
    facts = replace(KNOWN, unit_cost=Decimal(100))

    found = suggest_price(facts, steep, 100, "maximize_margin", RULES)

    assert found.price < facts.price
    assert found.cap_source is not None
    assert "Ferreira" in found.cap_source


def test_a_move_that_would_lose_money_is_held() -> None:
    facts = replace(KNOWN, price=Decimal(240), competitor_low=Decimal(100))
    facts = replace(facts, competitor_high=Decimal(110))

    found = suggest_price(facts, ELASTIC, 100, "maximize_margin", RULES)

    assert (found.held, found.price) == (True, Decimal(240))
    assert "no_gain" in found.because


def test_an_unlawful_price_moves_without_any_ground() -> None:
    unlawful = SkuFacts(price=Decimal(120), mrp=Decimal(100))

    found = suggest_price(unlawful, None, 100, "maximize_margin", RULES)

    assert (found.price, found.held, found.basis) == (Decimal(100), False, "guardrail")
    assert "mrp" in found.because


def test_a_price_below_cost_moves_even_when_margin_falls() -> None:
    steep = Elasticity(-12.0, -13.0, -11.0, True)
    losing = SkuFacts(price=Decimal(100), unit_cost=Decimal(96))

    found = suggest_price(losing, steep, 100, "maximize_margin", RULES)

    assert not found.held
    assert found.price > losing.price


def test_a_floor_that_only_bent_the_asked_price_gives_no_right_to_lose_money() -> None:
    dear = replace(KNOWN, price=Decimal(240), map_price=Decimal(235))

    found = suggest_price(dear, Elasticity(-9, -9, -9, True), 100, "maximize_margin", RULES)

    assert found.held or found.worth is None or found.worth.gain > 0


@given(
    cost=st.decimals(100, "199.5", places=2),
    value=st.floats(-8, -1.1),
    units=st.floats(1, 1e4),
)
def test_a_thin_margin_never_shows_more_than_the_cap_of_revenue(
    cost: Decimal, value: float, units: float
) -> None:
    thin = replace(KNOWN, unit_cost=cost)
    found = suggest_price(
        thin, Elasticity(value, value - 1, value + 0.05, True), units, "maximize_margin", RULES
    )

    shown = percent(found.margin, found.revenue_before)
    ends = percents(found.margin, found.revenue_before)
    of_margin = percent(found.margin, found.margin_before)

    assert shown is not None and ends is not None and of_margin is not None
    assert max(shown, *ends) <= IMPACT_CAP * 100 + 0.005
    share = float((thin.price - cost) / thin.price)
    assert of_margin * share == pytest.approx(shown, abs=0.02)
