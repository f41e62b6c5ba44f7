"""A store's plan from the lake's files to every context's read models."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smartretail.actions.decisions import Proposals
from smartretail.actions.model import rank
from smartretail.actions.ports import RecommendationBook, RunBook
from smartretail.adapters.lake.plans import LakePlans
from smartretail.admin.usecases import SettingsBook
from smartretail.alerts.usecases import AlertPress
from smartretail.bootstrap.planning.proposals import proposals_of, stock_row
from smartretail.bootstrap.planning.rules import PlanRules, plan_rules
from smartretail.bootstrap.planning.sku import Forecast, Position, SkuPlan, plan_sku
from smartretail.forecast.ports import ForecastShelf
from smartretail.forecast.usecases import ForecastDesk
from smartretail.inventory.risk import AbcClass, abc_classes
from smartretail.inventory.usecases import StockDesk
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.contract import Store
from smartretail.kpi.figures import Profile
from smartretail.kpi.ports import KpiShelf
from smartretail.kpi.usecases import FigureDesk
from smartretail.pricing.ports import GuardrailBook, PriceBook

State = dict[str, Any]
MAX_RECOMMENDATIONS = 1000


@dataclass(frozen=True)
class Books:
    """Where each context keeps what a plan finds."""

    forecasts: ForecastShelf
    prices: PriceBook
    stock: StockDesk
    recommendations: RecommendationBook
    alerts: AlertPress
    figures: KpiShelf


@dataclass(frozen=True)
class DecideStore:
    """Plans one store, SKU by SKU, and replaces its read models."""

    lake: LakePlans
    settings: SettingsBook
    guardrails: GuardrailBook
    books: Books
    runs: RunBook
    clock: Clock

    def run(self, state: State) -> State:
        """Plan the store of the state. Planning it again writes the same bytes."""
        who, run_id = Principal.job(state["tenant"]), state["run_id"]
        store = Store.model_validate(state["store"])
        self.runs.reach(who, run_id, "deciding", timestamp(self.clock.now()))
        manifest = self.lake.manifest(who, run_id)
        rules = plan_rules(
            manifest["as_of"], self.guardrails.guardrails(who), self.settings.thresholds(who)
        )
        plans = self._plans(who, run_id, store.store_id, rules)
        counts = self._publish(who, store, self._profile(who, manifest), rules, plans)
        self.runs.note_store(who, run_id, store.store_id, counts)
        return {"store_id": store.store_id, **counts}

    def _plans(
        self, who: Principal, run_id: str, store_id: str, rules: PlanRules
    ) -> Iterator[SkuPlan]:
        lines, classes = index_positions(self.lake.positions(who, run_id, store_id))
        for position, forecast in pair(lines, self.lake.forecasts(who, run_id, store_id)):
            yield plan_sku(position, forecast, classes[position["sku_id"]], rules)

    def _publish(
        self,
        who: Principal,
        store: Store,
        profile: Profile,
        rules: PlanRules,
        plans: Iterator[SkuPlan],
    ) -> dict[str, int]:
        store_id, as_of = store.store_id, rules.as_of
        forecasts = ForecastDesk.open(self.books.forecasts, who, store_id, as_of)
        figures = FigureDesk.open(self.books.figures, who, store, profile)
        stock, prices, findings, proposals, skus = [], [], [], [], 0
        for plan in plans:
            if plan.forecast:
                forecasts.add(plan.position, plan.forecast)
            figures.add(plan.position, plan.forecast)
            stock.append(stock_row(plan))
            prices.append(plan.price_facts)
            findings.extend(plan.findings)
            proposals.extend(proposals_of(plan, rules.scoring))
            skus += 1
        records = rank(proposals, as_of, MAX_RECOMMENDATIONS)
        forecasts.publish()
        self.books.prices.replace(who, store_id, as_of, prices)
        self.books.stock.publish(who, store_id, as_of, stock)
        Proposals(self.books.recommendations).publish(who, store_id, as_of, records)
        alerts = self.books.alerts.publish(who, store_id, as_of, findings)
        figures.publish()
        return {"skus": skus, "recommendations": len(records), "alerts": alerts}

    def _profile(self, who: Principal, manifest: State) -> Profile:
        tenant = self.settings.tenant(who)
        return Profile(
            as_of=manifest["as_of"],
            currency=manifest.get("currency") or tenant.base_currency,
            time_zone=tenant.time_zone,
            tenant_name=tenant.name,
            simulated=tenant.simulated or bool(manifest.get("simulated")),
            missing=tuple(manifest.get("missing") or ()),
        )


def index_positions(lines: Iterator[bytes]) -> tuple[dict[str, bytes], dict[str, AbcClass]]:
    """Return the positions by SKU, unparsed to stay small, and the SKUs' classes by revenue."""
    by_sku: dict[str, bytes] = {}
    revenue: dict[str, float] = {}
    for line in lines:
        position = json.loads(line)
        by_sku[position["sku_id"]] = line
        revenue[position["sku_id"]] = float(position.get("revenue_28d") or 0.0)
    return by_sku, abc_classes(revenue)


def pair(
    positions: dict[str, bytes], forecasts: Iterator[bytes]
) -> Iterator[tuple[Position, Forecast | None]]:
    """Yield each position with its forecast, or None; the positions are used up."""
    for line in forecasts:
        forecast = json.loads(line)
        position = positions.pop(forecast["sku_id"], None)
        if position is not None:
            yield json.loads(position), forecast
    for sku_id in sorted(positions):
        yield json.loads(positions[sku_id]), None
