"""Price facts as stored, and as the rules take them."""

from datetime import date
from decimal import Decimal
from typing import Any

from smartretail.pricing.elasticity import Elasticity
from smartretail.pricing.model import SkuFacts

_MONEY = ("unit_cost", "mrp", "map_price", "min_margin_pct", "competitor_low", "competitor_high")
_STOCK = ("on_hand", "safety_stock")


def facts_of(record: dict[str, Any], as_of: str, price: Decimal) -> SkuFacts:
    """Return the facts of a stored record at a price; numbers become exact decimals."""
    known = {name: exact(record.get(name)) for name in (*_MONEY, *_STOCK)}
    changed = record.get("last_price_change")
    since = (date.fromisoformat(as_of) - date.fromisoformat(changed)).days if changed else None
    return SkuFacts(price=price, days_since_change=since, **known)


def elasticity_of(record: dict[str, Any]) -> Elasticity | None:
    """Return the stored elasticity, or None when none was measured."""
    found = record.get("elasticity")
    if not found or any(found.get(part) is None for part in ("value", "low", "high")):
        return None
    return Elasticity(found["value"], found["low"], found["high"], bool(found["identified"]))


def exact(value: float | str | None) -> Decimal | None:
    """Return a JSON number as the decimal it was written as."""
    return None if value is None else Decimal(str(value))
