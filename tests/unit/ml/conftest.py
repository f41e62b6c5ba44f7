"""Simulated retailers with known truth, as series records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from smartretail_ml.records import HORIZON, Series, parse

AS_OF = dt.date(2024, 6, 30)
WEEKDAYS = np.array([0.8, 0.8, 0.9, 1.0, 1.2, 1.4, 0.9])

Record = dict[str, Any]
Simulate = Callable[..., list[Record]]


def simulate(
    *, stores: int = 2, skus: int = 30, days: int = 300, seed: int = 1, elasticity: float = -2.0
) -> list[Record]:
    """Poisson sales with weekday pattern, promotions (+60 %), price steps and an event."""
    rng = np.random.default_rng(seed)
    start = AS_OF - dt.timedelta(days=days - 1)
    weekday = WEEKDAYS[(start.weekday() + np.arange(days)) % 7]
    events = {
        (start + dt.timedelta(days=d)).isoformat(): "festival" for d in range(40, days + 28, 60)
    }
    records = []
    for store in range(stores):
        for sku in range(skus):
            level = float(rng.gamma(2.0, 3.0)) + 0.3
            price = 10.0 * np.exp(np.repeat(rng.normal(0, 0.15, days // 14 + 1), 14)[:days])
            promo = (rng.random(days // 7 + 1) < 0.15).repeat(7)[:days]
            mean = level * weekday * (price / 10.0) ** elasticity * (1 + 0.6 * promo)
            records.append(
                {
                    "store_id": f"S{store}",
                    "sku_id": f"K{sku:03d}",
                    "category": f"C{sku % 3}",
                    "start": start.isoformat(),
                    "units": rng.poisson(mean).astype(float).tolist(),
                    "price": [round(float(p), 2) for p in price],
                    "promo": promo.astype(int).tolist(),
                    "on_hand": None,
                    "promo_ahead": [0] * HORIZON,
                    "events": events,
                }
            )
    return records


@pytest.fixture(scope="session")
def retailer() -> Simulate:
    return simulate


@pytest.fixture(scope="session")
def records() -> list[Record]:
    return simulate()


@pytest.fixture(scope="session")
def series(records: list[Record]) -> list[Series]:
    return [parse(record) for record in records]
