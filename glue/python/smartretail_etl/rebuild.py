"""Curated days are a pure function of all clean uploads, so that order never matters.

Each job lands its own clean upload first and looks at all of them afterwards. If the set of
clean uploads has changed when it has written, it looks again: of two jobs at once, the one that
writes last has seen both.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import (
    derived,
    differing_days,
    on_days,
    one_version,
    return_cells,
    sales_cells,
    undone,
)
from smartretail_etl.engine import Engine, Frame
from smartretail_etl.lake import PARALLEL, Lake
from smartretail_etl.schema import TableSpec
from smartretail_etl.sinks import DaySink
from smartretail_etl.tables import (
    RETURN_CELLS,
    SALES,
    SALES_CELLS,
    SALES_LINES,
    SALES_RETURNS,
)

ROUNDS = 5


class Unsettled(RuntimeError):
    """Other jobs kept changing the same tenant; running again later will do."""


@dataclass(frozen=True)
class Home:
    """The tenant's part of the lake and the engine at work in it."""

    engine: Engine
    lake: Lake
    tenant: str

    def clean_keys(self, table: str) -> list[str]:
        """All clean uploads of a table."""
        return [key for key in self.lake.keys(keys.clean_folder(table, self.tenant)) if _data(key)]

    def uploads_on(self, table: str, days: set[date]) -> list[str]:
        """Clean uploads that hold any of these days."""

        def holds(key: str) -> bool:
            return bool(known_days(self, table, keys.upload_of(key)) & days)

        found = self.clean_keys(table)
        with ThreadPoolExecutor(PARALLEL) as pool:
            return [key for key, held in zip(found, pool.map(holds, found), strict=True) if held]

    def days(self, table: str) -> dict[date, str]:
        """Curated days and their keys."""
        found = self.lake.keys(keys.curated_folder(table, self.tenant))
        return {keys.day_of(key): key for key in found if "/date=" in key}


def _data(key: str) -> bool:
    return key.endswith(".parquet")


def known_days(home: Home, table: str, upload: str) -> set[date]:
    """Every day an upload has ever had."""
    body = home.lake.read(keys.touched(table, home.tenant, upload))
    return {date.fromisoformat(day) for day in json.loads(body)} if body else set()


def note_days(home: Home, table: str, upload: str, now: Iterable[date]) -> set[date]:
    """Remember an upload's days before it is replaced, so that a crash forgets none."""
    days = known_days(home, table, upload) | set(now)
    body = json.dumps(sorted(day.isoformat() for day in days))
    home.lake.write(keys.touched(table, home.tenant, upload), body.encode())
    return days


def settle(home: Home, table: str, days: set[date], build: Callable[[set[date]], Any]) -> Any:
    """Build until no other upload has come in between."""
    folder = keys.clean_folder(table, home.tenant)
    seen = home.lake.version(folder)
    for _ in range(ROUNDS):
        built = build(days)
        now = home.lake.version(folder)
        if now == seen:
            return built
        fresh = {keys.upload_of(key) for key in now if now[key] != seen.get(key)}
        days = days.union(*(known_days(home, table, upload) for upload in fresh))
        seen = now
    raise Unsettled(f"Other uploads kept changing {table}; run the job again.")


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
        found = home.engine.scan(home.uploads_on(SALES.name, touched), SALES_LINES)
        all_lines = home.engine.pin(on_days(found, sorted(touched), inside=True))
        lines = home.engine.pin(one_version(all_lines))
        returns = return_cells(lines)
        replace_days(home, SALES_RETURNS, home.engine.pin(returns), touched, RETURN_CELLS)
        written, after = _replace_sales(home, sales_cells(lines), touched)
        return _summary(home, written, on_days(after, sorted(touched), inside=True), upload, lines)

    built: SalesBuilt = settle(home, SALES.name, days, build)
    return built


def _replace_sales(home: Home, cells: Frame, touched: set[date]) -> tuple[list[date], Frame]:
    """Write the touched days, and the others on which a price or a cap has moved."""
    others = [key for day, key in home.days(SALES.name).items() if day not in touched]
    before = home.engine.pin(home.engine.scan(others, SALES_CELLS))
    columns = [name for name in SALES_CELLS.names if name not in {"units_sold", "imputed_price"}]
    history = nw.concat([cells.select(columns), undone(before).select(columns)], how="vertical")
    after = home.engine.pin(derived(history))
    moved = {row["date"] for row in home.engine.rows(differing_days(before, after))}
    days = touched | moved
    changed = on_days(after, sorted(days), inside=True)
    return replace_days(home, SALES.name, changed, days, SALES_CELLS), after


def replace_days(home: Home, table: str, frame: Frame, days: set[date], schema: Any) -> list[date]:
    """Write each day whole; a day without rows goes. `frame` holds rows of these days only."""
    sink = DaySink(home.lake, table, home.tenant, schema)
    order = [name for name in ("store_id", "sku_id", "competitor") if name in schema.names]
    written = home.engine.export(frame, ["date"], order, sink)
    kept = {keys.day_of(part.key) for part in written}
    for day, key in home.days(table).items():
        if day in days - kept:
            home.lake.delete(key)
    return sorted(days)


def _summary(
    home: Home, written: list[date], after: Frame, upload: str, lines: Frame
) -> SalesBuilt:
    capped = (nw.col("units_sold") != nw.col("units_sold_original")).cast(nw.Int64())
    cells = after.select(
        winsorised=capped.sum(), imputed=nw.col("imputed_price").cast(nw.Int64()).sum()
    )
    other = lines.filter(nw.col("upload_id") != upload).select(shared=nw.len())
    totals = home.engine.rows(cells)[0] | home.engine.rows(other)[0]
    numbers = {name: int(value or 0) for name, value in totals.items()}
    return SalesBuilt(written, **numbers)


def newest_rows(rows: Frame, table: TableSpec) -> Frame:
    """Keep each key once across uploads: the newest upload's row."""
    newest = nw.col("upload_id").max().over(*table.key)
    kept = rows.with_columns(newest=newest).filter(nw.col("upload_id") == nw.col("newest"))
    return kept.select([field.name for field in table.fields])


def rebuild_facts(home: Home, table: TableSpec, clean: Any, days: set[date]) -> list[date]:
    """Rebuild the touched days of a dated table from all clean uploads."""

    def build(touched: set[date]) -> list[date]:
        found = home.engine.scan(home.uploads_on(table.name, touched), clean)
        kept = newest_rows(on_days(found, sorted(touched), inside=True), table)
        return replace_days(home, table.name, home.engine.pin(kept), touched, table.arrow())

    written: list[date] = settle(home, table.name, days, build)
    return written
