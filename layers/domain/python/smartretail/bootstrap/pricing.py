"""The pricing context's wiring: its guardrails are the tenant's settings."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.dynamo.pricing import DynamoPriceBook
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.admin.usecases import SettingsBook
from smartretail.bootstrap.admin import settings
from smartretail.bootstrap.clients import table
from smartretail.kernel.tenancy import Principal
from smartretail.pricing.model import Guardrails
from smartretail.pricing.usecases import Pricing


@dataclass(frozen=True)
class TenantGuardrails:
    """Guardrails of the pricing rules, read from the tenant's settings."""

    book: SettingsBook

    def guardrails(self, who: Principal) -> Guardrails:
        """Return the guardrails in force."""
        chosen = self.book.guardrails(who)
        return Guardrails(
            min_margin_pct=chosen.min_margin_pct,
            max_delta_pct=chosen.max_delta_pct,
            max_changes_per_week=chosen.max_changes_per_week,
            price_ending=chosen.price_ending,
            competitor_band_pct=chosen.competitor_band_pct,
        )


@cache
def price_book() -> DynamoPriceBook:
    """Return the pricing table."""
    return DynamoPriceBook(ReadModels(table("pricing")))


@cache
def guardrail_book() -> TenantGuardrails:
    """Return the guardrails in force."""
    return TenantGuardrails(settings())


@cache
def pricing() -> Pricing:
    """Return price suggestions."""
    return Pricing(price_book(), guardrail_book())
