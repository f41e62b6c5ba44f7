"""What the contexts found for a SKU, put as actions with their worth."""

from collections.abc import Iterator
from typing import Any

from smartretail.actions.model import (
    Basis,
    Components,
    Proposal,
    ScoringRules,
    demand_worth,
    excess_worth,
    price_worth,
    reorder_worth,
)
from smartretail.actions.words import price_words, reorder_words
from smartretail.alerts.model import Finding
from smartretail.bootstrap.planning.sku import SkuPlan
from smartretail.inventory.contract import StockRow
from smartretail.inventory.reorder import saved_units, surplus_units
from smartretail.pricing.suggestion import percent

_MONTH_DAYS = 28


def proposals_of(plan: SkuPlan, rules: ScoringRules) -> list[Proposal]:
    """Return the actions for one SKU; an alert becomes one only where nothing else can be done."""
    found = [p for p in (reorder_proposal(plan, rules), price_proposal(plan, rules)) if p]
    return found or list(_alert_proposals(plan, rules))


def reorder_proposal(plan: SkuPlan, rules: ScoringRules) -> Proposal | None:
    """Propose the order, if one is due."""
    if plan.reorder.quantity <= 0:
        return None
    price = plan.price_facts["price"] or plan.price_facts["unit_cost"] or 0.0
    cycle = plan.reorder.lead_time_days + plan.reorder.review_days
    worth = reorder_worth(
        saved_units(plan.reorder, plan.demand),
        surplus_units(plan.reorder, plan.demand),
        price,
        plan.price_facts["unit_cost"],
        cycle,
        rules,
    )
    payload = _reorder_payload(plan)
    quantity = plan.reorder.quantity
    return _proposal(
        plan,
        "reorder",
        worth,
        reorder_words(payload),
        payload,
        change=f"{quantity:g}",
        reorder_qty=quantity,
        risk="stockout_7d" if plan.risk.risk == "stockout_7d" else None,
        degraded=plan.demand.degraded,
    )


def price_proposal(plan: SkuPlan, rules: ScoringRules) -> Proposal | None:
    """Propose the price, if it moves on a measured elasticity."""
    found = plan.suggestion
    if found is None or found.held or found.worth is None:
        return None
    basis: Basis = "margin" if found.objective == "maximize_margin" else "revenue"
    worth = price_worth(found.worth.gain, found.worth.interval[0], basis, rules)
    payload = _price_payload(plan)
    return _proposal(
        plan, "price", worth, price_words(payload), payload, change=f"{found.price:.2f}"
    )


def stock_row(plan: SkuPlan) -> StockRow:
    """Return the SKU's line in the stock list."""
    position, reorder, risk = plan.position, plan.reorder, plan.risk
    return StockRow(
        sku_id=position["sku_id"],
        product_name=position.get("product_name"),
        category=position.get("category"),
        on_hand=plan.stock.on_hand,
        in_transit=plan.stock.in_transit,
        backorder=plan.stock.backorder,
        days_of_cover=_rounded(risk.days_of_cover),
        risk=risk.risk,
        stockout_probability_7d=_rounded(risk.stockout_probability_7d, 4),
        overstock_days=_rounded(risk.overstock_days),
        reorder_point=_rounded(reorder.reorder_point),
        safety_stock=_rounded(reorder.safety_stock),
        order_up_to=_rounded(reorder.order_up_to),
        reorder_qty=None if plan.stock.on_hand is None else reorder.quantity,
        service_level=plan.policy.service_level,
        abc_class=plan.abc_class,
        lead_time_days=plan.stock.lead_time_days,
        degraded=plan.demand.degraded,
        assumed=list(reorder.assumed),
    )


def _reorder_payload(plan: SkuPlan) -> dict[str, Any]:
    reorder, risk = plan.reorder, plan.risk
    return {
        "on_hand": plan.stock.on_hand,
        "in_transit": plan.stock.in_transit,
        "backorder": plan.stock.backorder,
        "inventory_position": _rounded(reorder.inventory_position),
        "reorder_qty": reorder.quantity,
        "reorder_point": _rounded(reorder.reorder_point),
        "safety_stock": _rounded(reorder.safety_stock),
        "order_up_to": _rounded(reorder.order_up_to),
        "lead_time_days": _rounded(reorder.lead_time_days),
        "lead_time_demand": _rounded(plan.demand.over(reorder.lead_time_days).mean),
        "review_days": _rounded(reorder.review_days),
        "service_level": plan.policy.service_level,
        "days_of_cover": _rounded(risk.days_of_cover),
        "stockout_probability_7d": _rounded(risk.stockout_probability_7d, 4),
        "order_multiple": plan.stock.order_multiple,
        "moq": plan.stock.moq,
        "forecast_28d": _rounded(plan.demand.over(_MONTH_DAYS).mean),
        "units_28d": plan.position.get("units_28d"),
        "unit_cost": plan.price_facts["unit_cost"],
        "price": plan.price_facts["price"],
        "limited_by": reorder.limited_by,
        "assumed": list(reorder.assumed),
        "degraded": plan.demand.degraded,
    }


def _price_payload(plan: SkuPlan) -> dict[str, Any]:
    found, facts = plan.suggestion, plan.price_facts
    if found is None:
        raise ValueError("a price proposal needs a suggestion")
    elasticity = facts["elasticity"]
    return {
        "current_price": facts["price"],
        "recommended_price": float(found.price),
        "unit_cost": facts["unit_cost"],
        "mrp": facts["mrp"],
        "basis": found.basis,
        "objective": found.objective,
        "expected_gain_pct_of_revenue": percent(found.margin, found.revenue_before),
        "expected_margin_uplift_pct": percent(found.margin, found.margin_before),
        "expected_revenue_uplift_pct": percent(found.revenue, found.revenue_before),
        "elasticity": elasticity["value"],
        "elasticity_interval": [elasticity["low"], elasticity["high"]],
        "competitor_low": facts["competitor_low"],
        "competitor_high": facts["competitor_high"],
        "forecast_28d": _rounded(facts["units_28d"]),
        "because": list(found.because),
        "impact_cap": found.cap_source,
    }


def _alert_proposals(plan: SkuPlan, rules: ScoringRules) -> Iterator[Proposal]:
    for found in plan.findings:
        worth = _alert_worth(plan, found, rules)
        if worth and found.severity == "high":
            payload = {
                "alert_id": found.alert_id,
                "severity": found.severity,
                "impact": round(found.impact, 2),
                "impact_basis": found.impact_basis,
                "on_hand": plan.stock.on_hand,
                "forecast_28d": _rounded(plan.price_facts["units_28d"]),
                "units_28d": plan.position.get("units_28d"),
            }
            yield _proposal(
                plan, "alert", worth, found.explanation, payload, change=found.type, risk=found.type
            )


def _alert_worth(plan: SkuPlan, found: Finding, rules: ScoringRules) -> Components | None:
    if found.type == "overstock":
        return excess_worth(found.impact, _MONTH_DAYS, rules)
    if found.type in {"demand_spike", "demand_drop"} and plan.stock.on_hand is None:
        return demand_worth(found.impact, rules)
    return None


def _proposal(
    plan: SkuPlan,
    rec_type: Any,
    worth: Components,
    explanation: str,
    payload: dict[str, Any],
    **more: Any,
) -> Proposal:
    position = plan.position
    return Proposal(
        rec_type=rec_type,
        store_id=position["store_id"],
        sku_id=position["sku_id"],
        product_name=position.get("product_name"),
        category=position.get("category"),
        worth=worth,
        explanation=explanation,
        payload=payload,
        **more,
    )


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)
