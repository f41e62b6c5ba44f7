"""A score is the sum of its parts, to the cent, and ranks what is worth most first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.actions.model import (
    Components,
    Proposal,
    ScoringRules,
    demand_worth,
    excess_worth,
    price_worth,
    rank,
    reorder_worth,
)

RULES = ScoringRules()
units = st.floats(0, 1e5)
price = st.floats(0, 1e5)


def proposal(worth: Components, sku_id: str = "A", change: str = "1") -> Proposal:
    return Proposal("reorder", "S01", sku_id, None, None, worth, "why", {}, change=change)


@given(saved=units, surplus=units, asked=price, cost=st.none() | price, days=st.floats(1, 90))
def test_the_score_is_the_sum_of_the_shown_components(
    saved: float, surplus: float, asked: float, cost: float | None, days: float
) -> None:
    worth = reorder_worth(saved, surplus, asked, cost, days, RULES)
    shown = {name: Decimal(str(value)) for name, value in worth.shown().items()}

    impact = shown["impact_revenue" if cost is None else "impact_margin"]
    assert worth.score == impact + shown["impact_service_level"] - shown["risk_penalty"]
    assert worth.score == worth.score.quantize(Decimal("0.01"))


def test_an_order_is_weighed_in_money() -> None:
    worth = reorder_worth(10, 20, 200, 120, 12, RULES)

    assert worth.impact == Decimal("800.00")
    assert worth.impact_service_level == Decimal("200.00")
    assert worth.risk_penalty == Decimal("19.73")
    assert worth.score == Decimal("980.27")


def test_without_cost_the_impact_is_revenue_and_says_so() -> None:
    assert reorder_worth(10, 0, 200, None, 12, RULES).shown()["impact_revenue"] == 2000


def test_an_uncertain_price_is_worth_less() -> None:
    sure, unsure = price_worth(100, 90, "margin", RULES), price_worth(100, -50, "margin", RULES)

    assert (sure.score, unsure.score) == (Decimal("95.00"), Decimal("25.00"))


def test_excess_and_demand_are_weighed_by_house_rules() -> None:
    assert excess_worth(3650, 28, RULES).score == Decimal("70.00")
    assert demand_worth(500, RULES).score == Decimal("50.00")


@given(worths=st.lists(st.integers(-50, 50), max_size=30))
def test_ranking_drops_what_is_worth_nothing(worths: list[int]) -> None:
    zero = Decimal(0)
    offered = [
        proposal(Components(Decimal(w), zero, zero, "margin"), f"K{i}")
        for i, w in enumerate(worths)
    ]

    records = rank(offered, "2026-10-31", 10)

    scores = [record["score"] for record in records]
    assert scores == sorted((float(w) for w in worths if w > 0), reverse=True)[:10]


def test_a_proposal_keeps_its_id_and_another_quantity_is_another_one() -> None:
    worth = demand_worth(500, RULES)
    ids = {
        proposal(worth).rec_id("2026-10-31"),
        proposal(worth, change="2").rec_id("2026-10-31"),
        proposal(worth).rec_id("2026-11-01"),
    }

    assert len(ids) == 3
    assert proposal(worth).rec_id("2026-10-31") in ids


@pytest.mark.parametrize("limit", [1, 2])
def test_ties_rank_by_id_and_the_list_is_cut(limit: int) -> None:
    worth = demand_worth(500, RULES)
    offered = [proposal(worth, sku) for sku in "BAC"]

    first, second = (rank(o, "2026-10-31", limit) for o in (offered, offered[::-1]))

    assert first == second
    assert len(first) == limit
