"""Our inventory models beside published answers.

`--data FILE` judges other cases: JSON lines with `name`, `model` (as in inventory_oracles.jsonl
beside this file, which is the default), `inputs` and `answer`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from smartretail.inventory.models import horizon, lots, newsvendor, periods, reorder_point, serial
from smartretail.inventory.models.discrete import NegativeBinomial, Poisson
from smartretail.inventory.models.loss import gamma_loss, normal_loss

from benchmarks.arguments import NotMeasuredError, parser
from benchmarks.table import Table

PUBLISHED = Path(__file__).with_suffix(".jsonl")
TOLERANCE = 1e-6
SOURCE = "Snyder & Shen, Fundamentals of Supply Chain Theory, and stockpyl 1.0.2"
COLUMNS = ("model", "figure", "ours", "published", "difference", "within")


@dataclass(frozen=True)
class Case:
    """A figure of a model with its inputs and the answer to compare with."""

    name: str
    model: str
    inputs: list[Any]
    answer: float
    tolerance: float = TOLERANCE

    def ours(self) -> float:
        """Compute the figure; the path behind the model's name picks it from the answer."""
        model, *path = self.model.split(".")
        found = MODELS[model](*(_number(value) for value in self.inputs))
        for part in path:
            found = found[int(part)] if part.isdigit() else getattr(found, part)
        return float(found)


def _costs(*figures: float) -> reorder_point.ReorderCosts:
    return reorder_point.ReorderCosts(*figures)


def _horizon(periods_: int, *figures: float) -> horizon.HorizonPlan:
    *costs, mean, sd = figures
    return horizon.plan_horizon(horizon.HorizonCosts(*costs), mean, sd, int(periods_))


def _both(short: float, level: float, mean: float) -> tuple[float, float]:
    return short, short + level - mean


MODELS: dict[str, Callable[..., Any]] = {
    "economic_order": lots.economic_order,
    "economic_order_backorders": lots.economic_order_backorders,
    "economic_production": lots.economic_production,
    "all_units_discount": lots.all_units_discount,
    "incremental_discount": lots.incremental_discount,
    "joint_replenishment": lots.joint_replenishment,
    "economic_order_disruptions": lots.economic_order_disruptions,
    "normal": newsvendor.normal,
    "normal_cost": newsvendor.normal_cost,
    "poisson": newsvendor.poisson,
    "poisson_cost": lambda x, h, p, mean: newsvendor.counted_cost(x, h, p, Poisson(mean)),
    "lognormal": newsvendor.lognormal,
    "normal_profit": newsvendor.normal_profit,
    "exact_cost": lambda r, q, *costs: reorder_point.exact_cost(
        reorder_point.ReorderLevels(r, q), _costs(*costs)
    ),
    "best_point": lambda q, *costs: reorder_point.best_point(q, _costs(*costs)),
    "inventory_level_approximation": lambda *c: reorder_point.inventory_level_approximation(
        _costs(*c)
    ),
    "backorder_approximation": lambda *c: reorder_point.backorder_approximation(_costs(*c)),
    "safety_stock_approximation": lambda *c: reorder_point.safety_stock_approximation(_costs(*c)),
    "loss_approximation": lambda *c: reorder_point.loss_approximation(_costs(*c)),
    "poisson_exact": reorder_point.poisson_exact,
    "exact_levels": lambda k, h, p, mean: periods.exact_levels(k, h, p, Poisson(mean)),
    "power_approximation": periods.power_approximation,
    "wagner_whitin": periods.wagner_whitin,
    "plan_horizon": _horizon,
    "serial_heuristic": serial.newsvendor_heuristic,
    "normal_losses": lambda x, mean, sd: _both(normal_loss(x, mean, sd), x, mean),
    "poisson_losses": lambda x, mean: _both(Poisson(mean).loss(x), x, mean),
    "gamma_losses": lambda x, shape, scale: _both(gamma_loss(x, shape, scale), x, shape * scale),
    "negative_binomial_losses": lambda x, r, p: _both(
        NegativeBinomial(r, p).loss(x), x, NegativeBinomial(r, p).mean
    ),
}


def cases(lines: Iterable[str]) -> list[Case]:
    """Read cases from JSON lines."""
    return [Case(**json.loads(line)) for line in lines if line.strip()]


def run(arguments: list[str]) -> Table:
    """Compute every case and put it beside its answer."""
    about = parser(__doc__)
    about.set_defaults(data=PUBLISHED)
    file = Path(about.parse_args(arguments).data)
    try:
        found = cases(file.read_text(encoding="utf-8").splitlines())
        rows = [(case, case.ours()) for case in found]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise NotMeasuredError(f"cases not readable: {problem}") from problem
    within = [_close(case, value) for case, value in rows]
    return Table(
        "Inventory models beside published answers",
        COLUMNS,
        [
            [
                case.name,
                case.model,
                f"{value:.10f}",
                f"{case.answer:.10f}",
                f"{value - case.answer:.1e}",
                "yes" if good else "no",
            ]
            for (case, value), good in zip(rows, within, strict=True)
        ],
        {"n": len(rows), "within_tolerance": sum(within)},
        [
            f"n = {len(rows)}, {sum(within)} within tolerance "
            f"({TOLERANCE:g}, or the digits published).",
            f"Published: {SOURCE}.",
            "The cost with disruptions is flat at its least: the quantity is compared to 1e-5.",
        ],
    )


def _close(case: Case, value: float) -> bool:
    return abs(value - case.answer) <= case.tolerance


def _number(value: Any) -> Any:
    return float(Fraction(value)) if isinstance(value, str) else value
