"""Dimensions: the newest known value of every column, uploads before what sales files say."""

from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import latest_mends, unreplaced
from smartretail_etl.engine import Frame
from smartretail_etl.rebuild import Home, newest_rows
from smartretail_etl.schema import NARWHALS, Kind, TableSpec, arrow_schema
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
        said = _from_sales(home, table)
        uploads = home.clean_keys(table.name)
        if uploads or said is None:
            rows = home.engine.scan(uploads, clean_schema(table))
            further = [] if said is None else [_padded(said, table, origin=True)]
            merged = home.engine.pin(_merged(nw.concat([rows, *further], how="vertical"), table))
        else:
            merged = _padded(said, table, origin=False)
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
    """What sales files say, one row per key; None when there are none."""
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
    told = ("product_name", "category")
    seen = {c: nw.when(~nw.col(c).is_null()).then(nw.col("last_seen")) for c in told}
    dated = names.with_columns(**{f"last_{c}": day.max().over("sku_id") for c, day in seen.items()})
    newest = {c: nw.col("last_seen") == nw.col(f"last_{c}") for c in told}
    last = dated.select("sku_id", **{c: nw.when(newest[c]).then(nw.col(c)) for c in told})
    return last.group_by("sku_id").agg(nw.col(*told).max())


def _padded(said: Frame, table: TableSpec, *, origin: bool) -> Frame:
    """Give what sales files say all columns of a table, and those of an uploaded one's origin."""
    known = set(said.collect_schema().names())
    columns = {
        f.name: nw.col(f.name) if f.name in known else nw.lit(None, NARWHALS[f.kind])
        for f in table.fields
    }
    if origin:
        columns |= {"upload_id": nw.lit(FROM_SALES), "version": nw.lit(FROM_SALES)}
        columns |= {"line": nw.lit(0, nw.Int64())}
    return said.select(**columns)
