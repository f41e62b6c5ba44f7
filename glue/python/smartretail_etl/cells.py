"""From lines to SKU x store x day, and what is derived over the whole history."""

from datetime import date

import narwhals as nw

from smartretail_etl.engine import Frame
from smartretail_etl.lines import RETURN, SALE, price_per_unit
from smartretail_etl.schema import DECIMAL

CELL = ("date", "sku_id", "store_id")
WINSOR_PER_CENT = 99


def one_version(lines: Frame) -> Frame:
    """Keep each event once across uploads: the newest upload that holds it tells it whole.

    An event is (date, SKU, store, event id), or the whole row where there is no event id.
    """
    identity = nw.coalesce(nw.col("source_event_id"), nw.col("content"))
    lines = lines.with_columns(identity=identity)
    newest = nw.col("upload_id").max().over(*CELL, "identity")
    return lines.with_columns(newest=newest).filter(nw.col("upload_id") == nw.col("newest"))


def sales_cells(lines: Frame) -> Frame:
    """Aggregate sales lines to days; revenue stays unknown when a line's is unknown."""
    sales = lines.filter(nw.col("kind") == SALE)
    priced = ~nw.col("revenue").is_null()
    sums = sales.with_columns(
        priced_units=nw.when(priced).then(nw.col("units")),
        unpriced=(~priced).cast(nw.Int64()),
        promoted=nw.col("promo_flag").cast(nw.Int64()),
    )
    cells = sums.group_by(*CELL).agg(
        nw.col("units", "priced_units", "revenue", "unpriced").sum(),
        nw.col("promoted", "price").max(),
        *_origin(),
    )
    revenue = nw.col("revenue")
    average = price_per_unit(revenue, nw.col("priced_units"))
    return cells.select(
        nw.col(*CELL),
        units_sold_original=nw.col("units").cast(DECIMAL),
        revenue=nw.when(nw.col("unpriced") == 0).then(revenue).cast(DECIMAL),
        price=nw.coalesce(average, nw.col("price")),
        promo_flag=nw.col("promoted").cast(nw.Boolean()),
        source=_one_source(),
        source_event_id=_one_event(),
    )


def return_cells(lines: Frame) -> Frame:
    """Aggregate returned lines to days."""
    cells = (
        lines.filter(nw.col("kind") == RETURN)
        .with_columns(unpriced=nw.col("revenue").is_null().cast(nw.Int64()))
        .group_by(*CELL)
        .agg(nw.col("units", "revenue", "unpriced").sum(), *_origin())
    )
    refund = nw.when(nw.col("unpriced") == 0).then(nw.col("revenue"))
    return cells.select(
        nw.col(*CELL),
        units_returned=nw.col("units").cast(DECIMAL),
        refund=refund.cast(DECIMAL),
        source=_one_source(),
        source_event_id=_one_event(),
    )


def _origin() -> list[nw.Expr]:
    event = nw.col("source_event_id")
    return [
        nw.col("source").min().alias("source_low"),
        nw.col("source").max().alias("source_high"),
        event.min().alias("event_low"),
        event.max().alias("event_high"),
        event.is_null().cast(nw.Int64()).sum().alias("event_unknown"),
    ]


def _one_source() -> nw.Expr:
    low, high = nw.col("source_low"), nw.col("source_high")
    return nw.when(low == high).then(low).otherwise(nw.lit("mixed"))


def _one_event() -> nw.Expr:
    low, high = nw.col("event_low"), nw.col("event_high")
    return nw.when((low == high) & (nw.col("event_unknown") == 0)).then(low)


def derived(cells: Frame) -> Frame:
    """Carry prices forward and cap units, over all days known.

    The cap is the 99th percentile of the SKU by nearest rank: a number of units that was really
    sold. Below 100 observations it is the largest, so short histories stay as they are.
    """
    units = nw.col("units_sold_original")
    ranked = cells.with_columns(
        place=units.rank("ordinal").over("sku_id"), cells=units.count().over("sku_id")
    )
    at_or_above = nw.col("place") * 100 >= nw.col("cells") * WINSOR_PER_CENT
    capped = ranked.with_columns(eligible=nw.when(at_or_above).then(units))
    capped = capped.with_columns(cap=nw.col("eligible").min().over("sku_id"))
    promoted = nw.coalesce(nw.col("promo_flag"), nw.lit(value=False))
    over = ~promoted & (units > nw.col("cap"))
    known = (
        nw.col("price").fill_null(strategy="forward").over("sku_id", "store_id", order_by="date")
    )
    return capped.select(
        nw.col(*CELL, "units_sold_original", "revenue", "promo_flag", "source", "source_event_id"),
        units_sold=nw.when(over).then(nw.col("cap")).otherwise(units),
        price=known,
        imputed_price=nw.col("price").is_null() & ~known.is_null(),
    )


def undone(curated: Frame) -> Frame:
    """Take the derived values off curated rows: what the files said is left."""
    measured = nw.when(~nw.col("imputed_price")).then(nw.col("price"))
    return curated.with_columns(price=measured)


def on_days(frame: Frame, days: list[date], *, inside: bool) -> Frame:
    """Keep the rows of these days, or of all others."""
    found = nw.col("date").is_in(days)
    return frame.filter(found if inside else ~found)


def differing_days(before: Frame, after: Frame) -> Frame:
    """Days on which a derived value is no longer what is stored."""
    values = ["units_sold", "price"]
    old = before.select(*CELL, *(nw.col(name).alias(f"old_{name}") for name in values))
    both = after.join(old, on=list(CELL), how="inner")
    changed = nw.lit(value=False)
    for name in values:
        now, then = nw.col(name), nw.col(f"old_{name}")
        gone = now.is_null() != then.is_null()
        changed = changed | gone | nw.coalesce(now != then, nw.lit(value=False))
    return both.filter(changed).select("date").unique()
