"""Why an action is proposed, as a sentence with its numbers."""

from collections.abc import Mapping
from typing import Any

Payload = Mapping[str, Any]

_GUARDRAILS = {
    "min_margin": "the least margin",
    "max_fall": "the largest fall at once",
    "max_rise": "the largest rise at once",
    "mrp": "the MRP",
    "map": "the minimum advertised price",
    "low_stock": "low stock, which forbids a cut",
    "competitor_low": "the competitors' lower band",
    "competitor_high": "the competitors' upper band",
}


def reorder_words(payload: Payload) -> str:
    """Say what there is, what will be needed and until when."""
    position = amount(payload["inventory_position"])
    text = (
        f"{amount(payload['on_hand'])} on hand ({position} with orders on the way and back orders) "
        f"are at or below the reorder point of {amount(payload['reorder_point'])}: "
        f"{amount(payload['lead_time_demand'])} expected in the {payload['lead_time_days']:g} days "
        f"until delivery plus {amount(payload['safety_stock'])} safety stock for a service level "
        f"of {payload['service_level']:.0%}. {amount(payload['reorder_qty'])} bring it up to "
        f"{amount(payload['order_up_to'])}"
    )
    odds = payload.get("stockout_probability_7d")
    risk = f"; the chance to run out within 7 days is {odds:.0%}." if odds is not None else "."
    limited = payload.get("limited_by")
    limit = f" The order is cut by {limited.replace('_', ' ')}." if limited else ""
    stand_in = " It uses a moving average, not the model's forecast." if payload["degraded"] else ""
    return text + risk + limit + stand_in


def price_words(payload: Payload) -> str:
    """Say which way, on what evidence, and which guardrails bent the price."""
    old, new = payload["current_price"], payload["recommended_price"]
    change = (new / old - 1) * 100
    low, high = payload["elasticity_interval"]
    evidence = (
        f"Units fall by {abs(payload['elasticity']):.1f} % for each percent of price "
        f"(between {abs(high):.1f} and {abs(low):.1f})"
    )
    move = f"move the price from {old:,.2f} to {new:,.2f} ({change:+.1f} %)"
    if payload["basis"] == "price_test":
        text = f"Test: {move} and watch the result. {evidence}."
    elif payload["basis"] == "guardrail":
        text = f"To keep the limits, {move}. {evidence}."
    else:
        text = f"To gain margin, {move}. {evidence}."
    bent = [_GUARDRAILS[name] for name in payload["because"] if name in _GUARDRAILS]
    limits = f" Limited by {' and '.join(bent)}." if bent else ""
    capped = (
        " The shown gain is capped by published field effects." if payload["impact_cap"] else ""
    )
    return text + limits + capped


def amount(units: float | None) -> str:
    """Return units for reading: whole from ten up, else one decimal."""
    if units is None:
        return "unknown"
    return f"{units:,.0f}" if abs(units) >= 10 else f"{units:.1f}".removesuffix(".0")
