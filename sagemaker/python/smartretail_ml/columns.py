"""The features themselves, one generator per theme; each yields a name and one value per row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smartretail_ml.arrays import Float, Int
from smartretail_ml.events import calendar_days, event_days
from smartretail_ml.groups import GroupTotals
from smartretail_ml.panel import Panel
from smartretail_ml.records import HORIZON
from smartretail_ml.rolling import Windows, days_since, same_weekday_mean
from smartretail_ml.rows import Rows

LEVEL_FLOOR = 0.01
MEAN_WINDOWS = (7, 14, 28, 56, 91, 182, 364)
YEAR = 364
OLD_DAYS = 182
# All series share these values on a day: with few cycles seen, trees would learn the date itself.
DAYS_NEEDED = {
    "week_of_year": 2 * YEAR,
    **dict.fromkeys(("day_of_month", "store_momentum", "category_momentum"), YEAR // 2),
    **dict.fromkeys(("event", "days_to_event", "days_since_event"), YEAR // 2),
}

Column = tuple[str, Float]


def gather(values: Float, row: Int, day: Int) -> Float:
    """Read ``values[row, day]``; NaN for a day outside the panel."""
    known = (day >= 0) & (day < values.shape[1])
    return np.where(known, values[row, np.where(known, day, 0)], np.nan)


def level_of(panel: Panel) -> Float:
    """Usual daily demand as known on each day: between the means of its last 28 and 91 days."""
    demand = Windows.over(panel.demand.astype(np.float64))
    year = np.nan_to_num(demand.mean(YEAR))
    long = demand.mean(91)
    long = np.where(np.isnan(long), year, long)
    short = demand.mean(28)
    level = 0.5 * (np.where(np.isnan(short), long, short) + long)
    return np.maximum(np.maximum(level, 0.1 * year), LEVEL_FLOOR)


def all_columns(
    panel: Panel, groups: GroupTotals, events: list[str], rows: Rows, level: Float
) -> Iterator[Column]:
    """Every feature of ``rows``, in no particular order; NaN where the history is too short."""
    for name, value in _every(panel, groups, events, rows, level):
        enough = groups.days >= DAYS_NEEDED.get(name, 0)
        yield name, value if enough else np.full(len(rows.series), np.nan)


def _every(
    panel: Panel, groups: GroupTotals, events: list[str], rows: Rows, level: Float
) -> Iterator[Column]:
    yield "horizon", rows.ahead.astype(np.float64)
    yield "log_level", np.log(level)
    yield from _sales(panel, rows, level)
    yield from _weekday(panel, rows, level)
    yield from _season(panel, rows)
    yield from _groups(panel, groups, rows)
    yield from _price(panel, rows)
    yield from _promotion(panel, rows)
    yield from _events(panel, events, rows)
    yield from _stock(panel, rows)


def _sales(panel: Panel, rows: Rows, level: Float) -> Iterator[Column]:
    demand = panel.demand.astype(np.float64)
    windows = Windows.over(demand)
    sold = Windows.over(np.where(np.isnan(demand), np.nan, demand > 0))
    for window in MEAN_WINDOWS:
        yield f"mean_{window}", gather(windows.mean(window), rows.series, rows.origin) / level
    for window in (28, 91):
        yield f"spread_{window}", gather(windows.std(window), rows.series, rows.origin) / level
        yield f"sale_days_{window}", gather(sold.mean(window), rows.series, rows.origin)
    since = days_since(np.nan_to_num(demand) > 0)
    yield "days_since_sale", gather(since, rows.series, rows.origin)
    age = np.cumsum(~np.isnan(panel.units), axis=1).astype(np.float64)
    yield "age_days", np.minimum(gather(age, rows.series, rows.origin), OLD_DAYS)


def _weekday(panel: Panel, rows: Rows, level: Float) -> Iterator[Column]:
    demand = panel.demand.astype(np.float64)
    yield "weekday_last", gather(demand, rows.series, rows.same_weekday) / level
    for weeks in (4, 8):
        mean = same_weekday_mean(demand, weeks)
        yield f"weekday_{weeks}", gather(mean, rows.series, rows.same_weekday) / level


def _season(panel: Panel, rows: Rows) -> Iterator[Column]:
    for name, values in calendar_days(panel.first_day, panel.days + HORIZON).items():
        yield name, values[rows.target]
    windows = Windows.over(panel.demand.astype(np.float64))
    yield "last_year", _last_year(windows, rows.series, rows)


def _last_year(windows: Windows, row: Int, rows: Rows) -> Float:
    """Week around the target against the month before the origin, both a year earlier."""
    then = gather(windows.mean(7), row, rows.target - YEAR + 3)
    before = gather(windows.mean(28), row, rows.origin - YEAR)
    return _log_ratio(then, before)


def _groups(panel: Panel, groups: GroupTotals, rows: Rows) -> Iterator[Column]:
    totals, of_series = groups.stores_on(panel)
    store, windows = of_series[rows.series], Windows.over(totals)
    usual = _log_ratio(same_weekday_mean(totals, 8), windows.mean(56))
    yield "store_weekday", gather(usual, store, rows.same_weekday)
    yield "store_last_year", _last_year(windows, store, rows)
    yield "store_momentum", gather(_momentum(windows), store, rows.origin)
    totals, of_series = groups.categories_on(panel)
    momentum = _momentum(Windows.over(totals))
    yield "category_momentum", gather(momentum, of_series[rows.series], rows.origin)


def _momentum(windows: Windows) -> Float:
    return _log_ratio(windows.mean(28), windows.mean(91))


def _log_ratio(above: Float, below: Float) -> Float:
    """Logarithm of a ratio, bounded; NaN where nothing was sold before."""
    ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    log: Float = np.log(np.clip(ratio, 0.05, 20.0))
    return log


def _price(panel: Panel, rows: Rows) -> Iterator[Column]:
    price = np.log(np.maximum(panel.price.astype(np.float64), 0.01))
    now = gather(price, rows.series, rows.origin)
    windows = Windows.over(price)
    yield "log_price", now
    for window in (28, 91, YEAR):
        usual = gather(windows.mean(window), rows.series, rows.origin)
        yield f"price_vs_{window}", now - usual


def _promotion(panel: Panel, rows: Rows) -> Iterator[Column]:
    promo = panel.promo.astype(np.float64)
    yield "promo", gather(promo, rows.series, rows.target)
    windows = Windows.over(promo)
    for window in (7, 28):
        yield f"promo_share_{window}", gather(windows.mean(window), rows.series, rows.origin)


def _events(panel: Panel, names: list[str], rows: Rows) -> Iterator[Column]:
    days = event_days(panel, names)
    calendar = panel.calendar[rows.series]
    yield "event", days.code[calendar, rows.target]
    yield "days_to_event", days.days_to[calendar, rows.target]
    yield "days_since_event", days.days_since[calendar, rows.target]


def _stock(panel: Panel, rows: Rows) -> Iterator[Column]:
    on_hand = panel.on_hand.astype(np.float64)
    empty = np.where(np.isnan(on_hand), np.nan, on_hand == 0)
    yield "out_of_stock", gather(empty, rows.series, rows.origin)
    share = Windows.over(empty).mean(28)
    yield "stockout_share_28", gather(share, rows.series, rows.origin)
