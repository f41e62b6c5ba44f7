"""From lines to SKU x store x day, and what is derived over the whole history."""

from datetime import date

import narwhals as nw

from smartretail_etl.engine import Frame
from smartretail_etl.lines import RETURN, SALE, SIMULATED, UPLOADED, price_per_unit
from smartretail_etl.schema import DECIMAL

CELL = ("date", "sku_id", "store_id")
WINSOR_PER_CENT = 99
STREAM = "stream-"
"""Uploads that hold events one by one begin like this."""


def one_version(lines: Frame) -> Frame:
    """Keep each event once across uploads: the newest version that holds it tells it whole.

    An event is (date, SKU, store, event id), or the whole row where there is no event id.
    """
    return newest_versions(unreplaced(lines, latest_mends(lines)))


def newest_versions(lines: Frame) -> Frame:
    """Keep the newest version of each event.

    Within it a row without an event id, and one that a stream brought again, counts once.
    """
    event = (*CELL, "identity")
    identity = nw.coalesce(nw.col("source_event_id"), nw.col("content"))
    lines = lines.with_columns(identity=identity)
    newest = lines.with_columns(newest=nw.col("version").max().over(*event))
    newest = newest.filter(nw.col("version") == nw.col("newest"))
    again = newest.with_columns(newest=nw.col("upload_id").max().over(*event))
    once = streamed() | nw.col("source_event_id").is_null()
    kept = again.filter(~once | (nw.col("upload_id") == nw.col("newest")))
    return kept.drop("identity", "newest")


def streamed() -> nw.Expr:
    """Whether a row came as an event of a stream."""
    return nw.col("upload_id").str.starts_with(STREAM)


def latest_mends(rows: Frame) -> Frame:
    """Upload that mended each line last; its version is that of the file it mends."""
    mends = rows.filter(nw.col("version") != nw.col("upload_id"), ~streamed())
    return mends.group_by("version", "line").agg(mended_by=nw.col("upload_id").max())


def unreplaced(rows: Frame, mends: Frame) -> Frame:
    """Leave out the lines that a later mend of the same file has replaced."""
    both = rows.join(mends, on=["version", "line"], how="left")
    last = nw.col("mended_by").is_null() | (nw.col("upload_id") == nw.col("mended_by"))
    return both.filter(last).drop("mended_by")


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
    event, made_up = nw.col("source_event_id"), (nw.col("source") == SIMULATED).cast(nw.Int64())
    return [
        made_up.min().alias("simulated_low"),
        made_up.max().alias("simulated_high"),
        event.min().alias("event_low"),
        event.max().alias("event_high"),
        event.is_null().cast(nw.Int64()).sum().alias("event_unknown"),
    ]


def _one_source() -> nw.Expr:
    low, high = nw.col("simulated_low"), nw.col("simulated_high")
    one = nw.when(low == 1).then(nw.lit(SIMULATED)).otherwise(nw.lit(UPLOADED))
    return nw.when(low == high).then(one).otherwise(nw.lit("mixed"))


def _one_event() -> nw.Expr:
    low, high = nw.col("event_low"), nw.col("event_high")
    return nw.when((low == high) & (nw.col("event_unknown") == 0)).then(low)


def caps(cells: Frame) -> Frame:
    """Largest units of each SKU that are not capped.

    The cap is the 99th percentile of the SKU by nearest rank: a number of units that was really
    sold. Below 100 observations it is the largest, so short histories stay as they are.
    """
    counted = cells.group_by("sku_id", "units_sold_original").agg(cells=nw.len())
    units = nw.col("cells").cast(nw.Int64())
    ranked = counted.with_columns(
        place=units.cum_sum().over("sku_id", order_by="units_sold_original"),
        of=units.sum().over("sku_id"),
    )
    eligible = ranked.filter(nw.col("place") * 100 >= nw.col("of") * WINSOR_PER_CENT)
    return eligible.group_by("sku_id").agg(cap=nw.col("units_sold_original").min())


def carried(cells: Frame) -> Frame:
    """Last known price on each day of a SKU in a store that has none."""
    pair = ("sku_id", "store_id")
    unknown = cells.filter(nw.col("price").is_null()).select(*pair).unique()
    known = nw.col("price").fill_null(strategy="forward").over(*pair, order_by="date")
    filled = cells.select(*CELL, "price").join(unknown, on=list(pair), how="inner")
    filled = filled.with_columns(known=known).filter(nw.col("price").is_null())
    return filled.filter(~nw.col("known").is_null()).select(*CELL, "known")


def derived(cells: Frame, cap: Frame, known: Frame) -> Frame:
    """Cap units and fill prices in, as the whole history says."""
    units, price = nw.col("units_sold_original"), nw.col("price")
    promoted = nw.coalesce(nw.col("promo_flag"), nw.lit(value=False))
    over = ~promoted & (units > nw.col("cap"))
    both = cells.join(cap, on="sku_id", how="left").join(known, on=list(CELL), how="left")
    return both.with_columns(
        units_sold=nw.when(over).then(nw.col("cap")).otherwise(units),
        price=nw.coalesce(price, nw.col("known")),
        imputed_price=price.is_null() & ~nw.col("known").is_null(),
    ).drop("cap", "known")


def undone(curated: Frame) -> Frame:
    """Take the derived values off curated rows: what the files said is left, beside what stands."""
    measured = nw.when(~nw.col("imputed_price")).then(nw.col("price"))
    return curated.with_columns(
        stands_units=nw.col("units_sold"), stands_price=nw.col("price"), price=measured
    ).drop("units_sold", "imputed_price")


def moved_days(after: Frame) -> Frame:
    """Days on which a derived value is no longer what stands."""
    price, stands = nw.col("price"), nw.col("stands_price")
    differs = nw.coalesce(price != stands, price.is_null() != stands.is_null())
    changed = differs | (nw.col("units_sold") != nw.col("stands_units"))
    return after.filter(changed).select("date").unique()


def on_days(frame: Frame, days: list[date], *, inside: bool) -> Frame:
    """Keep the rows of these days, or of all others."""
    found = nw.col("date").is_in(days)
    return frame.filter(found if inside else ~found)


def between(frame: Frame, span: tuple[date, date]) -> Frame:
    """Keep the rows of a span of days, both ends included."""
    return frame.filter(nw.col("date") >= span[0], nw.col("date") <= span[1])
