"""Feature matrix of forecast rows, gathered feature by feature from the dense panel.

A feature is read on one of three days of a row: its origin (state: nothing later is used), its
target (only what is known ahead: calendar, planned promotions and events), or the newest day up
to the origin with the weekday of the target. Statistics in units are divided by the level of the
series at the origin, so that one model serves large and small series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml import columns
from smartretail_ml.arrays import Bool, Float, Float32
from smartretail_ml.groups import GroupTotals
from smartretail_ml.panel import Panel
from smartretail_ml.rows import Rows

DRIVER_OF = {
    "horizon": "trend",
    **{f"mean_{window}": "recent_sales" for window in (7, 14, 28, 56)},
    **{f"mean_{window}": "trend" for window in (91, 182, 364)},
    "spread_28": "recent_sales",
    "spread_91": "recent_sales",
    "sale_days_28": "recent_sales",
    "sale_days_91": "recent_sales",
    "days_since_sale": "recent_sales",
    "age_days": "trend",
    "log_level": "recent_sales",
    "weekday_last": "recent_sales",
    "weekday_4": "recent_sales",
    "weekday_8": "recent_sales",
    "weekday": "recent_sales",
    "day_of_month": "season",
    "week_of_year": "season",
    "last_year": "season",
    "store_weekday": "recent_sales",
    "store_last_year": "season",
    "store_momentum": "trend",
    "category_momentum": "trend",
    "log_price": "price",
    **{f"price_vs_{window}": "price" for window in (28, 91, 364)},
    "promo": "promotion",
    "promo_share_7": "promotion",
    "promo_share_28": "promotion",
    "event": "event",
    "days_to_event": "event",
    "days_since_event": "event",
    "out_of_stock": "stock",
    "stockout_share_28": "stock",
}
NAMES = tuple(DRIVER_OF)


@dataclass(frozen=True)
class Design:
    """Features of rows (``NAMES`` in order) and the level each row is measured in."""

    values: Float32
    level: Float

    def where(self, keep: Bool) -> Design:
        """Rows for which ``keep`` is true."""
        return Design(self.values[keep], self.level[keep])


def design(panel: Panel, groups: GroupTotals, events: list[str], rows: Rows) -> Design:
    """Compute every feature once over the panel and gather it for ``rows``."""
    level = columns.gather(columns.level_of(panel), rows.series, rows.origin)
    out = np.empty((len(rows.series), len(NAMES)), np.float32)
    for name, value in columns.all_columns(panel, groups, events, rows, level):
        out[:, NAMES.index(name)] = value
    return Design(out, level)
