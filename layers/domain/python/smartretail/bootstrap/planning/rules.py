"""The tenant's settings as each context's rules take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smartretail.actions.model import ScoringRules
from smartretail.admin.model import Thresholds as TenantThresholds
from smartretail.alerts.model import Thresholds
from smartretail.inventory.reorder import ReorderPolicy
from smartretail.inventory.risk import AbcClass
from smartretail.pricing.model import Guardrails


@dataclass(frozen=True)
class PlanRules:
    """Everything a plan of one tenant goes by."""

    as_of: str
    guardrails: Guardrails
    thresholds: Thresholds
    service_levels: Mapping[AbcClass, float]
    scoring: ScoringRules = field(default_factory=ScoringRules)

    def policy(self, abc_class: AbcClass) -> ReorderPolicy:
        """Return the reorder policy of a class of products."""
        return ReorderPolicy(
            service_level=self.service_levels[abc_class],
            overstock_days=self.thresholds.overstock_days,
        )


def plan_rules(as_of: str, guardrails: Guardrails, chosen: TenantThresholds) -> PlanRules:
    """Translate a tenant's thresholds."""
    levels: dict[AbcClass, float] = {
        "A": float(chosen.service_level_by_class["A"]),
        "B": float(chosen.service_level_by_class["B"]),
        "C": float(chosen.service_level_by_class["C"]),
    }
    return PlanRules(
        as_of=as_of,
        guardrails=guardrails,
        thresholds=Thresholds(
            stockout_days=chosen.stockout_days,
            overstock_days=chosen.overstock_days,
            demand_spike_pct=float(chosen.demand_spike_pct),
            demand_drop_pct=float(chosen.demand_drop_pct),
            price_gap_pct=float(chosen.price_gap_pct),
        ),
        service_levels=levels,
    )
