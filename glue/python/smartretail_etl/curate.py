"""Curate one upload: read, check, set aside, keep clean, replace the curated days it touches."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.checks import checked, coded, problem, rejects, typed
from smartretail_etl.dimensions import (
    PRODUCT_NAMES,
    STORE_ID_SCHEMA,
    STORE_IDS,
    clean_schema,
    rebuild_dimension,
)
from smartretail_etl.engine import Engine, Frame, open_engine
from smartretail_etl.lake import Lake
from smartretail_etl.lines import (
    line_counts,
    marks_cancellations,
    product_names,
    sales_lines,
    sales_rules,
    stored_lines,
)
from smartretail_etl.reading.source import LINE, raw_schema, read_raw
from smartretail_etl.rebuild import Home, note_days, rebuild_facts, rebuild_sales
from smartretail_etl.report import Report
from smartretail_etl.request import CurateRequest, RequestError
from smartretail_etl.schema import TableSpec
from smartretail_etl.sinks import FileSink, RejectsSink
from smartretail_etl.tables import NAMES, PRODUCTS, SALES, SALES_LINES, STORES, TABLES


@dataclass(frozen=True)
class Upload:
    """One raw object and who brought it."""

    tenant: str
    upload_id: str
    table: str
    key: str


@dataclass(frozen=True)
class Curation:
    """One upload on its way into the curated tables."""

    home: Home
    upload: Upload
    table: TableSpec
    request: CurateRequest
    report: Report

    @property
    def engine(self) -> Engine:
        """The engine at work."""
        return self.home.engine

    def keep(self, frame: Frame, name: str, order: list[str], schema: Any) -> None:
        """Write the clean rows of this upload."""
        key = keys.clean(name, self.upload.tenant, self.upload.upload_id)
        self.engine.export(frame, [], order, FileSink(self.home.lake, key, schema))


def curate(
    lake: Lake, engine_name: str, upload: Upload, request_key: str, clock: Callable[[], datetime]
) -> bytes:
    """Curate an upload and return its report."""
    if upload.table not in TABLES:
        raise RequestError(f"There is no table '{upload.table}'.")
    table = TABLES[upload.table]
    body = lake.read(request_key)
    if body is None:
        raise RequestError(f"There is no request under {request_key}.")
    request = CurateRequest.parse(json.loads(body)).checked(table)
    scratch = f"staging/tenant={upload.tenant}/upload={upload.upload_id}/"
    with open_engine(engine_name, lake, scratch) as engine:
        home = Home(engine, lake, upload.tenant)
        report = Report(clock, request.base_currency or request.currency)
        return _run(Curation(home, upload, table, request, report))


def _run(work: Curation) -> bytes:
    good = _accept(work)
    if work.table == SALES:
        days, written = _sales(work, good)
    else:
        days, written = _plain(work, good)
    work.report.stage("curated")
    newest = max(work.home.days(SALES.name), default=None)
    folder = keys.curated_folder(work.table.name, work.upload.tenant)
    parts = [f"{folder}date={day.isoformat()}/" for day in written] or [folder]
    body = work.report.body(work.table, work.upload.upload_id, days, newest, parts)
    work.home.lake.write(keys.report(work.upload.tenant, work.upload.upload_id), body)
    return body


def _accept(work: Curation) -> Frame:
    """Read and check the raw file; write what was refused; return what is good."""
    rows = work.engine.pin(typed(_stage(work), work.table))
    frame = checked(rows, work.table, work.request, _rules(work))
    names = [field.name for field in work.table.source_fields]
    refused = nw.col("refused")
    number = refused.cast(nw.Int64())
    totals = work.engine.rows(frame.select(read=nw.len(), rejected=number.sum()))[0]
    work.report.counts |= {name: int(value or 0) for name, value in totals.items()}
    bad = work.engine.pin(
        frame.filter(refused).select(
            LINE, "broken", *(f"raw_{n}" for n in names), *(problem(n) for n in names)
        )
    )
    found = work.engine.pin(rejects(bad, work.table))
    key = keys.rejects(work.table.name, work.upload.tenant, work.upload.upload_id)
    if not work.engine.export(found, [], [LINE, "field"], RejectsSink(work.home.lake, key)):
        RejectsSink(work.home.lake, key).part(()).close()
    reasons = found.select(LINE, "reason").unique().group_by("reason").agg(rows=nw.len())
    work.report.found({row["reason"]: row["rows"] for row in work.engine.rows(reasons)})
    work.report.stage("checked")
    return frame.filter(~refused)


def _stage(work: Curation) -> Frame:
    if work.upload.key not in work.home.lake.keys(work.upload.key):
        raise RequestError(f"There is no file under {work.upload.key}.")
    with TemporaryDirectory(prefix="smartretail-raw-") as folder:
        path = work.home.lake.local([work.upload.key], Path(folder))[0]
        refused: list[RequestError] = []
        batches = _remembered(read_raw(path, work.table, work.request), refused)
        try:
            staged = work.engine.stage(batches, raw_schema(work.table))
        except Exception as failure:
            raise (refused[0] if refused else failure) from None
    work.report.stage("read")
    return staged


def _remembered(batches: Iterator[Any], refused: list[RequestError]) -> Iterator[Any]:
    """Keep what a reader refuses to read: an engine wraps it in an error of its own."""
    try:
        yield from batches
    except RequestError as problem:
        refused.append(problem)
        raise


def _rules(work: Curation) -> dict[str, nw.Expr]:
    if work.table == SALES:
        return sales_rules(work.request)
    if work.table.name == "promotions":
        scope = nw.col("sku_id").is_null() & nw.col("category").is_null()
        return {
            "ends_on": coded([(nw.col("ends_on") < nw.col("starts_on"), "ends_before_start")]),
            "sku_id": coded([(scope, "no_scope")]),
        }
    if work.table.name == "receipts":
        early = nw.col("received_on") < nw.col("ordered_on")
        return {"received_on": coded([(early, "ends_before_start")])}
    return {}


def _sales(work: Curation, good: Frame) -> tuple[list[date], list[date]]:
    marked = marks_cancellations(work.engine, good)
    lines = work.engine.pin(sales_lines(good, work.request, work.upload.upload_id, marked=marked))
    counts = line_counts(work.engine, lines)
    cancelled = counts.pop("cancelled")
    work.report.counts |= counts
    work.report.found({"duplicates": counts["duplicates"], "returns": counts["returns"]})
    work.report.found({"cancelled_invoices": cancelled if marked else 0})
    days = _keep_sales(work, stored_lines(lines))
    work.report.stage("clean")
    built = rebuild_sales(work.home, work.upload.upload_id, days)
    work.report.found({"winsorised": built.winsorised, "imputed_price": built.imputed})
    work.report.found({"also_in_other_uploads": built.shared})
    for table in (PRODUCTS, STORES):
        rebuild_dimension(work.home, table)
    return sorted(days), built.days


def _keep_sales(work: Curation, lines: Frame) -> set[date]:
    days = _days(work, lines)
    order = ["date", "store_id", "sku_id", LINE]
    work.keep(lines, SALES.name, order, SALES_LINES)
    names = ["sku_id", "product_name", "category", "last_seen"]
    work.keep(product_names(lines), PRODUCT_NAMES, names, NAMES)
    stores = lines.select("store_id").unique()
    work.keep(stores, STORE_IDS, ["store_id"], STORE_ID_SCHEMA)
    return days


def _days(work: Curation, rows: Frame) -> set[date]:
    now = {row["date"] for row in work.engine.rows(rows.select("date").unique())}
    return note_days(work.home, work.table.name, work.upload.upload_id, now)


def _plain(work: Curation, good: Frame) -> tuple[list[date], list[date]]:
    """Keep one row per key of the file, the last one; then rebuild the table."""
    table = work.table
    rows = good.select(
        nw.col([field.name for field in table.fields]),
        nw.col(LINE, "content"),
        upload_id=nw.lit(work.upload.upload_id),
        last=nw.col(LINE).rank("ordinal", descending=True).over(*table.key) == 1,
    )
    rows = work.engine.pin(rows)
    last = nw.col("last")
    repeats = (~last).cast(nw.Int64()).sum()
    totals = work.engine.rows(rows.select(kept=last.cast(nw.Int64()).sum(), repeats=repeats))[0]
    counts = {name: int(value or 0) for name, value in totals.items()}
    work.report.counts |= {"kept": counts["kept"], "returns": 0, "duplicates": counts["repeats"]}
    work.report.found({"superseded": counts["repeats"]})
    clean = rows.filter(last)
    days = _days(work, clean) if table.by_date else set[date]()
    work.keep(clean, table.name, [*table.key], clean_schema(table))
    work.report.stage("clean")
    if table.by_date:
        written = rebuild_facts(work.home, table, clean_schema(table), days)
        return sorted(days), written
    rebuild_dimension(work.home, table)
    return [], []
