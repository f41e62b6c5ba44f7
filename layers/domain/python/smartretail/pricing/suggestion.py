"""One suggestion, the same whether a plan asks for it or a person does."""

from dataclasses import dataclass
from decimal import Decimal

from smartretail.pricing.elasticity import (
    IMPACT_CAP_SOURCE,
    Ask,
    Basis,
    Elasticity,
    Objective,
    Uplift,
    ask_price,
    margin_uplift,
    revenue_uplift,
)
from smartretail.pricing.model import Guardrails, PriceDecision, SkuFacts, decide_price


@dataclass(frozen=True)
class Suggestion:
    """A price decision with its ground and its expected worth over 28 days."""

    price: Decimal
    held: bool
    because: tuple[str, ...]
    basis: Basis
    objective: Objective
    margin: Uplift | None
    revenue: Uplift | None
    margin_before: float | None
    revenue_before: float

    @property
    def cap_source(self) -> str | None:
        """The source of the cap, when it cut a displayed figure."""
        cut = any(uplift is not None and uplift.capped for uplift in (self.margin, self.revenue))
        return IMPACT_CAP_SOURCE if cut else None

    @property
    def worth(self) -> Uplift | None:
        """What the aim counts: margin where a cost is known, else revenue."""
        return self.margin if self.objective == "maximize_margin" else self.revenue


def suggest_price(
    facts: SkuFacts,
    elasticity: Elasticity | None,
    units_28d: float,
    wish: Objective,
    rules: Guardrails,
) -> Suggestion:
    """Ask, bring inside the guardrails, and hold where the move would bring nothing."""
    ask = ask_price(facts, elasticity, wish, rules)
    decision = decide_price(ask.price, facts, rules)
    if ask.basis == "none":
        decision = PriceDecision(facts.price, held=True, because=ask.because)
    suggestion = _weigh(ask, decision, facts, elasticity, units_28d)
    worth = suggestion.worth
    if not decision.held and worth is not None and worth.gain <= 0 and not _restores(decision):
        still = PriceDecision(facts.price, held=True, because=(*decision.because, "no_gain"))
        return _weigh(ask, still, facts, elasticity, units_28d)
    return suggestion


def _weigh(
    ask: Ask,
    decision: PriceDecision,
    facts: SkuFacts,
    elasticity: Elasticity | None,
    units: float,
) -> Suggestion:
    cost = facts.unit_cost
    return Suggestion(
        price=decision.price,
        held=decision.held,
        because=tuple(dict.fromkeys((*ask.because, *decision.because))),
        basis=ask.basis,
        objective=ask.objective,
        margin=margin_uplift(decision.price, facts, elasticity, units),
        revenue=revenue_uplift(decision.price, facts, elasticity, units),
        margin_before=None if cost is None else units * float(facts.price - cost),
        revenue_before=units * float(facts.price),
    )


def _restores(decision: PriceDecision) -> bool:
    return not {"min_margin", "map", "mrp"}.isdisjoint(decision.because)
