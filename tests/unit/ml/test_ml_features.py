"""The features once more, in SQL: an oracle that shares no code with the arrays."""

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from smartretail_ml.events import event_names
from smartretail_ml.features import NAMES, design
from smartretail_ml.groups import GroupTotals
from smartretail_ml.panel import Panel, build_panel
from smartretail_ml.records import parse
from smartretail_ml.rows import Rows

STATE = """
create table state as select series, day,
  {means},
  stddev_pop(demand) over last28 as spread_28, stddev_pop(demand) over last91 as spread_91,
  avg(sold) over last28 as sale_days_28, avg(sold) over last91 as sale_days_91,
  day - max(case when demand > 0 then day end) over past as days_since_sale,
  least(count(units) over past, 182) as age_days,
  ln(price) as log_price,
  ln(price) - avg(ln(price)) over last28 as price_vs_28,
  ln(price) - avg(ln(price)) over last91 as price_vs_91,
  ln(price) - avg(ln(price)) over last364 as price_vs_364,
  avg(promo) over last7 as promo_share_7, avg(promo) over last28 as promo_share_28,
  (on_hand = 0)::int as out_of_stock, avg((on_hand = 0)::int) over last28 as stockout_share_28
from days where day < {width}
window past as (partition by series order by day rows unbounded preceding), {windows}
"""
WEEKDAY = """
create table weekday as select series, day, demand as weekday_last,
  avg(demand) over (w rows 3 preceding) as weekday_4,
  avg(demand) over (w rows 7 preceding) as weekday_8
from days where day < {width} window w as (partition by series, day % 7 order by day)
"""
GROUP = """
create table {group} as
with total as (select {group}, day, sum(coalesce(units, 0)) as units from days
               where day < {width} group by all)
select {group}, day, avg(units) over (w rows 6 preceding) as m7,
  avg(units) over (w rows 27 preceding) as m28,
  avg(units) over (w rows 90 preceding) as m91, avg(units) over (w rows 55 preceding) as m56,
  avg(units) over (partition by {group}, day % 7 order by day rows 7 preceding) as same
from total window w as (partition by {group} order by day)
"""
WANTED = """
select state.*, weekday.weekday_last, weekday.weekday_4, weekday.weekday_8,
  ln(least(greatest(s.m28 / s.m91, 0.05), 20)) as store_momentum,
  ln(least(greatest(t.same / t.m56, 0.05), 20)) as store_weekday,
  ln(least(greatest(c.m28 / c.m91, 0.05), 20)) as category_momentum,
  case when past.mean_7 is not null and before.mean_28 > 0
    then ln(least(greatest(past.mean_7 / before.mean_28, 0.05), 20)) end as last_year,
  case when sthen.m7 is not null and sbefore.m28 > 0
    then ln(least(greatest(sthen.m7 / sbefore.m28, 0.05), 20)) end as store_last_year,
  ahead.promo as promo, asked.origin, asked.ahead as horizon,
  extract(isodow from date '{first}' + target::int) - 1 as weekday,
  extract(day from date '{first}' + target::int) as day_of_month
from asked
join state on state.series = asked.series and state.day = origin
join weekday on weekday.series = asked.series and weekday.day = target - 7 * ceil(asked.ahead / 7.0)
join (select distinct series, store, category from days) home on home.series = asked.series
join store s on s.store = home.store and s.day = origin
join store t on t.store = home.store and t.day = weekday.day
join category c on c.category = home.category and c.day = origin
left join state past on past.series = asked.series and past.day = target - 361
left join state before on before.series = asked.series and before.day = origin - 364
left join store sthen on sthen.store = home.store and sthen.day = target - 361
left join store sbefore on sbefore.store = home.store and sbefore.day = origin - 364
join days ahead on ahead.series = asked.series and ahead.day = target
order by asked.place
"""
IN_LEVELS = ("mean_", "spread_", "weekday_last", "weekday_4", "weekday_8")


def censored(records: list[dict[str, Any]]) -> Panel:
    """Ragged starts, unknown prices, empty shelves."""
    rng = np.random.default_rng(5)
    for i, raw in enumerate(records):
        days = len(raw["units"])
        stock = rng.integers(0, 6, days).tolist()
        raw["on_hand"] = [None if s == 5 else s for s in stock]
        raw["units"] = (np.array(raw["units"]) * (rng.random(days) < 0.6)).tolist()
        raw["units"][: 11 * i] = [0.0] * (11 * i)
        raw["price"][: 5 * i] = [None] * (5 * i)
    return build_panel([parse(raw) for raw in records])


def long_table(panel: Panel) -> pd.DataFrame:
    series, day = np.indices(panel.promo.shape)
    pad = ((0, 0), (0, 28))
    columns = {
        name: np.pad(getattr(panel, name), pad, constant_values=np.nan).ravel()
        for name in ("units", "demand", "price", "on_hand")
    }
    sold = np.where(np.isnan(columns["demand"]), np.nan, columns["demand"] > 0)
    keys = {"series": series.ravel(), "day": day.ravel()}
    keys["store"] = np.array(panel.stores)[keys["series"]]
    keys["category"] = np.array(panel.categories)[keys["series"]]
    return pd.DataFrame({**keys, **columns, "sold": sold, "promo": panel.promo.ravel()})


def oracle(panel: Panel, rows: Rows) -> pd.DataFrame:
    asked = pd.DataFrame({"series": rows.series, "origin": rows.origin, "ahead": rows.ahead})
    asked["target"], asked["place"] = rows.target, np.arange(len(asked))
    lengths = (7, 14, 28, 56, 91, 182, 364)
    means = ", ".join(f"avg(demand) over last{n} as mean_{n}" for n in lengths)
    windows = ", ".join(
        f"last{n} as (partition by series order by day rows {n - 1} preceding)" for n in lengths
    )
    with duckdb.connect() as db:
        db.execute("set threads = 1")
        db.register("raw", long_table(panel))
        numbers = ("units", "demand", "price", "on_hand", "sold", "promo")
        known = ", ".join(f"case when not isnan({c}) then {c} end as {c}" for c in numbers)
        db.execute(f"create table days as select series, day, store, category, {known} from raw")
        db.register("asked", asked)
        db.execute(STATE.format(means=means, windows=windows, width=panel.days))
        db.execute(WEEKDAY.format(width=panel.days))
        for group in ("store", "category"):
            db.execute(GROUP.format(group=group, width=panel.days))
        wanted: pd.DataFrame = db.execute(WANTED.format(first=panel.first_day)).df()
        return wanted


@pytest.fixture(scope="module")
def compared(retailer: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    panel = censored(retailer(stores=2, skus=6, days=560))
    rng = np.random.default_rng(11)
    count = 600
    rows = Rows(
        rng.integers(0, len(panel.skus), count),
        rng.integers(200, panel.days - 28, count),
        rng.integers(1, 29, count),
    )
    made = design(panel, GroupTotals.of(panel), event_names(panel), rows)
    ours = pd.DataFrame(made.values.astype(np.float64), columns=list(NAMES))
    ours["level"] = made.level
    return ours, oracle(panel, rows)


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in NAMES if name.startswith(("mean_", "spread_", "sale_days", "price_vs"))),
        *("days_since_sale", "age_days", "log_price", "promo", "promo_share_7", "promo_share_28"),
        *("out_of_stock", "stockout_share_28", "weekday_last", "weekday_4", "weekday_8"),
        *("store_momentum", "category_momentum", "last_year", "store_last_year", "store_weekday"),
        *("weekday", "day_of_month", "horizon"),
    ],
)
def test_a_feature_equals_its_sql(compared: tuple[pd.DataFrame, pd.DataFrame], name: str) -> None:
    ours, wanted = compared
    expected = wanted[name].astype(float).to_numpy()
    if name.startswith(IN_LEVELS):
        expected = expected / ours["level"].to_numpy()

    assert np.isfinite(expected).mean() > 0.1
    np.testing.assert_allclose(ours[name].to_numpy(), expected, rtol=2e-5, atol=2e-5)


def test_the_level_lies_between_the_month_and_the_quarter(
    compared: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    ours, wanted = compared
    expected = (wanted["mean_28"] + wanted["mean_91"]) / 2

    assert np.allclose(ours["level"], np.maximum(expected, 0.1 * wanted["mean_364"]), rtol=1e-6)
