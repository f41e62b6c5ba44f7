"""Read and check the raw file of an upload; set aside what is refused."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.checks import coded, landed, problem, raw, rejects
from smartretail_etl.curation import Curation
from smartretail_etl.engine import Frame
from smartretail_etl.findings import columns, reasons, refused_days
from smartretail_etl.lines import sales_rules
from smartretail_etl.masters import masters
from smartretail_etl.reading.source import (
    BROKEN,
    LINE,
    RECORD,
    UNREADABLE,
    RawRows,
    open_source,
)
from smartretail_etl.rejecting import refused_rows, write_rejects
from smartretail_etl.request import RequestError
from smartretail_etl.tables import SALES


def accept(work: Curation) -> Frame:
    """Read and check the raw file; write what was refused; return what is good."""
    with TemporaryDirectory(prefix="smartretail-raw-") as folder:
        found = raw_keys(work)
        work.read.extend(found)
        paths = work.home.lake.local(found, Path(folder))
        frame, names = _stage(work, paths)
        bad = _bad(work, frame)
        write_rejects(work, paths, names, refused_rows(bad, work.table))
    told = work.engine.pin(rejects(bad, work.table))
    _tell(work, frame, told)
    counted = told.select(RECORD, "reason").unique().group_by("reason").agg(rows=nw.len())
    work.report.found({row["reason"]: row["rows"] for row in work.engine.rows(counted)})
    work.report.stage("checked")
    return frame.filter(~nw.col("refused"))


def _tell(work: Curation, landed: Frame, found: Frame) -> None:
    """Tell the report what is wrong with which column."""
    engine, report = work.engine, work.report
    report.reasons = reasons(engine, found)
    report.columns = columns(engine, landed, work.table, work.request.mapping)
    if work.table.by_date:
        report.refused_days = refused_days(engine, landed)


def raw_keys(work: Curation) -> list[str]:
    """Where the upload lies: one object, or all parts that a stream has brought by now."""
    key = work.upload.key
    if work.request.origin == "stream":
        key = keys.raw_folder(work.upload.tenant, work.table.route, work.upload.upload_id)
    found = work.home.lake.keys(key)
    if work.request.origin != "stream":
        found = [key] if key in found else []
    if not found:
        raise RequestError(f"There is no file under {key}.")
    return found


def more_has_come(work: Curation) -> bool:
    """Whether a stream has brought parts that were not read: then it must be read again.

    Asked after the clean rows are written, so of two jobs at once the last one has it all.
    """
    return work.request.origin == "stream" and raw_keys(work) != work.read


def _bad(work: Curation, frame: Frame) -> Frame:
    """Count what was read, and keep what is refused."""
    refused = nw.col("refused")
    number = refused.cast(nw.Int64())
    totals = work.engine.rows(frame.select(read=nw.len(), rejected=number.sum()))[0]
    work.report.counts |= {name: int(value or 0) for name, value in totals.items()}
    names = [field.name for field in work.table.source_fields]
    return work.engine.pin(
        frame.filter(refused).select(
            nw.col(LINE, RECORD, BROKEN, UNREADABLE),
            *(raw(name) for name in names),
            *(problem(name) for name in names),
        )
    )


def _stage(work: Curation, paths: list[Path]) -> tuple[Frame, list[str]]:
    """Land the raw rows; return them and the names of the file's columns."""
    refused: list[RequestError] = []
    with open_source(paths, work.request) as source:
        rows = RawRows(source, work.table, work.request, work.upload.upload_id)
        known = masters(work.home, work.table, work.request)
        shape = partial(landed, table=work.table, request=work.request, rules=_rules(work))
        shape = partial(shape, masters=known)
        try:
            staged = work.engine.stage(_remembered(rows.batches(), refused), rows.schema, shape)
        except Exception as failure:
            raise (refused[0] if refused else failure) from None
    work.report.stage("read")
    return staged, source.names


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
