"""Which lines of which files a curated row came from: the rebuild's own choice, made again.

A curated row holds no list of its lines; the clean layer does, under the row's key. Lines that
another version has replaced are left out, so units and revenue of the answer add up to the row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import latest_mends, newest_versions, unreplaced
from smartretail_etl.dimensions import PRODUCT_NAMES, STORE_ID_SCHEMA, STORE_IDS, clean_schema
from smartretail_etl.engine import Frame, open_engine
from smartretail_etl.lake import Lake
from smartretail_etl.lines import RETURN, SALE
from smartretail_etl.rebuild import Home
from smartretail_etl.request import RequestError
from smartretail_etl.schema import TableSpec
from smartretail_etl.settle import Notes
from smartretail_etl.tables import (
    NAMES,
    PRODUCTS,
    SALES,
    SALES_LINES,
    SALES_RETURNS,
    STORES,
    TABLES,
)

Row: TypeAlias = dict[str, Any]
Where: TypeAlias = Mapping[str, str]
"""Values of key columns, as text; a column that is not named may hold anything."""


@dataclass(frozen=True)
class Source:
    """One line that a curated row came from."""

    upload_id: str
    version: str
    line: int
    kind: str
    file: str
    columns: tuple[str, ...] = ()
    """What this line decides of a row that several files tell together."""
    units: Decimal | None = None
    price: Decimal | None = None
    revenue: Decimal | None = None

    def told(self) -> dict[str, Any]:
        """Return it as JSON knows values; numbers as exact text."""
        found = asdict(self).items()
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in found}


def trace(lake: Lake, engine_name: str, tenant: str, table: str, where: Where) -> list[Source]:
    """Return the lines behind the curated rows of a table whose key has these values.

    `table` is a name of a curated table, or of a route.
    """
    kind = RETURN if table == SALES_RETURNS else SALE
    spec = _spec(SALES.name if kind == RETURN else table)
    scratch = f"staging/tenant={tenant}/trace/"
    with open_engine(engine_name, lake, scratch) as engine:
        home = Home(engine, lake, tenant)
        if spec == SALES:
            return _sources(home, spec, _sales(home, where, kind))
        if spec.by_date:
            return _sources(home, spec, _facts(home, spec, where))
        return _dimension(home, spec, where)


def _spec(table: str) -> TableSpec:
    for spec in TABLES.values():
        if table in {spec.name, spec.route}:
            return spec
    raise RequestError(f"There is no table '{table}'.")


def _lines(home: Home, table: str, schema: Any, where: Where) -> Frame:
    """Clean rows of all uploads under a key, without lines that a later mend replaced.

    The later mend may have put its line under another key, so mends are sought under all.
    """
    days = {date.fromisoformat(where["date"])} if "date" in where else None
    found = home.uploads_on(table, days, Notes.of(home, table)) if days else home.clean_keys(table)
    rows = home.engine.scan(found, schema)
    return unreplaced(_under(rows, where), latest_mends(rows))


def _sales(home: Home, where: Where, kind: str) -> list[Row]:
    lines = newest_versions(_lines(home, SALES.name, SALES_LINES, where))
    return home.engine.rows(lines.filter(nw.col("kind") == kind))


def _facts(home: Home, spec: TableSpec, where: Where) -> list[Row]:
    """The newest row of each key."""
    rows = home.engine.rows(_lines(home, spec.name, clean_schema(spec), where))
    newest = {_key(row, spec): row for row in sorted(rows, key=_age)}
    return list(newest.values())


def _dimension(home: Home, spec: TableSpec, where: Where) -> list[Source]:
    """Every row that still gives a column its value, or the key its place."""
    where = {name: value for name, value in where.items() if name in spec.key}
    told = home.engine.rows(_lines(home, spec.name, clean_schema(spec), where))
    values = [field.name for field in spec.fields if field.name not in spec.key]
    holders: dict[tuple[Any, ...], Row] = {}
    for row in [*_from_sales(home, spec, where), *sorted(told, key=_age)]:
        given = [name for name in values if row.get(name) is not None]
        holders |= {(*_key(row, spec), name): row for name in ["", *given]}
    found = {id(row): row | {"columns": _decided(row, holders)} for row in holders.values()}
    return _sources(home, spec, found.values())


def _decided(row: Row, holders: Mapping[tuple[Any, ...], Row]) -> tuple[str, ...]:
    return tuple(key[-1] for key, holder in holders.items() if holder is row and key[-1])


def _from_sales(home: Home, spec: TableSpec, where: Where) -> list[Row]:
    """What sales files say of products and stores, oldest first, as the rebuild ranks it."""
    if spec == STORES:
        return [row | {"kind": "sold_in"} for row in _by_upload(home, STORE_IDS, where)]
    if spec != PRODUCTS:
        return []
    names = _by_upload(home, PRODUCT_NAMES, where)
    said = [
        {name: row[name] for name in ("sku_id", "line", "upload_id", "last_seen", column)}
        for row in names
        for column in ("product_name", "category")
        if row[column] is not None
    ]
    said.sort(key=lambda row: (row["last_seen"], row.get("product_name") or row["category"]))
    return [row | {"kind": "named_in"} for row in said]


def _by_upload(home: Home, table: str, where: Where) -> list[Row]:
    schema = NAMES if table == PRODUCT_NAMES else STORE_ID_SCHEMA
    return [
        row | {"upload_id": keys.upload_of(key)}
        for key in home.clean_keys(table)
        for row in home.engine.rows(_under(home.engine.scan([key], schema), where))
    ]


def _under(rows: Frame, where: Where) -> Frame:
    for name, value in where.items():
        given = date.fromisoformat(value) if name == "date" else value
        rows = rows.filter(nw.col(name) == nw.lit(given))
    return rows


def _key(row: Row, spec: TableSpec) -> tuple[Any, ...]:
    return tuple(row[name] for name in spec.key)


def _age(row: Row) -> tuple[str, str, int]:
    return row.get("version") or row["upload_id"], row["upload_id"], row["line"]


def _sources(home: Home, spec: TableSpec, rows: Iterable[Row]) -> list[Source]:
    """Name the raw file of each line, or the folder when an upload came in several."""
    files: dict[str, str] = {}
    found = []
    for row in sorted(rows, key=_age):
        upload = row["upload_id"]
        if upload not in files:
            folder = keys.raw_folder(home.tenant, spec.route, upload)
            raw = home.lake.keys(folder)
            files[upload] = raw[0] if len(raw) == 1 else folder
        given = {name: row[name] for name in Source.__dataclass_fields__ if name in row}
        found.append(Source(**{"version": upload, "kind": "row", "file": files[upload]} | given))
    return found
