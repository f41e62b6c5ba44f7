"""One row per active SKU-store with everything a decision needs; unknown stays null."""

from functools import reduce

import narwhals as nw

from smartretail_etl.engine import Frame
from smartretail_etl.panel.inputs import ACTIVE_DAYS, PAIR, Inputs
from smartretail_etl.panel.supply import lead_times

WINDOW = 28
NUMBER = nw.Float64()
PRODUCT = (
    "product_name",
    "category",
    "subcategory",
    "brand",
    "mrp",
    "map_price",
    "unit_cost",
    "min_margin_pct",
    "role",
    "supplier_id",
    "order_multiple",
    "moq",
    "shelf_life_days",
)
STOCK = ("on_hand", "in_transit", "backorder", "capacity_units", "min_display_units")


def facts(inputs: Inputs) -> Frame:
    """Join what is known about each active SKU-store."""
    pieces = [_sales(inputs), _prices(inputs), _stock(inputs), _stockouts(inputs)]
    found = inputs.active.join(inputs.products.select("sku_id", *PRODUCT), on="sku_id", how="left")
    found = reduce(lambda left, piece: left.join(piece, on=list(PAIR), how="left"), pieces, found)
    found = found.join(_competitors(inputs), on="sku_id", how="left")
    found = lead_times(inputs, found)
    return inputs.home.engine.pin(_with_margins(found))


def _within(inputs: Inputs, first: int, last: int) -> nw.Expr:
    """Whether a day lies in the window from `first` to `last` days back, both counted from 1."""
    day = nw.col("date")
    return (day >= inputs.back(first)) & (day <= inputs.back(last))


def _sales(inputs: Inputs) -> Frame:
    windows = {
        "28d": _within(inputs, WINDOW, 1),
        "prev_28d": _within(inputs, 2 * WINDOW, WINDOW + 1),
        "365d": _within(inputs, ACTIVE_DAYS, 1),
    }
    sums = {}
    for name, inside in windows.items():
        units = nw.when(inside).then(nw.col("units")).otherwise(nw.lit(0))
        sums[f"units_{name}"] = units.sum().cast(NUMBER)
        sums[f"revenue_{name}"] = nw.when(inside).then(nw.col("revenue"))
        costed = inside & ~nw.col("revenue").is_null()
        sums[f"costed_{name}"] = nw.when(costed).then(nw.col("units"))
    marked = inputs.cells.with_columns(
        **{name: expr for name, expr in sums.items() if not name.startswith("units_")}
    )
    totals = [expr.alias(name) for name, expr in sums.items() if name.startswith("units_")]
    others = [nw.col(name).sum().cast(NUMBER) for name in sums if not name.startswith("units_")]
    known = [
        (~nw.col(f"revenue_{name}").is_null()).cast(nw.Int64()).sum().alias(f"known_{name}")
        for name in windows
    ]
    return marked.group_by(*PAIR).agg(*totals, *others, *known)


def _with_margins(found: Frame) -> Frame:
    """Revenue without any known line is null; margin needs revenue and unit cost."""
    cost = nw.col("unit_cost").cast(NUMBER)
    columns = {}
    for name in ("28d", "prev_28d"):
        sold = nw.col(f"units_{name}") > 0
        unknown = sold & (nw.col(f"known_{name}") == 0)
        revenue = nw.coalesce(nw.col(f"revenue_{name}"), nw.lit(0.0))
        margin = revenue - nw.coalesce(nw.col(f"costed_{name}"), nw.lit(0.0)) * cost
        columns[f"revenue_{name}"] = nw.when(~unknown).then(revenue)
        columns[f"margin_{name}"] = nw.when(~unknown).then(margin)
    return found.with_columns(**columns)


def _prices(inputs: Inputs) -> Frame:
    """Price in force, and the day on which it last changed."""
    priced = inputs.cells.filter(~nw.col("price").is_null()).select(*PAIR, "date", "price")
    before = nw.col("price").shift(1).over(*PAIR, order_by="date")
    newest = nw.col("date").max().over(*PAIR)
    marked = priced.with_columns(before=before, newest=newest)
    changed = marked.filter(nw.col("price") != nw.col("before"))
    changes = changed.group_by(*PAIR).agg(last_price_change=nw.col("date").max())
    current = marked.filter(nw.col("date") == nw.col("newest")).select(*PAIR, "price")
    return current.join(changes, on=list(PAIR), how="left")


def _stock(inputs: Inputs) -> Frame:
    newest = nw.col("date").max().over(*PAIR)
    marked = inputs.snapshots.with_columns(newest=newest)
    last = marked.filter(nw.col("date") == nw.col("newest"))
    return last.select(
        *PAIR, *STOCK, stock_as_of=nw.col("date"), stock_lead_time=nw.col("lead_time_days")
    )


def _stockouts(inputs: Inputs) -> Frame:
    """Days counted as empty in each window; null where nothing was counted."""
    whole = nw.Int64()
    counted = inputs.snapshots.filter(~nw.col("on_hand").is_null())
    empty = (nw.col("on_hand") <= 0).cast(nw.Int64())
    marked = counted.with_columns(
        now=nw.when(_within(inputs, WINDOW, 1)).then(empty),
        prev=nw.when(_within(inputs, 2 * WINDOW, WINDOW + 1)).then(empty),
    )
    sums = marked.group_by(*PAIR).agg(
        nw.col("now", "prev").sum(),
        counted_now=nw.col("now").count(),
        counted_prev=nw.col("prev").count(),
    )
    return sums.select(
        *PAIR,
        stockout_days_28d=nw.when(nw.col("counted_now") > 0).then(nw.col("now")).cast(whole),
        stockout_days_prev_28d=nw.when(nw.col("counted_prev") > 0).then(nw.col("prev")).cast(whole),
    )


def _competitors(inputs: Inputs) -> Frame:
    """Band of the newest price of each competitor."""
    newest = nw.col("date").max().over("sku_id", "competitor")
    marked = inputs.competitor_prices.with_columns(newest=newest)
    last = marked.filter(nw.col("date") == nw.col("newest"))
    return last.group_by("sku_id").agg(
        competitor_low=nw.col("competitor_price").min(),
        competitor_high=nw.col("competitor_price").max(),
        competitor_as_of=nw.col("date").max(),
        competitors=nw.len(),
    )
