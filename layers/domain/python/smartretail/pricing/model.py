"""The price rule: an asked price is moved into the band that every guardrail allows, or held.

Above the MRP nothing may be sold (India: Legal Metrology (Packaged Commodities) Rules 2011, rule
18(2)), so the MRP wins over every other limit.
"""

from dataclasses import dataclass
from decimal import Decimal

from smartretail.kernel.money import round_down as _down
from smartretail.kernel.money import round_up as _up
from smartretail.kernel.money import to_cents

_HUNDRED = Decimal(100)
_LEAST_MOVE = Decimal("0.005")
_WEEK_DAYS = 7


@dataclass(frozen=True)
class SkuFacts:
    """What is known of a SKU in a store; None is unknown."""

    price: Decimal
    unit_cost: Decimal | None = None
    mrp: Decimal | None = None
    map_price: Decimal | None = None
    min_margin_pct: Decimal | None = None
    on_hand: Decimal | None = None
    safety_stock: Decimal | None = None
    competitor_low: Decimal | None = None
    competitor_high: Decimal | None = None
    days_since_change: int | None = None


@dataclass(frozen=True)
class Guardrails:
    """Limits that every proposed price respects, in percent as managers set them."""

    min_margin_pct: Decimal = Decimal(15)
    max_delta_pct: Decimal = Decimal(10)
    max_changes_per_week: int = 2
    price_ending: Decimal | None = None
    competitor_band_pct: Decimal = Decimal(10)

    def min_margin(self, facts: SkuFacts) -> Decimal:
        """Return the least margin as a share of the price: the SKU's own when it is stricter."""
        return max(self.min_margin_pct, facts.min_margin_pct or Decimal(0)) / _HUNDRED

    @property
    def max_move(self) -> Decimal:
        """Largest move at once, as a share of today's price."""
        return self.max_delta_pct / _HUNDRED

    @property
    def band(self) -> Decimal:
        """Distance allowed from competitors, as a share of theirs."""
        return self.competitor_band_pct / _HUNDRED


@dataclass(frozen=True)
class PriceDecision:
    """A price, whether it is today's one held, and what shaped it."""

    price: Decimal
    held: bool
    because: tuple[str, ...] = ()


def decide_price(asked: Decimal, facts: SkuFacts, rules: Guardrails) -> PriceDecision:
    """Move the asked price into the allowed band; hold today's price when the band is empty.

    A price above the MRP comes down to it at once, whatever the other limits say. Floors round up
    and ceilings round down, so rounding can never break a guardrail.
    """
    legal = legal_ceiling(facts)
    if legal is not None and facts.price > legal:
        return PriceDecision(legal, held=False, because=("mrp",))
    if waiting := _too_soon(facts, rules):
        return PriceDecision(facts.price, held=True, because=(waiting,))
    floors, ceilings = price_floors(facts, rules), price_ceilings(facts, rules)
    low, high = max(floors.values()), min(ceilings.values())
    bent = [name for name, floor in floors.items() if floor > asked]
    bent += [name for name, ceiling in ceilings.items() if ceiling < asked]
    bent += _out_of_reach(facts, rules)
    if low > high:
        clash = (max(floors, key=floors.__getitem__), min(ceilings, key=ceilings.__getitem__))
        return PriceDecision(facts.price, held=True, because=_once(*bent, *clash))
    price = end_price(min(max(to_cents(asked), low), high), low, high, rules.price_ending)
    if price is None:
        return PriceDecision(facts.price, held=True, because=_once(*bent, "price_ending"))
    if abs(price - facts.price) < facts.price * _LEAST_MOVE:
        return PriceDecision(facts.price, held=True, because=_once(*bent, "small_move"))
    return PriceDecision(price, held=False, because=_once(*bent))


def price_floors(facts: SkuFacts, rules: Guardrails) -> dict[str, Decimal]:
    """Return what the price may not go below, by guardrail.

    Below a floor, or the competitors' band, the price rises towards it by no more than the largest
    move, and never over the MRP.
    """
    floors = {"max_fall": _up(facts.price * (1 - rules.max_move))}
    top = min(_tops(facts, rules).values())
    for name, floor in required_floors(facts, rules).items():
        floors[name] = min(floor, top) if floor.is_finite() else floor
    if facts.competitor_low is not None:
        reach = _down(facts.price * (1 + rules.max_move))
        floors["competitor_low"] = min(_up(facts.competitor_low * (1 - rules.band)), reach)
    if _is_scarce(facts):
        floors["low_stock"] = facts.price
    return floors


def required_floors(facts: SkuFacts, rules: Guardrails) -> dict[str, Decimal]:
    """Return the floors that the price should keep, however far they are from today's price."""
    floors = {}
    if facts.unit_cost is not None:
        floors["min_margin"] = margin_floor(facts.unit_cost, rules.min_margin(facts))
    if facts.map_price is not None:
        floors["map"] = facts.map_price
    return floors


def legal_ceiling(facts: SkuFacts) -> Decimal | None:
    """Return the highest price that is lawful, or None where no MRP is known."""
    ceiling = None if facts.mrp is None else _down(facts.mrp)
    return ceiling if ceiling is not None and ceiling > 0 else None


def breaks_limit(facts: SkuFacts, rules: Guardrails) -> bool:
    """Return whether today's price itself is above the MRP or below a floor it should keep."""
    legal = legal_ceiling(facts)
    if legal is not None and facts.price > legal:
        return True
    return any(facts.price < floor for floor in required_floors(facts, rules).values())


def margin_floor(unit_cost: Decimal, margin: Decimal) -> Decimal:
    """Return the lowest price that leaves this margin; no price leaves all of it."""
    return _up(unit_cost / (1 - margin)) if margin < 1 else Decimal("Infinity")


def price_ceilings(facts: SkuFacts, rules: Guardrails) -> dict[str, Decimal]:
    """Return what the price may not go above, by guardrail.

    Above the competitors' band the price falls towards it by no more than the largest move.
    """
    ceilings = _tops(facts, rules)
    if facts.competitor_high is not None:
        reach = _up(facts.price * (1 - rules.max_move))
        ceilings["competitor_high"] = max(_down(facts.competitor_high * (1 + rules.band)), reach)
    return ceilings


def end_price(
    price: Decimal, low: Decimal, high: Decimal, ending: Decimal | None
) -> Decimal | None:
    """Return the nearest price in the band that ends as wished (0.99, 9, 99), or None."""
    if ending is None:
        return price
    unit = Decimal(1) if ending < 1 else Decimal(10) ** len(str(int(ending)))
    below = _down(price - ending, unit) + ending
    inside = [end for end in (below, below + unit) if low <= end <= high]
    return min(inside, key=lambda end: (abs(end - price), end), default=None)


def _tops(facts: SkuFacts, rules: Guardrails) -> dict[str, Decimal]:
    """Return how far the price may rise now: by the largest move, to the MRP."""
    tops = {"max_rise": _down(facts.price * (1 + rules.max_move))}
    legal = legal_ceiling(facts)
    return tops if legal is None else {**tops, "mrp": legal}


def _out_of_reach(facts: SkuFacts, rules: Guardrails) -> list[str]:
    """Return what keeps a price below a floor from reaching it now."""
    tops = _tops(facts, rules)
    nearest = min(tops, key=tops.__getitem__)
    floors = required_floors(facts, rules).values()
    return [nearest] if any(floor > tops[nearest] for floor in floors) else []


def _once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _is_scarce(facts: SkuFacts) -> bool:
    if facts.on_hand is None or facts.safety_stock is None:
        return False
    return facts.on_hand < facts.safety_stock


def _too_soon(facts: SkuFacts, rules: Guardrails) -> str | None:
    if rules.max_changes_per_week <= 0:
        return "no_changes_allowed"
    wait_days = _WEEK_DAYS / rules.max_changes_per_week
    recent = facts.days_since_change is not None and facts.days_since_change < wait_days
    return "changed_recently" if recent else None
