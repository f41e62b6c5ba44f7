"""What price to ask for, and what it is expected to bring, from a measured elasticity.

Demand is taken as constant-elasticity near today's price: units(p) = units x (p / price)^e.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from smartretail.pricing.model import Guardrails, SkuFacts

Objective = Literal["maximize_margin", "maximize_revenue"]
Basis = Literal["elasticity", "price_test", "competitor_parity", "guardrail", "none"]
Interval = tuple[float, float]

TEST_STEP = Decimal("0.05")
IMPACT_CAP = 0.097
IMPACT_CAP_SOURCE = (
    "At most 9.7 % of revenue is shown: the estimated lift of the field experiment in Ferreira, "
    "Lee & Simchi-Levi, Analytics for an Online Retailer, Manufacturing & Service Operations "
    "Management 18(1), 2016 (90 % interval 2.3 % to 17.8 %)."
)


@dataclass(frozen=True)
class Elasticity:
    """Change of units in percent for one percent of price, with its interval."""

    value: float
    low: float
    high: float
    identified: bool

    @property
    def usable(self) -> bool:
        """Whether prices moved enough to measure it, and demand falls as the price rises."""
        return self.identified and self.low <= self.value <= self.high and self.value < 0


@dataclass(frozen=True)
class Ask:
    """The price to ask for before guardrails, on what ground, and for which aim."""

    price: Decimal
    basis: Basis
    objective: Objective
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Uplift:
    """Expected money over 28 days against today's price, and its interval."""

    gain: float
    interval: Interval
    capped: bool = False


def ask_price(
    facts: SkuFacts, elasticity: Elasticity | None, wish: Objective, rules: Guardrails
) -> Ask:
    """Return the best price by the elasticity, a cautious test, parity, or today's price.

    Margin, when demand is elastic: Lerner's p = c e / (1 + e). Anything else that an identified
    elasticity supports is a test of one small step. Without one, only competitors give a ground.
    """
    objective: Objective = wish if facts.unit_cost is not None else "maximize_revenue"
    if elasticity is None or not elasticity.usable:
        return _parity(facts, objective)
    if objective == "maximize_margin" and elasticity.value < -1:
        cost, e = facts.unit_cost or Decimal(0), Decimal(str(elasticity.value))
        return Ask(cost * e / (1 + e), "elasticity", objective)
    step = min(TEST_STEP, rules.max_move)
    if elasticity.low > -1 or (objective == "maximize_margin" and elasticity.value >= -1):
        return Ask(facts.price * (1 + step), "price_test", objective)
    if elasticity.high < -1:
        return Ask(facts.price * (1 - step), "price_test", objective)
    return Ask(facts.price, "none", objective, ("elasticity_near_minus_one",))


def margin_uplift(
    price: Decimal, facts: SkuFacts, elasticity: Elasticity | None, units: float
) -> Uplift | None:
    """Return the expected gain in gross margin, or None without cost or elasticity."""
    if facts.unit_cost is None:
        return None
    return _uplift(price, facts, elasticity, units, float(facts.unit_cost))


def revenue_uplift(
    price: Decimal, facts: SkuFacts, elasticity: Elasticity | None, units: float
) -> Uplift | None:
    """Return the expected gain in revenue, or None without an elasticity."""
    return _uplift(price, facts, elasticity, units, 0.0)


def _uplift(
    price: Decimal, facts: SkuFacts, elasticity: Elasticity | None, units: float, cost: float
) -> Uplift | None:
    if elasticity is None or not elasticity.usable or units <= 0:
        return None
    today, new = float(facts.price), float(price)

    def gain(e: float) -> float:
        kept = math.pow(new / today, e)
        return units * ((new - cost) * kept - (today - cost))

    cap = IMPACT_CAP * units * today
    raw = gain(elasticity.value)
    ends = (gain(elasticity.low), gain(elasticity.high), raw)
    shown = tuple(min(value, cap) for value in (raw, min(ends), max(ends)))
    return Uplift(shown[0], (shown[1], shown[2]), capped=max(ends) > cap)


def _parity(facts: SkuFacts, objective: Objective) -> Ask:
    low, high = facts.competitor_low, facts.competitor_high
    unmeasured = ("elasticity_not_identified",)
    if high is not None and facts.price > high:
        return Ask(high, "competitor_parity", objective, unmeasured)
    if low is not None and facts.price < low:
        return Ask(low, "competitor_parity", objective, unmeasured)
    return Ask(facts.price, "none", objective, unmeasured)
