"""Read and check the raw file of an upload; set aside what is refused."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.checks import coded, judged, problem, raw, rejects
from smartretail_etl.curation import Curation
from smartretail_etl.engine import Frame
from smartretail_etl.findings import columns, measures, reasons, refused_days
from smartretail_etl.landing import landed, restored
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
        _count(work, frame)
        bad = _bad(work, frame) if work.report.counts["rejected"] else None
        write_rejects(work, paths, names, None if bad is None else refused_rows(bad, work.table))
    if bad is not None:
        _tell(work, frame, work.engine.pin(rejects(bad, work.table)))
        frame = frame.filter(~nw.col("refused"))
    work.report.stage("checked")
    return frame


def _tell(work: Curation, landed: Frame, found: Frame) -> None:
    """Tell the report what is wrong with which rows."""
    engine, report = work.engine, work.report
    report.reasons = reasons(engine, found)
    if work.table.by_date:
        report.refused_days = refused_days(engine, landed)
    counted = found.select(RECORD, "reason").unique().group_by("reason").agg(rows=nw.len())
    report.found({row["reason"]: row["rows"] for row in engine.rows(counted)})


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


def _count(work: Curation, frame: Frame) -> None:
    """Look over all rows once for what the report tells of them."""
    fields, mapping = work.request.given(work.table), work.request.mapping
    refused = nw.col("refused").cast(nw.Int64()).sum().alias("rejected")
    asked = frame.select(nw.len().alias("read"), refused, *measures(fields))
    row = work.engine.rows(asked)[0]
    work.report.counts |= {name: int(row[name] or 0) for name in ("read", "rejected")}
    work.report.columns = columns(fields, mapping, row)


def _bad(work: Curation, frame: Frame) -> Frame:
    """Keep what is refused."""
    return work.engine.pin(
        frame.filter(nw.col("refused")).select(
            nw.col(LINE, RECORD, BROKEN, UNREADABLE),
            *(raw(field.name) for field in work.request.given(work.table)),
            *(problem(name) for name in judged(frame, work.table)),
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
    return restored(staged, work.table, work.request, work.upload.upload_id), source.names


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
