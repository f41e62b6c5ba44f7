"""Wire shapes of price suggestions."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

Objective = Literal["maximize_margin", "maximize_revenue"]


class SuggestPrice(Wire):
    """The SKU, the price it has now, and what to aim at."""

    sku_id: str = Field(min_length=1, max_length=120)
    store_id: str = Field(min_length=1, max_length=120)
    current_price: Decimal | None = Field(
        default=None, gt=0, max_digits=18, decimal_places=4, description="Default: the last price"
    )
    objective: Objective = "maximize_margin"


class Limits(Wire):
    """The guardrails that applied, in percent."""

    min_margin_pct: float
    max_delta_pct: float


class Evidence(Wire):
    """What the suggestion stands on; null is unknown."""

    competitor_band: tuple[float, float] | None
    elasticity: float | None
    elasticity_interval: tuple[float, float] | None


class PriceSuggestion(Wire):
    """A price inside every guardrail, or today's price held and why."""

    sku_id: str
    store_id: str
    current_price: float
    recommended_price: float
    objective: Objective = Field(description="The aim used; revenue when no unit cost is known")
    basis: Literal["elasticity", "price_test", "competitor_parity", "guardrail", "none"]
    expected_gain_pct_of_revenue: float | None = Field(
        description="Expected gain in gross margin over 28 days as percent of today's revenue, "
        "never above the cap; null when unknown"
    )
    expected_gain_interval_pct_of_revenue: tuple[float, float] | None
    expected_margin_uplift_pct: float | None = Field(
        description="The same capped gain as percent of today's gross margin, which a thin margin "
        "makes large; null when unknown"
    )
    expected_margin_uplift_interval_pct: tuple[float, float] | None
    expected_revenue_uplift_pct: float | None
    expected_revenue_uplift_interval_pct: tuple[float, float] | None
    impact_cap: str | None = Field(description="Source of the cap, when the cap was applied")
    guardrails: Limits
    evidence: Evidence
    held: bool
    degraded: bool = Field(description="True when competitor parity stood in for an elasticity")
    because: list[str] = Field(description="Guardrails and findings that shaped the price")
    as_of: str
