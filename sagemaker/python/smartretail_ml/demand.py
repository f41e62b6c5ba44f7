"""Demand classes, and which series have enough history for the model.

Classes after Syntetos, Boylan and Croston (2005), On the categorization of demand patterns,
Journal of the Operational Research Society 56(5), 495-503: average interval between days with
demand (ADI) against 1.32, squared coefficient of variation of the sizes (CV2) against 0.49.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smartretail_ml.arrays import Bool, Float
from smartretail_ml.panel import Panel

ADI_CUT, CV2_CUT = 1.32, 0.49
CLASSES = ("smooth", "erratic", "intermittent", "lumpy")
RECENT_DAYS = 364
SHORT_DAYS, SALE_WINDOW, FEWEST_SALE_DAYS = 56, 182, 8

Labels = npt.NDArray[np.str_]


def demand_class(panel: Panel) -> Labels:
    """Class of each series over its last year; a series without a sale is intermittent."""
    interval, variation = interval_and_variation(panel.demand[:, -RECENT_DAYS:].astype(np.float64))
    often, even = interval < ADI_CUT, variation < CV2_CUT
    return np.where(
        often, np.where(even, "smooth", "erratic"), np.where(even, "intermittent", "lumpy")
    )


def interval_and_variation(demand: Float) -> tuple[Float, Float]:
    """ADI and CV2 of each line; infinite interval and no variation without a sale."""
    known, sold = ~np.isnan(demand), np.nan_to_num(demand) > 0
    sales = sold.sum(axis=1)
    some = np.maximum(sales, 1)
    size = np.nansum(demand, axis=1) / some
    square = np.nansum(np.where(sold, demand - size[:, None], 0.0) ** 2, axis=1) / some
    interval = np.where(sales > 0, known.sum(axis=1) / some, np.inf)
    return interval, np.where(sales > 0, square / np.maximum(size, 1e-12) ** 2, 0.0)


def short_history(panel: Panel) -> Bool:
    """Series on sale for less than eight weeks."""
    return panel.age < SHORT_DAYS


def rarely_sold(panel: Panel, fewest: int = FEWEST_SALE_DAYS) -> Bool:
    """Series with fewer than ``fewest`` days with a sale over the last half year."""
    recent = np.nan_to_num(panel.demand[:, -SALE_WINDOW:])
    few: Bool = (recent > 0).sum(axis=1) < fewest
    return few
