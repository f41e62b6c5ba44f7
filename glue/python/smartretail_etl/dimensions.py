"""Dimensions: the newest known value of every column, uploads before what sales files say."""

from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import latest_mends, unreplaced
from smartretail_etl.engine import Frame
from smartretail_etl.rebuild import Home, newest_rows
from smartretail_etl.schema import Kind, TableSpec, arrow_schema
from smartretail_etl.settle import settle
from smartretail_etl.sinks import FileSink
from smartretail_etl.tables import NAMES, PRODUCTS, STORES

PRODUCT_NAMES, STORE_IDS = "product_names", "store_ids"
STORE_ID_SCHEMA: Any = arrow_schema((("store_id", "id"), ("line", "integer")))
SAID_IN_SALES = {PRODUCTS.name: [PRODUCT_NAMES], STORES.name: [STORE_IDS]}
FROM_SALES = ""
"""Sorts before every upload id: what sales files say never overrides an uploaded file."""


def clean_schema(table: TableSpec) -> Any:
    """Schema of a clean upload: the typed fields, where they came from."""
    origin: list[tuple[str, Kind]] = [
        ("upload_id", "text"),
        ("version", "text"),
        ("line", "integer"),
    ]
    return arrow_schema([(field.name, field.kind) for field in table.fields] + origin)


def rebuild_dimension(home: Home, table: TableSpec) -> None:
    """Write a dimension anew from all its uploads."""

    def build(_: object) -> None:
        schema = clean_schema(table)
        rows = home.engine.scan(home.clean_keys(table.name), schema)
        extra = _from_sales(home, table)
        if extra is not None:
            rows = nw.concat([rows, _padded(extra, rows)], how="vertical")
        merged = home.engine.pin(_merged(rows, table))
        whole = keys.curated_whole(table.name, home.tenant)
        sink = FileSink(home.lake, whole, table.arrow())
        if not home.engine.export(merged, [], list(table.key), sink):
            home.lake.delete(whole)

    settle(home, [table.name, *SAID_IN_SALES.get(table.name, ())], set(), build)


def _merged(rows: Frame, table: TableSpec) -> Frame:
    """One row per key: per column the newest version that knows a value."""
    rows = unreplaced(rows, latest_mends(rows))
    age = ["version", "upload_id"]
    values = [field.name for field in table.fields if field.name not in table.key]
    carried = {
        name: nw.col(name).fill_null(strategy="forward").over(*table.key, order_by=age)
        for name in values
    }
    return newest_rows(rows.with_columns(**carried), table).select(
        [field.name for field in table.fields]
    )


def _from_sales(home: Home, table: TableSpec) -> Frame | None:
    if table == STORES:
        found = home.clean_keys(STORE_IDS)
        if not found:
            return None
        return home.engine.scan(found, STORE_ID_SCHEMA).select("store_id").unique()
    if table == PRODUCTS:
        found = home.clean_keys(PRODUCT_NAMES)
        return _latest_names(home.engine.scan(found, NAMES)) if found else None
    return None


def _latest_names(names: Frame) -> Frame:
    """Per SKU and column the value seen last; of several on that day the last by alphabet."""
    skus = names.select("sku_id").unique()
    for column in ("product_name", "category"):
        known = names.filter(~nw.col(column).is_null())
        latest = nw.col("last_seen").max().over("sku_id")
        last = known.with_columns(latest=latest).filter(nw.col("last_seen") == nw.col("latest"))
        value = last.group_by("sku_id").agg(nw.col(column).max())
        skus = skus.join(value, on="sku_id", how="left")
    return skus


def _padded(extra: Frame, like: Frame) -> Frame:
    known = set(extra.collect_schema().names())
    kinds = like.collect_schema()
    columns = {
        name: nw.col(name) if name in known else nw.lit(None, kind)
        for name, kind in kinds.items()
        if name not in {"upload_id", "version", "line"}
    }
    oldest = {name: nw.lit(FROM_SALES) for name in ("upload_id", "version")}
    return extra.select(**columns, **oldest, line=nw.lit(0, nw.Int64())).select(list(kinds.names()))
