"""Curated days are a pure function of all clean uploads, so that order never matters.

Each job lands its own clean upload first and looks at all of them afterwards. If the set of
clean uploads has changed when it has written, it looks again: of two jobs at once, the one that
writes last has seen both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import (
    STREAM,
    between,
    caps,
    carried,
    derived,
    latest_mends,
    moved_days,
    newest_versions,
    on_days,
    return_cells,
    sales_cells,
    undone,
    unreplaced,
)
from smartretail_etl.days import spans
from smartretail_etl.engine import Engine, Frame
from smartretail_etl.lake import Lake
from smartretail_etl.schema import TableSpec
from smartretail_etl.settle import Notes, settle
from smartretail_etl.sinks import DaySink
from smartretail_etl.tables import (
    RETURN_CELLS,
    SALES,
    SALES_CELLS,
    SALES_LINES,
    SALES_RETURNS,
)


@dataclass(frozen=True)
class Home:
    """The tenant's part of the lake and the engine at work in it."""

    engine: Engine
    lake: Lake
    tenant: str

    def clean_keys(self, table: str) -> list[str]:
        """All clean uploads of a table."""
        return [key for key in self.lake.keys(keys.clean_folder(table, self.tenant)) if _data(key)]

    def uploads_on(self, table: str, days: set[date], notes: Notes) -> list[str]:
        """Clean uploads that hold any of these days, or may tell which of their lines count."""
        held = notes.uploads_on(days)
        return [key for key in self.clean_keys(table) if keys.upload_of(key) in held]

    def days(self, table: str) -> dict[date, str]:
        """Curated days and their keys."""
        found = self.lake.keys(keys.curated_folder(table, self.tenant))
        return {keys.day_of(key): key for key in found if "/date=" in key}


def _data(key: str) -> bool:
    return key.endswith(".parquet")


@dataclass(frozen=True)
class SalesBuilt:
    """What a rebuild of the sales days wrote."""

    days: list[date]
    winsorised: int
    imputed: int
    shared: int


def rebuild_sales(home: Home, upload: str, days: set[date]) -> SalesBuilt:
    """Rebuild the touched sales and return days from all clean uploads."""

    def build(touched: set[date]) -> SalesBuilt:
        notes = Notes.of(home, SALES.name)
        touched = touched | notes.under_way
        shared, kept = 0, set[date]()
        cells: list[Frame] = []
        for part in _chosen(home, SALES, SALES_LINES, touched, notes):
            if part.several:
                other = part.rows.filter(nw.col("upload_id") != upload).select(rows=nw.len())
                shared += home.engine.rows(other)[0]["rows"]
            kept |= write_days(home, SALES_RETURNS, return_cells(part.rows), RETURN_CELLS)
            cells.append(home.engine.pin(sales_cells(part.rows)))
        remove_days(home, SALES_RETURNS, touched - kept)
        return _replace_sales(home, cells, touched, shared)

    built: SalesBuilt = settle(home, [SALES.name], days, build)
    return built


@dataclass(frozen=True)
class Part:
    """Clean rows of a span of days, and whether several versions were there to choose from."""

    rows: Frame
    several: bool


def _chosen(
    home: Home, table: TableSpec, schema: Any, days: set[date], notes: Notes
) -> Iterator[Part]:
    """Clean rows of these days, span by span; each event or key by its newest version."""
    uploads = home.uploads_on(table.name, days, notes)
    found = home.engine.scan(uploads, schema)
    rows = on_days(found, sorted(days), inside=True)
    several = len(uploads) > 1 or any(f"upload={STREAM}" in key for key in uploads)
    if several:
        rows = unreplaced(rows, home.engine.pin(latest_mends(found)))
    newest = newest_versions if table == SALES else partial(newest_rows, spec=table)
    for span in spans(rows_by_day(home.engine, rows), home.engine.at_once):
        inside = between(rows, span)
        if several:
            with home.engine.pinned(newest(inside)) as chosen:
                yield Part(chosen, several)
        else:
            yield Part(inside, several)


def rows_by_day(engine: Engine, rows: Frame) -> dict[date, int]:
    """Count the rows of each day."""
    counted = rows.group_by("date").agg(rows=nw.len())
    return {row["date"]: row["rows"] for row in engine.rows(counted)}


def _replace_sales(home: Home, cells: list[Frame], touched: set[date], shared: int) -> SalesBuilt:
    """Write the touched days, and the others on which a price or a cap has moved."""
    engine = home.engine
    others = [key for day, key in home.days(SALES.name).items() if day not in touched]
    before = [undone(engine.scan(others, SALES_CELLS))] if others else []
    columns = ["date", "sku_id", "store_id", "units_sold_original", "price"]
    history = [part.select(columns) for part in (*cells, *before)]
    if not history:
        remove_days(home, SALES.name, touched)
        return SalesBuilt(sorted(touched), 0, 0, 0)
    whole = nw.concat(history, how="vertical")
    cap, known = engine.pin(caps(whole)), engine.pin(carried(whole))
    again, moved = _moved(engine, before, cap, known)
    kept = set[date]()
    for part in (*cells, *again):
        kept |= write_days(home, SALES.name, derived(part, cap, known), SALES_CELLS)
    remove_days(home, SALES.name, touched - kept)
    fresh = on_days(known, sorted(touched), inside=True).select(rows=nw.len())
    return SalesBuilt(
        days=sorted(touched | moved),
        winsorised=sum(_capped(engine, part, cap) for part in cells),
        imputed=engine.rows(fresh)[0]["rows"],
        shared=shared,
    )


def _moved(
    engine: Engine, before: list[Frame], cap: Frame, known: Frame
) -> tuple[list[Frame], set[date]]:
    """Rows and days on which a derived value is no longer what stands, kept before a write."""
    days = {
        row["date"] for part in before for row in engine.rows(moved_days(derived(part, cap, known)))
    }
    again = [engine.pin(on_days(part, sorted(days), inside=True)) for part in before if days]
    return again, days


def _capped(engine: Engine, cells: Frame, cap: Frame) -> int:
    """Count the cells whose units the cap changes."""
    promoted = nw.coalesce(nw.col("promo_flag"), nw.lit(value=False))
    over = ~promoted & (nw.col("units_sold_original") > nw.col("cap"))
    found = cells.join(cap, on="sku_id", how="left").filter(over).select(rows=nw.len())
    return int(engine.rows(found)[0]["rows"])


def write_days(home: Home, table: str, frame: Frame, schema: Any) -> set[date]:
    """Write the days of a frame, each whole; return them."""
    sink = DaySink(home.lake, table, home.tenant, schema)
    order = [name for name in ("store_id", "sku_id", "competitor") if name in schema.names]
    written = home.engine.export(frame.select(schema.names), ["date"], order, sink)
    return {keys.day_of(one.key) for one in written}


def remove_days(home: Home, table: str, gone: set[date]) -> None:
    """Remove days that hold no row any more."""
    if not gone:
        return
    for day, key in home.days(table).items():
        if day in gone:
            home.lake.delete(key)


def newest_rows(rows: Frame, spec: TableSpec) -> Frame:
    """Keep each key once across uploads: the newest version's row."""
    age = nw.col("line").cum_count(reverse=True)
    age = age.over(*spec.key, order_by=["version", "upload_id", "line"])
    return rows.with_columns(age=age).filter(nw.col("age") == 1).drop("age")


def rebuild_facts(home: Home, table: TableSpec, clean: Any, days: set[date]) -> list[date]:
    """Rebuild the touched days of a dated table from all clean uploads."""

    def build(touched: set[date]) -> list[date]:
        kept = set[date]()
        for part in _chosen(home, table, clean, touched, Notes.of(home, table.name)):
            kept |= write_days(home, table.name, part.rows, table.arrow())
        remove_days(home, table.name, touched - kept)
        return sorted(touched)

    written: list[date] = settle(home, [table.name], days, build)
    return written
