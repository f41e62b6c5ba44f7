"""Curate one upload: read, check, set aside, keep clean, replace the curated days it touches."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.accept import accept, more_has_come
from smartretail_etl.cells import between
from smartretail_etl.curation import Curation, Upload
from smartretail_etl.days import spans
from smartretail_etl.dimensions import (
    PRODUCT_NAMES,
    STORE_ID_SCHEMA,
    STORE_IDS,
    clean_schema,
    rebuild_dimension,
)
from smartretail_etl.engine import Frame, open_engine
from smartretail_etl.lake import Lake
from smartretail_etl.landing import FORGOTTEN
from smartretail_etl.lines import (
    line_counts,
    marks_cancellations,
    product_names,
    sales_lines,
    stored_lines,
)
from smartretail_etl.reading.source import LINE, RECORD
from smartretail_etl.rebuild import (
    Home,
    newest_rows,
    rebuild_facts,
    rebuild_sales,
    rows_by_day,
)
from smartretail_etl.report import Report
from smartretail_etl.request import CurateRequest, RequestError
from smartretail_etl.schema import with_extras
from smartretail_etl.settle import note_days, note_done
from smartretail_etl.tables import NAMES, PRODUCTS, SALES, SALES_LINES, STORES, TABLES


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

        def run() -> tuple[Curation, bytes]:
            report = Report(clock, request.base_currency or request.currency)
            work = Curation(home, upload, table, request, report)
            return work, _run(work)

        work, done = run()
        while more_has_come(work):
            work, done = run()
        return done


def _run(work: Curation) -> bytes:
    good = accept(work)
    good = good.with_columns(upload_id=nw.lit(work.upload.upload_id))
    if work.request.mends:
        last = nw.col(RECORD).max().over(LINE)
        good = good.with_columns(last=last).filter(nw.col(RECORD) == nw.col("last")).drop("last")
    if work.table == SALES:
        days, written = _sales(work, good)
    else:
        days, written = _plain(work, good)
    if work.table.by_date:
        note_done(work.home, work.table.name, work.upload.upload_id)
    work.report.stage("curated")
    newest = max(work.home.days(SALES.name), default=None)
    folder = keys.curated_folder(work.table.name, work.upload.tenant)
    parts = [f"{folder}date={day.isoformat()}/" for day in written] or [folder]
    body = work.report.body(work.table, work.upload.upload_id, days, newest, parts)
    work.home.lake.write(keys.report(work.upload.tenant, work.upload.upload_id), body)
    return body


def _sales(work: Curation, good: Frame) -> tuple[list[date], list[date]]:
    marked = marks_cancellations(work.engine, good)
    lines = sales_lines(good, simulated=work.request.simulated, marked=marked)
    by_day = rows_by_day(work.engine, lines)
    days = _touched(work, by_day)
    _keep_sales(work, lines, by_day)
    _tell_sales(work, marked=marked)
    work.report.stage("clean")
    built = rebuild_sales(work.home, work.upload.upload_id, days)
    work.report.found({"winsorised": built.winsorised, "imputed_price": built.imputed})
    work.report.found({"also_in_other_uploads": built.shared})
    for table in (PRODUCTS, STORES):
        rebuild_dimension(work.home, table)
    return sorted(days), built.days


def _touched(work: Curation, now: Iterable[date]) -> set[date]:
    """Days to build: the upload's, and those of other mends of the file that this one mends."""
    upload = work.upload.upload_id
    return note_days(work.home, work.table.name, upload, now, work.request.mends)


def _keep_sales(work: Curation, lines: Frame, by_day: dict[date, int]) -> None:
    """Write clean lines, and what they say of products and stores."""
    schema, extras = with_extras(SALES_LINES, lines.collect_schema().names())
    lines = lines.rename(extras)
    parts = (stored_lines(between(lines, span)) for span in spans(by_day, work.engine.at_once))
    work.keep(parts, SALES.name, ["date", "store_id", "sku_id", LINE], schema)
    names = ["sku_id", "product_name", "category", "last_seen"]
    work.keep([product_names(lines)], PRODUCT_NAMES, names, NAMES)
    stores = lines.group_by("store_id").agg(line=nw.col(LINE).min())
    work.keep([stores], STORE_IDS, ["store_id"], STORE_ID_SCHEMA)


def _tell_sales(work: Curation, *, marked: bool) -> None:
    """Count what the clean layer holds of the rows that were good."""
    by_day = line_counts(work.engine, work.kept(SALES.name, SALES_LINES))
    counts = {name: sum(int(one[name]) for one in by_day) for name in ("kept", "returns")}
    cancelled = sum(int(one["cancelled"]) for one in by_day)
    good = work.report.counts["read"] - work.report.counts["rejected"]
    repeats = good - counts["kept"] - counts["returns"]
    work.report.counts |= counts | {"duplicates": repeats}
    work.report.kept_days = {one["date"]: int(one["kept"] + one["returns"]) for one in by_day}
    work.report.found({"duplicates": repeats, "returns": counts["returns"]})
    work.report.found({"cancelled_invoices": cancelled if marked else 0})


def _plain(work: Curation, good: Frame) -> tuple[list[date], list[date]]:
    """Keep one row per key of the file, the last one; then rebuild the table."""
    table = work.table
    schema, extras = with_extras(clean_schema(table), good.collect_schema().names())
    good = good.rename(extras)
    days, parts = set[date](), iter([newest_rows(good, table)])
    if table.by_date:
        by_day = rows_by_day(work.engine, good)
        days = _touched(work, by_day)
        runs = spans(by_day, work.engine.at_once)
        parts = (newest_rows(between(good, span), table) for span in runs)
    kept = work.keep(parts, table.name, [*table.key], schema)
    _tell_plain(work, good, kept)
    work.report.stage("clean")
    if table.by_date:
        written = rebuild_facts(work.home, table, clean_schema(table), days)
        return sorted(days), written
    rebuild_dimension(work.home, table)
    return [], []


def _tell_plain(work: Curation, good: Frame, kept: int) -> None:
    """Count what the clean layer holds of the rows that were good."""
    report = work.report
    repeats = report.counts["read"] - report.counts["rejected"] - kept
    report.counts |= {"kept": kept, "returns": 0, "duplicates": repeats}
    report.found({"superseded": repeats})
    if work.table.by_date:
        stored = work.kept(work.table.name, clean_schema(work.table))
        report.kept_days = rows_by_day(work.engine, stored)
    if FORGOTTEN in good.collect_schema().names():
        forgotten = good.filter(nw.col(FORGOTTEN)).select(rows=nw.len())
        report.found({"negative_stock": work.engine.rows(forgotten)[0]["rows"]})
