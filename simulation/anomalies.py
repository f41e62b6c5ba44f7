"""The few things that go wrong, each kept with its place and time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from simulation.calendar import Calendar
from simulation.catalogue import Catalogue
from simulation.streams import stream

Kind = Literal["store_closed", "bulk_order", "mispriced", "supplier_delay"]
CLOSURES, BULK_ORDERS, MISPRICED, DELAYS = 3, 7, 4, 3
MISPRICED_FACTOR, DELAY_DAYS = 0.55, 6
RECENT_DAYS, QUIET_DAYS = 9, 60
BULK_UNITS = (60, 160)


@dataclass(frozen=True)
class Anomaly:
    """An event: its kind, its days, what it touched, and how large it was."""

    kind: Kind
    starts_on: date
    ends_on: date
    size: float
    store_id: str | None = None
    sku_id: str | None = None
    supplier_id: str | None = None


def draw_anomalies(
    catalogue: Catalogue, calendar: Calendar, last: int, seed: int
) -> tuple[Anomaly, ...]:
    """Draw the events up to the day numbered `last`; the newest bulk order is a recent one."""
    chance = _Chance(catalogue, calendar, last, stream(seed, "anomalies"))
    events = [Anomaly("store_closed", *chance.days(1), 1, chance.store()) for _ in range(CLOSURES)]
    events += [chance.bulk_order(*chance.days(1)) for _ in range(BULK_ORDERS - 1)]
    events += [
        Anomaly("mispriced", *chance.days(2), MISPRICED_FACTOR, chance.store(), chance.sku())
        for _ in range(MISPRICED)
    ]
    events += [
        Anomaly("supplier_delay", *chance.days(10), DELAY_DAYS, supplier_id=chance.supplier())
        for _ in range(DELAYS)
    ]
    recent = calendar.first + timedelta(days=last - RECENT_DAYS)
    events.append(chance.bulk_order(recent, recent))
    return tuple(sorted(events, key=lambda event: (event.starts_on, event.kind)))


@dataclass(frozen=True)
class _Chance:
    """Draws where and when; tail and new products and the new store are spared."""

    catalogue: Catalogue
    calendar: Calendar
    last: int
    rng: np.random.Generator

    def days(self, length: int) -> tuple[date, date]:
        quiet = min(QUIET_DAYS, self.last // 3)
        start = self.calendar.first + timedelta(
            days=int(self.rng.integers(quiet, self.last - quiet // 2))
        )
        return start, start + timedelta(days=length - 1)

    def store(self) -> str:
        opened = [s for s in self.catalogue.stores if s.opened_on < self.calendar.first]
        return opened[int(self.rng.integers(len(opened)))].store_id

    def sku(self) -> str:
        known = [p for p in self.catalogue.products if p.role != "tail" and not p.launched_on]
        return known[int(self.rng.integers(len(known)))].sku_id

    def supplier(self) -> str:
        suppliers = self.catalogue.suppliers
        return suppliers[int(self.rng.integers(len(suppliers)))].supplier_id

    def bulk_order(self, starts_on: date, ends_on: date) -> Anomaly:
        units = int(self.rng.integers(*BULK_UNITS))
        return Anomaly("bulk_order", starts_on, ends_on, units, self.store(), self.sku())
