"""No limit is ever left further behind, the MRP never exceeded; an empty band holds the price."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from smartretail.pricing.model import (
    Guardrails,
    SkuFacts,
    decide_price,
    price_ceilings,
    price_floors,
    required_floors,
)

FACTS = SkuFacts(
    price=Decimal("200.00"),
    unit_cost=Decimal("120.00"),
    mrp=Decimal("260.00"),
    on_hand=Decimal(50),
    safety_stock=Decimal(10),
)
RULES = Guardrails()

money = st.decimals("0.05", "5000", places=2)
percent = st.decimals("0", "100", places=1)
unsure = st.none() | money


@st.composite
def facts(draw: st.DrawFn) -> SkuFacts:
    low = draw(unsure)
    return SkuFacts(
        price=draw(money),
        unit_cost=draw(unsure),
        mrp=draw(unsure),
        map_price=draw(unsure),
        min_margin_pct=draw(st.none() | percent),
        on_hand=draw(unsure),
        safety_stock=draw(unsure),
        competitor_low=low,
        competitor_high=None if low is None else low + draw(money),
        days_since_change=draw(st.none() | st.integers(0, 30)),
    )


rules = st.builds(
    Guardrails,
    min_margin_pct=percent,
    max_delta_pct=st.decimals("0", "50", places=1),
    max_changes_per_week=st.integers(0, 7),
    price_ending=st.none() | st.sampled_from([Decimal("0.99"), Decimal(9), Decimal(99)]),
    competitor_band_pct=percent,
)


@settings(max_examples=300)
@given(asked=money, known=facts(), limits=rules)
def test_a_changed_price_is_never_further_from_a_limit(
    asked: Decimal, known: SkuFacts, limits: Guardrails
) -> None:
    decision = decide_price(asked, known, limits)
    price = decision.price

    assert known.mrp is None or price <= known.mrp
    if decision.held:
        assert price == known.price
        assert decision.because
        return
    if known.mrp is not None and known.price > known.mrp:
        assert (price, decision.because) == (known.mrp, ("mrp",))
        return
    move = limits.max_move
    assert known.price * (1 - move) <= price <= known.price * (1 + move)
    for floor in required_floors(known, limits).values():
        assert max(floor - price, 0) <= max(floor - known.price, 0)
    if known.on_hand is not None and known.safety_stock and known.on_hand < known.safety_stock:
        assert price >= known.price
    if limits.price_ending is not None:
        unit = 1 if limits.price_ending < 1 else 10 ** len(str(limits.price_ending))
        assert price % unit == limits.price_ending
    assert _nears_competitors(price, known, limits)


@settings(max_examples=300)
@given(asked=money, known=facts(), limits=rules)
def test_an_empty_band_holds_a_lawful_price(
    asked: Decimal, known: SkuFacts, limits: Guardrails
) -> None:
    assume(known.mrp is None or known.price <= known.mrp)
    floors, ceilings = price_floors(known, limits), price_ceilings(known, limits)

    if max(floors.values()) > min(ceilings.values()):
        assert decide_price(asked, known, limits).held


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"days_since_change": 0},
        {"unit_cost": Decimal(110)},
        {"on_hand": Decimal(1), "safety_stock": Decimal(9)},
        {"competitor_low": Decimal(150), "competitor_high": Decimal(160)},
        {"price": Decimal("100.20")},
    ],
)
def test_a_price_above_the_mrp_comes_down_to_it_at_once(known: dict[str, Decimal]) -> None:
    unlawful = SkuFacts(**{"price": Decimal(120), "mrp": Decimal(100), **known})  # type: ignore[arg-type]

    decision = decide_price(Decimal(130), unlawful, RULES)

    assert (decision.price, decision.held, decision.because) == (Decimal(100), False, ("mrp",))


def test_an_mrp_of_nothing_is_no_limit() -> None:
    assert decide_price(Decimal(210), replace(FACTS, mrp=Decimal(0)), RULES).price == Decimal(210)


def test_a_price_below_cost_rises_by_the_largest_move() -> None:
    losing = SkuFacts(price=Decimal(50), unit_cost=Decimal(60))

    decision = decide_price(Decimal(50), losing, RULES)

    assert (decision.price, decision.held) == (Decimal("55.00"), False)
    assert decision.because == ("min_margin", "max_rise")


def test_a_price_below_cost_rises_to_the_mrp_and_no_further() -> None:
    losing = SkuFacts(price=Decimal(50), unit_cost=Decimal(60), mrp=Decimal(52))

    decision = decide_price(Decimal(50), losing, RULES)

    assert (decision.price, decision.because) == (Decimal(52), ("min_margin", "mrp"))


@given(known=facts(), one=money, other=money)
def test_asking_more_never_gives_less(known: SkuFacts, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    first, second = decide_price(low, known, RULES), decide_price(high, known, RULES)

    assert first.price <= second.price or first.held or second.held


def _nears_competitors(price: Decimal, known: SkuFacts, limits: Guardrails) -> bool:
    """In the band, or as near to it as the largest move allows."""
    cent, reach = Decimal("0.01"), known.price * limits.max_move
    if known.competitor_high is not None:
        top = known.competitor_high * (1 + limits.band)
        if price > max(top, known.price - reach + cent):
            return False
    if known.competitor_low is not None:
        bottom = known.competitor_low * (1 - limits.band)
        return price >= min(bottom, known.price + reach - cent)
    return True


def test_low_stock_forbids_a_price_cut() -> None:
    scarce = replace(FACTS, on_hand=Decimal(5))

    decision = decide_price(Decimal("190.00"), scarce, RULES)

    assert (decision.price, decision.held) == (FACTS.price, True)
    assert "low_stock" in decision.because


def test_a_margin_floor_above_the_mrp_holds_at_the_mrp_and_names_both() -> None:
    squeezed = replace(FACTS, price=Decimal(260), unit_cost=Decimal("230.00"))

    decision = decide_price(Decimal("210.00"), squeezed, RULES)

    assert decision.held
    assert {"min_margin", "mrp"} <= set(decision.because)


def test_a_price_far_above_competitors_steps_down_by_the_largest_move() -> None:
    dear = replace(FACTS, competitor_low=Decimal(120), competitor_high=Decimal(130))

    decision = decide_price(Decimal("210.00"), dear, RULES)

    assert decision.price == Decimal("180.00")
    assert decision.because == ("competitor_high",)


@pytest.mark.parametrize(
    ("ending", "asked", "price"),
    [("0.99", "190.40", "189.99"), ("9", "192.00", "189.00"), ("99", "195.00", "199.00")],
)
def test_endings_round_to_the_nearest_price_inside(ending: str, asked: str, price: str) -> None:
    rules = replace(RULES, price_ending=Decimal(ending))

    assert decide_price(Decimal(asked), FACTS, rules).price == Decimal(price)


def test_no_ending_inside_the_band_holds() -> None:
    cheap = SkuFacts(price=Decimal("2.55"))

    decision = decide_price(Decimal("2.60"), cheap, replace(RULES, price_ending=Decimal("0.99")))

    assert (decision.held, decision.because) == (True, ("price_ending",))


@pytest.mark.parametrize(("days", "held"), [(2, True), (4, False)])
def test_prices_change_at_most_so_often_a_week(days: int, held: bool) -> None:
    moved = replace(FACTS, days_since_change=days)

    assert decide_price(Decimal("190.00"), moved, RULES).held is held


def test_a_margin_of_all_the_price_holds() -> None:
    assert decide_price(Decimal(210), FACTS, replace(RULES, min_margin_pct=Decimal(100))).held
