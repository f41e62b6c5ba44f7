"""POST /pricing-suggest."""

from smartretail.bootstrap.pricing import pricing
from smartretail.edge.http import PROBLEMS, allow, entry, metrics, resolver
from smartretail.kernel.tenancy import Role
from smartretail.pricing.contract import PriceSuggestion, SuggestPrice

app = resolver()


@app.post("/pricing-suggest", responses=PROBLEMS, middlewares=[allow(Role.SELLER, Role.MANAGER)])
def suggest(ask: SuggestPrice) -> PriceSuggestion:
    """Suggest a price inside every guardrail, or hold today's."""
    suggestion = pricing().suggest(app.context["who"], ask)
    metrics.add_metric(name="PriceHeld", unit="Count", value=int(suggestion.held))
    return suggestion


handler = entry(app)
