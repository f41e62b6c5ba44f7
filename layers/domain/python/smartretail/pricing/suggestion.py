"""One suggestion, the same whether a plan asks for it or a person does."""

from dataclasses import dataclass, replace
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
from smartretail.pricing.model import (
    Guardrails,
    PriceDecision,
    SkuFacts,
    breaks_limit,
    decide_price,
)


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
    """Ask, bring inside the guardrails, and hold where the move would bring nothing.

    A price that itself breaks the MRP or a floor moves even without another ground or a gain.
    """
    ask = ask_price(facts, elasticity, wish, rules)
    decision = decide_price(ask.price, facts, rules)
    needed = not decision.held and breaks_limit(facts, rules)
    if ask.basis == "none" and needed:
        ask = replace(ask, basis="guardrail")
    elif ask.basis == "none":
        decision = PriceDecision(facts.price, held=True, because=ask.because)
    suggestion = _weigh(ask, decision, facts, elasticity, units_28d)
    worth = suggestion.worth
    if not decision.held and not needed and worth is not None and worth.gain <= 0:
        still = PriceDecision(facts.price, held=True, because=(*decision.because, "no_gain"))
        return _weigh(ask, still, facts, elasticity, units_28d)
    return suggestion


def percent(uplift: Uplift | None, before: float | None) -> float | None:
    """Return the capped gain as percent of what there was before."""
    if uplift is None or before is None or before <= 0:
        return None
    return round(uplift.gain / before * 100, 2)


def percents(uplift: Uplift | None, before: float | None) -> tuple[float, float] | None:
    """Return the ends of the gain's interval as percent of what there was before."""
    if uplift is None or before is None or before <= 0:
        return None
    low, high = uplift.interval
    return round(low / before * 100, 2), round(high / before * 100, 2)


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
