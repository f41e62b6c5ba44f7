"""Public sales data as series records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from smartretail_ml.arrays import Float
from smartretail_ml.records import HORIZON, Series

ONLINE_RETAIL = """
select Country as store_id, upper(trim(StockCode)) as sku_id, '' as category,
  cast(InvoiceDate as date) as day, sum(Quantity)::double as units,
  sum(Quantity * UnitPrice) / sum(Quantity) as price
from read_parquet('{file}')
where Quantity > 0 and UnitPrice > 0 and regexp_matches(InvoiceNo, '^[0-9]')
  and regexp_matches(StockCode, '^[0-9]{{5}}')
group by all order by store_id, sku_id, day
"""
M5 = """
select s.store_id, s.item_id as sku_id, regexp_replace(s.item_id, '_[0-9]+$', '') as category,
  c.date::date as day, s.units::double as units, p.sell_price::double as price
from read_parquet('{folder}/sales_daily_item_store.parquet') s
join read_parquet('{folder}/calendar.parquet') c using (d)
left join read_parquet('{folder}/sell_prices.parquet') p
  on p.store_id = s.store_id and p.item_id = s.item_id and p.wm_yr_wk = c.wm_yr_wk
where s.store_id = 'CA_1' order by s.store_id, sku_id, day
"""
M5_EVENTS = """
select date::date as day, event_name_1 as name from read_parquet('{folder}/calendar.parquet')
where event_name_1 is not null
"""
STORE_ITEM = """
select 'S' || store as store_id, 'I' || item as sku_id, '' as category, date::date as day,
  sales::double as units, null::double as price
from read_parquet('{file}') order by store_id, sku_id, day
"""


def online_retail(data: Path) -> list[Series]:
    """UCI Online Retail: country as store, cancelled and free lines left out."""
    return _series(_read(ONLINE_RETAIL.format(file=data / "online_retail/transactions.parquet")))


def m5_store(data: Path) -> list[Series]:
    """M5: the 3,049 items of store CA_1, the 88 days for which item sales are there."""
    events = _read(M5_EVENTS.format(folder=data / "m5"))
    named = {day.date().isoformat(): str(name) for day, name in events.itertuples(index=False)}
    return [replace(one, events=named) for one in _series(_read(M5.format(folder=data / "m5")))]


def store_item(data: Path) -> list[Series]:
    """Store item demand: 500 very regular series of five years."""
    return _series(_read(STORE_ITEM.format(file=data / "store_item_demand/sales.parquet")))


def cut(series: list[Series], back: int) -> tuple[list[Series], Float]:
    """Records as they were ``back`` days before the end, and the 28 days that followed.

    ``back`` is at least the horizon; series that had not begun by then are left out.
    """
    old = [one for one in series if len(one.units) > back]
    after = [one.units[len(one.units) - back :][:HORIZON] for one in old]
    return [_shorten(one, len(one.units) - back) for one in old], np.array(after)


def _shorten(one: Series, days: int) -> Series:
    return replace(
        one,
        units=one.units[:days],
        price=one.price[:days],
        promo=one.promo[:days],
        on_hand=one.on_hand[:days],
        promo_ahead=one.promo[days : days + HORIZON],
    )


def _read(query: str) -> pd.DataFrame:
    with duckdb.connect() as db:
        db.execute("set threads = 2")
        frame: pd.DataFrame = db.execute(query).df()
    return frame


def _series(rows: pd.DataFrame) -> list[Series]:
    as_of = rows["day"].max().date()
    made = []
    for (store, sku), group in rows.groupby(["store_id", "sku_id"], sort=True):
        start = group["day"].iloc[0].date()
        at = (group["day"] - group["day"].iloc[0]).dt.days.to_numpy()
        made.append(_one(str(store), str(sku), start, as_of, at, group))
    return made


def _one(
    store: str, sku: str, start: dt.date, as_of: dt.date, at: Float, group: pd.DataFrame
) -> Series:
    days = (as_of - start).days + 1
    units, price, nothing = np.zeros(days), np.full(days, np.nan), np.full(days, np.nan)
    units[at], price[at] = group["units"].to_numpy(), group["price"].to_numpy(np.float64)
    category = str(group["category"].iloc[0])
    promo = np.zeros(days)
    return Series(store, sku, category, start, units, price, promo, nothing, np.zeros(HORIZON), {})
