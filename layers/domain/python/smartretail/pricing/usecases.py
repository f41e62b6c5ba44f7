"""Suggesting a price on request, by the very rule of the plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smartretail.kernel.errors import Conflict, NotFound
from smartretail.kernel.ids import business_id
from smartretail.kernel.tenancy import Principal
from smartretail.pricing.contract import Evidence, Limits, PriceSuggestion, SuggestPrice
from smartretail.pricing.elasticity import Elasticity
from smartretail.pricing.model import Guardrails, SkuFacts
from smartretail.pricing.ports import GuardrailBook, PriceBook
from smartretail.pricing.records import elasticity_of, exact, facts_of
from smartretail.pricing.suggestion import Suggestion, percent, percents, suggest_price


@dataclass(frozen=True)
class Pricing:
    """Price suggestions for those who may see the SKU."""

    book: PriceBook
    rules: GuardrailBook

    def suggest(self, who: Principal, ask: SuggestPrice) -> PriceSuggestion:
        """Suggest a price. Raise `NotFound` for an unknown SKU, `Conflict` without any price."""
        store_id, sku_id = business_id(ask.store_id), business_id(ask.sku_id)
        who.require_store(store_id)
        who.require_sku(sku_id)
        record = self.book.find(who, store_id, sku_id)
        if record is None:
            raise NotFound(f"There is no SKU {sku_id}.", code="sku_not_found")
        facts = facts_of(record, record["as_of"], _price(ask, record))
        rules = self.rules.guardrails(who)
        elasticity = elasticity_of(record)
        found = suggest_price(facts, elasticity, record["units_28d"], ask.objective, rules)
        return _answer(record, facts, rules, elasticity, found)


def _price(ask: SuggestPrice, record: dict[str, Any]) -> Decimal:
    price = ask.current_price or exact(record.get("price"))
    if price is None or price <= 0:
        raise Conflict("No price is known for this SKU; name its price.", code="price_unknown")
    return price


def _answer(
    record: dict[str, Any],
    facts: SkuFacts,
    rules: Guardrails,
    elasticity: Elasticity | None,
    found: Suggestion,
) -> PriceSuggestion:
    low, high = facts.competitor_low, facts.competitor_high
    return PriceSuggestion(
        sku_id=record["sku_id"],
        store_id=record["store_id"],
        current_price=float(facts.price),
        recommended_price=float(found.price),
        objective=found.objective,
        basis=found.basis,
        expected_gain_pct_of_revenue=percent(found.margin, found.revenue_before),
        expected_gain_interval_pct_of_revenue=percents(found.margin, found.revenue_before),
        expected_margin_uplift_pct=percent(found.margin, found.margin_before),
        expected_margin_uplift_interval_pct=percents(found.margin, found.margin_before),
        expected_revenue_uplift_pct=percent(found.revenue, found.revenue_before),
        expected_revenue_uplift_interval_pct=percents(found.revenue, found.revenue_before),
        impact_cap=found.cap_source,
        guardrails=Limits(
            min_margin_pct=float(rules.min_margin(facts) * 100),
            max_delta_pct=float(rules.max_delta_pct),
        ),
        evidence=Evidence(
            competitor_band=(float(low), float(high)) if low and high else None,
            elasticity=elasticity.value if elasticity else None,
            elasticity_interval=(elasticity.low, elasticity.high) if elasticity else None,
        ),
        held=found.held,
        degraded=found.basis == "competitor_parity",
        because=list(found.because),
        as_of=record["as_of"],
    )
