"""Goods on their way: when each order arrives, and how much of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.world import World

Ints = NDArray[np.int64]

MAX_LEAD_DAYS = 60


@dataclass(frozen=True)
class Delivery:
    """One order line with what arrives, and when; what is missing is cancelled."""

    ordered_day: int
    received_day: int
    store: int
    sku: int
    ordered: int
    received: int


class Inbound:
    """The order lines of one run, with lead times and short deliveries fixed by the world."""

    def __init__(self, world: World) -> None:
        ids = [s.supplier_id for s in world.catalogue.suppliers]
        self._supplier = np.array([ids.index(p.supplier_id) for p in world.catalogue.products])
        self._lead_days, self._short_share = world.lead_days, world.short_share
        shape = (world.days + MAX_LEAD_DAYS, *world.short_share.shape[1:])
        self._arriving = np.zeros(shape, dtype=np.int64)
        self._settled = np.zeros(shape, dtype=np.int64)
        self.transit = np.zeros(shape[1:], dtype=np.int64)
        self.deliveries: list[Delivery] = []

    def receive(self, day: int) -> Ints:
        """Take in what arrives on a day; what was ordered with it is no longer under way."""
        self.transit = self.transit - self._settled[day]
        arrived: Ints = self._arriving[day].copy()
        return arrived

    def place(self, day: int, order: Ints) -> None:
        """Send the orders of a day to the suppliers."""
        self.transit = self.transit + order
        for s, k in np.argwhere(order > 0).tolist():
            lead = min(int(self._lead_days[day, s, self._supplier[k]]), MAX_LEAD_DAYS - 1)
            units = int(order[s, k])
            received = units - int(units * self._short_share[day, s, k])
            self._arriving[day + lead, s, k] += received
            self._settled[day + lead, s, k] += units
            self.deliveries.append(Delivery(day, day + lead, s, k, units, received))
