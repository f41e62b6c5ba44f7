"""Rows from which the dense series of each SKU-store are written."""

from collections.abc import Iterator

import narwhals as nw

from smartretail_etl.days import day_number, ordinal
from smartretail_etl.engine import Frame
from smartretail_etl.panel.inputs import PAIR, Inputs, categories

SALE, STOCK, PROMO = 0, 1, 2
DAYS_PER_FILE = 280_000
"""A day of a series takes about 16 bytes of JSON at most, a file is to stay below 5 MB."""
OVERHEAD_DAYS = 60
"""What names, events and the days ahead of a series take, in days."""


def series(inputs: Inputs) -> Frame:
    """One row per active SKU-store: category, first day, and the file it goes to."""
    spans = inputs.cells.join(inputs.active, on=list(PAIR), how="semi")
    spans = spans.group_by(*PAIR).agg(start=nw.col("date").min())
    length = ordinal(inputs.as_of) + 1 - day_number(nw.col("start"))
    spans = spans.with_columns(length=length + OVERHEAD_DAYS)
    filled = nw.col("length").cum_sum().over(order_by=list(PAIR))
    file = (filled.cast(nw.Float64()) / DAYS_PER_FILE).floor().cast(nw.Int64())
    found = spans.with_columns(file=file).join(categories(inputs), on="sku_id", how="left")
    return inputs.home.engine.pin(found.select(*PAIR, "category", "start", "file"))


def series_rows(inputs: Inputs, listed: Frame) -> Frame:
    """Sales, stock counts and promotions of each series, told apart by `part`."""
    number = nw.Float64()
    sales = inputs.cells.select(
        *PAIR,
        "date",
        part=nw.lit(SALE),
        until=nw.col("date"),
        units=nw.col("units_sold").cast(number),
        price=nw.col("price").cast(number),
        promo=nw.coalesce(nw.col("promo_flag").cast(nw.Int64()), nw.lit(0)),
        on_hand=nw.lit(None, number),
    )
    stock = inputs.snapshots.filter(~nw.col("on_hand").is_null()).select(
        *PAIR,
        "date",
        part=nw.lit(STOCK),
        until=nw.col("date"),
        units=nw.lit(None, number),
        price=nw.lit(None, number),
        promo=nw.lit(None, nw.Int64()),
        on_hand=nw.col("on_hand").cast(number),
    )
    rows = nw.concat([sales, stock, _promotions(inputs, listed)], how="vertical")
    return rows.join(listed, on=list(PAIR), how="inner")


def _promotions(inputs: Inputs, listed: Frame) -> Frame:
    regions = inputs.stores.select("store_id", "region")
    places = listed.select(*PAIR, "category").join(regions, on="store_id", how="left")
    found = [
        pairs.select(
            *PAIR,
            nw.col("starts_on").alias("date"),
            part=nw.lit(PROMO),
            until=nw.col("ends_on"),
            units=nw.lit(None, nw.Float64()),
            price=nw.lit(None, nw.Float64()),
            promo=nw.lit(1).cast(nw.Int64()),
            on_hand=nw.lit(None, nw.Float64()),
        )
        for pairs in _matches(inputs.promotions, places)
    ]
    return nw.concat(found, how="vertical")


def _matches(promotions: Frame, places: Frame) -> Iterator[Frame]:
    """Join by SKU or category, in a store, a region or everywhere; the narrower word counts."""
    sku, store, region = nw.col("sku_id"), nw.col("store_id"), nw.col("region")
    of_sku = promotions.filter(~sku.is_null()).drop("category")
    of_category = promotions.filter(sku.is_null()).drop("sku_id")
    for what, chosen in (("sku_id", of_sku), ("category", of_category)):
        narrow = chosen.filter(~store.is_null()).drop("region")
        wide = chosen.filter(store.is_null() & ~region.is_null()).drop("store_id")
        everywhere = chosen.filter(store.is_null() & region.is_null()).drop("store_id", "region")
        yield places.join(narrow, on=[what, "store_id"], how="inner")
        yield places.join(wide, on=[what, "region"], how="inner")
        yield places.join(everywhere, on=[what], how="inner")
