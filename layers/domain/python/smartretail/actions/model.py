"""Rules of actions: what a proposal is worth, how proposals rank, which answers are allowed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from smartretail.kernel.money import to_cents

RecommendationType = Literal["price", "reorder", "alert"]
Status = Literal["proposed", "accepted", "rejected", "expired"]
Basis = Literal["margin", "revenue"]
ANSWERS: dict[Status, frozenset[Status]] = {
    "accepted": frozenset({"proposed"}),
    "rejected": frozenset({"proposed"}),
    "proposed": frozenset({"accepted", "rejected"}),
}
"""For each answer, the states in which it may be given; undo leads back to `proposed`."""

_YEAR_DAYS = 365


@dataclass(frozen=True)
class ScoringRules:
    """House rules that turn units and uncertainty into money.

    A lost sale costs its margin and this share of its price in goodwill; stock costs this share of
    its value a year; of the gap to the unfavourable end of an estimate, this share is deducted.
    """

    goodwill_share: float = 0.10
    holding_rate_per_year: float = 0.25
    risk_aversion: float = 0.5


@dataclass(frozen=True)
class Components:
    """Worth of an action in base currency, in three parts rounded to cents."""

    impact: Decimal
    impact_service_level: Decimal
    risk_penalty: Decimal
    basis: Basis

    @property
    def score(self) -> Decimal:
        """Impact on margin plus impact on service level minus the penalty for risk."""
        return self.impact + self.impact_service_level - self.risk_penalty

    def shown(self) -> dict[str, float]:
        """Return the parts by name; the impact is named for what it counts."""
        return {
            f"impact_{self.basis}": float(self.impact),
            "impact_service_level": float(self.impact_service_level),
            "risk_penalty": float(self.risk_penalty),
        }


@dataclass(frozen=True)
class Proposal:
    """An action for one SKU of one store, with its worth and its reasons."""

    rec_type: RecommendationType
    store_id: str
    sku_id: str
    product_name: str | None
    category: str | None
    worth: Components
    explanation: str
    payload: dict[str, Any]
    degraded: bool = False
    risk: str | None = None
    reorder_qty: float | None = None
    change: str = field(default="")
    """What would be done, as text: two proposals that differ in it are different ones."""

    def rec_id(self, run_date: str) -> str:
        """Return an id that the same proposal on the same date always has."""
        parts = (run_date, self.store_id, self.sku_id, self.rec_type, self.change)
        return f"rec_{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:20]}"

    def record(self, run_date: str) -> dict[str, Any]:
        """Return the proposal as stored."""
        return {
            "rec_id": self.rec_id(run_date),
            "rec_type": self.rec_type,
            "run_date": run_date,
            "store_id": self.store_id,
            "sku_id": self.sku_id,
            "product_name": self.product_name,
            "category": self.category,
            "reorder_qty": self.reorder_qty,
            "risk": self.risk,
            "score": float(self.worth.score),
            "components": self.worth.shown(),
            "explanation": self.explanation,
            "degraded": self.degraded,
            "payload": self.payload,
        }


def reorder_worth(
    saved_units: float,
    surplus_units: float,
    price: float,
    unit_cost: float | None,
    cycle_days: float,
    rules: ScoringRules,
) -> Components:
    """Weigh an order: sales saved and customers kept against stock that lies for a cycle."""
    margin = price if unit_cost is None else max(price - unit_cost, 0.0)
    value = price if unit_cost is None else unit_cost
    holding = rules.holding_rate_per_year * cycle_days / _YEAR_DAYS
    return Components(
        impact=_money(saved_units * margin),
        impact_service_level=_money(saved_units * price * rules.goodwill_share),
        risk_penalty=_money(surplus_units * value * holding),
        basis="revenue" if unit_cost is None else "margin",
    )


def price_worth(gain: float, low: float, basis: Basis, rules: ScoringRules) -> Components:
    """Weigh a price: the expected gain against how much lower it may turn out."""
    return Components(
        impact=_money(gain),
        impact_service_level=Decimal("0.00"),
        risk_penalty=_money(max(gain - low, 0.0) * rules.risk_aversion),
        basis=basis,
    )


def excess_worth(excess_value: float, days: float, rules: ScoringRules) -> Components:
    """Weigh getting rid of stock nobody needs: what holding it for `days` would cost."""
    cost = excess_value * rules.holding_rate_per_year * days / _YEAR_DAYS
    return Components(_money(cost), Decimal("0.00"), Decimal("0.00"), "margin")


def demand_worth(value_at_stake: float, rules: ScoringRules) -> Components:
    """Weigh a look at changing demand whose stock is unknown: goodwill of the units at stake."""
    service = _money(value_at_stake * rules.goodwill_share)
    return Components(Decimal("0.00"), service, Decimal("0.00"), "margin")


def change_worth(record: Mapping[str, Any]) -> Decimal:
    """Return what a recommended change moves in money, gained or lost, before any penalty."""
    components = record["components"]
    impact = components.get("impact_margin", components.get("impact_revenue", 0.0))
    return abs(_money(impact))


def rank(proposals: Iterable[Proposal], run_date: str, limit: int) -> list[dict[str, Any]]:
    """Return the records of proposals that are worth anything, the most valuable first."""
    worthy = (proposal for proposal in proposals if proposal.worth.score > 0)
    records = [proposal.record(run_date) for proposal in worthy]
    return sorted(records, key=lambda record: (-record["score"], record["rec_id"]))[:limit]


def _money(amount: float) -> Decimal:
    return to_cents(Decimal(str(round(amount, 6))))
