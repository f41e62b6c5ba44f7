"""What the anomalies do to prices, demand, opening days and lead times."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.anomalies import Anomaly, Kind
from simulation.calendar import Calendar
from simulation.catalogue import Catalogue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Disruptions:
    """The anomalies of a world, laid on arrays by day, store and SKU (or supplier)."""

    catalogue: Catalogue
    calendar: Calendar
    anomalies: tuple[Anomaly, ...]

    def closed(self) -> Bools:
        """Tell on which days a store stays shut."""
        closed = np.zeros(self._shape(), dtype=bool)
        for event, days in self._of("store_closed"):
            closed[days, self._store(event)] = True
        return closed

    def bulk_units(self) -> Ints:
        """Return the units of bulk orders."""
        units = np.zeros(self._shape(), dtype=np.int64)
        for event, days in self._of("bulk_order"):
            units[days, self._store(event), self._sku(event)] += int(event.size)
        return units

    def mistaken(self, prices: Floats) -> Floats:
        """Return the prices with the wrong ones in place."""
        wrong = prices.copy()
        for event, days in self._of("mispriced"):
            where = (days, self._store(event), self._sku(event))
            wrong[where] = np.round(wrong[where] * event.size)
        return wrong

    def delayed(self, lead_days: Ints) -> Ints:
        """Return the lead times by day, store and supplier with the delays added."""
        later = lead_days.copy()
        ids = [supplier.supplier_id for supplier in self.catalogue.suppliers]
        for event, days in self._of("supplier_delay"):
            later[days, :, ids.index(str(event.supplier_id))] += int(event.size)
        return later

    def _of(self, kind: Kind) -> Iterator[tuple[Anomaly, slice]]:
        for event in self.anomalies:
            if event.kind == kind:
                first = self.calendar.index(event.starts_on)
                yield event, slice(first, self.calendar.index(event.ends_on) + 1)

    def _shape(self) -> tuple[int, int, int]:
        return self.calendar.days, len(self.catalogue.stores), len(self.catalogue.products)

    def _store(self, event: Anomaly) -> int:
        return [s.store_id for s in self.catalogue.stores].index(str(event.store_id))

    def _sku(self, event: Anomaly) -> int:
        return [p.sku_id for p in self.catalogue.products].index(str(event.sku_id))
