"""One SKU of one store through all contexts: demand, stock, price, alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smartretail.alerts.model import Finding, Situation, find_alerts
from smartretail.bootstrap.planning.rules import PlanRules
from smartretail.forecast.model import expected_units, moving_average_record
from smartretail.inventory.demand import Demand, from_quantiles, moving_average
from smartretail.inventory.reorder import (
    ReorderPlan,
    ReorderPolicy,
    StockPosition,
    plan_reorder,
)
from smartretail.inventory.risk import AbcClass, StockRisk, assess
from smartretail.pricing.records import elasticity_of, exact, facts_of
from smartretail.pricing.suggestion import Suggestion, suggest_price

Position = Mapping[str, Any]
Forecast = Mapping[str, Any]
_SPAN_SDS = 2 * 1.2815515655446004
_SUPPLY = (
    "on_hand",
    "in_transit",
    "backorder",
    "lead_time_days",
    "lead_time_sd",
    "review_days",
    "order_multiple",
    "moq",
    "capacity_units",
    "min_display_units",
    "shelf_life_days",
)
_PRICE = ("price", "unit_cost", "mrp", "map_price", "min_margin_pct")
_MARKET = ("competitor_low", "competitor_high", "last_price_change")


@dataclass(frozen=True)
class SkuPlan:
    """What every context says about one SKU of one store."""

    position: Position
    forecast: Forecast | None
    abc_class: AbcClass
    policy: ReorderPolicy
    demand: Demand
    stock: StockPosition
    reorder: ReorderPlan
    risk: StockRisk
    price_facts: dict[str, Any]
    suggestion: Suggestion | None
    findings: list[Finding]


def plan_sku(
    position: Position, forecast: Forecast | None, abc_class: AbcClass, rules: PlanRules
) -> SkuPlan:
    """Plan one SKU; without the model's forecast a moving average stands in, marked degraded."""
    policy = rules.policy(abc_class)
    demand = demand_of(position, forecast)
    forecast = forecast or _stand_in(position, demand, rules.as_of)
    stock = StockPosition(**{name: _number(position, name) for name in _SUPPLY})
    reorder = plan_reorder(stock, demand, policy)
    risk = assess(stock, demand, reorder, policy)
    record = _price_record(position, forecast, demand, reorder)
    situation = _situation(position, forecast, demand, risk, rules)
    return SkuPlan(
        position=position,
        forecast=forecast,
        abc_class=abc_class,
        policy=policy,
        demand=demand,
        stock=stock,
        reorder=reorder,
        risk=risk,
        price_facts=record,
        suggestion=_suggest(record, rules),
        findings=find_alerts(situation, rules.thresholds),
    )


def demand_of(position: Position, forecast: Forecast | None) -> Demand:
    """Return the demand that orders are computed from."""
    if forecast is None or forecast["degraded"]:
        return moving_average([day["units"] or 0.0 for day in position.get("history") or []])
    quantiles = forecast["quantiles"]
    mean = [point["yhat"] for point in forecast["series"]]
    return from_quantiles(mean, quantiles["0.1"], quantiles["0.9"], _SPAN_SDS)


def _stand_in(position: Position, demand: Demand, as_of: str) -> Forecast | None:
    if not position.get("units_28d") and demand.daily_mean <= 0:
        return None
    return moving_average_record(position, as_of, demand.mean[0], demand.sd[0])


def _price_record(
    position: Position, forecast: Forecast | None, demand: Demand, reorder: ReorderPlan
) -> dict[str, Any]:
    return {
        "sku_id": position["sku_id"],
        **{name: _number(position, name) for name in _PRICE},
        **{name: position.get(name) for name in _MARKET},
        "on_hand": _number(position, "on_hand"),
        "safety_stock": round(reorder.safety_stock, 4),
        "units_28d": round(_coming_units(forecast, demand), 4),
        "elasticity": forecast.get("elasticity") if forecast else None,
    }


def _suggest(record: dict[str, Any], rules: PlanRules) -> Suggestion | None:
    price = exact(record["price"])
    if price is None or price <= 0:
        return None
    facts = facts_of(record, rules.as_of, price)
    return suggest_price(
        facts, elasticity_of(record), record["units_28d"], "maximize_margin", rules.guardrails
    )


def _situation(
    position: Position,
    forecast: Forecast | None,
    demand: Demand,
    risk: StockRisk,
    rules: PlanRules,
) -> Situation:
    on_hand = _number(position, "on_hand")
    served = None if on_hand is None else on_hand - (_number(position, "backorder") or 0)
    window = demand.over(rules.thresholds.stockout_days)
    return Situation(
        store_id=position["store_id"],
        sku_id=position["sku_id"],
        product_name=position.get("product_name"),
        category=position.get("category"),
        price=_number(position, "price"),
        unit_cost=_number(position, "unit_cost"),
        units_28d=_number(position, "units_28d") or 0.0,
        forecast_28d=_coming_units(forecast, demand),
        forecast_trusted=forecast is not None and not forecast["degraded"],
        on_hand=on_hand,
        days_of_cover=risk.days_of_cover,
        stockout_probability_7d=risk.stockout_probability_7d,
        lost_units=None if served is None else window.short(served),
        excess_units=risk.excess_units,
        competitor_low=_number(position, "competitor_low"),
        competitor_high=_number(position, "competitor_high"),
        competitors=int(_number(position, "competitors") or 0),
    )


def _coming_units(forecast: Forecast | None, demand: Demand) -> float:
    return expected_units(forecast) if forecast else demand.over(28).mean


def _number(position: Position, name: str) -> float | None:
    value = position.get(name)
    return None if value is None else float(value)
