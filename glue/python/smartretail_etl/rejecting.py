"""The rejects file: every refused row as it came, with its reasons, ready to be mended."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow.parquet as pq

from smartretail_etl import keys
from smartretail_etl.checks import judged, problem
from smartretail_etl.curation import Curation
from smartretail_etl.engine import Frame
from smartretail_etl.reading.ahead import in_order
from smartretail_etl.reading.chunk import Broken, Chunk, Portion
from smartretail_etl.reading.mend import FIELD, REASON, ROW, UNREADABLE, neutral
from smartretail_etl.reading.source import BROKEN, LINE, RECORD, RawRows, open_source
from smartretail_etl.schema import TableSpec, arrow_schema
from smartretail_etl.sinks import FileSink, TextPart

REFUSED: Any = arrow_schema(
    ((RECORD, "integer"), (LINE, "integer"), (FIELD, "text"), (REASON, "text"))
)
BATCH_ROWS = 16_384
BOM = "\ufeff"
"""Without it a spreadsheet takes the text for its local encoding, and saves it damaged."""


def refused_rows(bad: Frame, table: TableSpec) -> Frame:
    """One row per refused row: where it stands, and all its fields with their reasons."""
    names = judged(bad, table)
    fields = [nw.when(~problem(name).is_null()).then(nw.lit(name)) for name in names]
    whole = ~nw.col(BROKEN).is_null()
    field = nw.concat_str(fields, separator="; ", ignore_nulls=True)
    reason = nw.concat_str([problem(name) for name in names], separator="; ", ignore_nulls=True)
    return bad.select(
        nw.col(RECORD, LINE),
        field=nw.when(whole).then(nw.lit("")).otherwise(field),
        reason=nw.when(whole).then(nw.col(BROKEN)).otherwise(reason),
    )


def write_rejects(
    work: Curation, paths: Sequence[Path], names: list[str], refused: Frame | None
) -> None:
    """Write the rejects file: read the raw file once more and pick the refused rows.

    `names` are the columns of the raw file. Memory holds one stretch of the file at a time.
    """
    lake, upload = work.home.lake, work.upload
    passing = f"{keys.scratch(upload.tenant, upload.upload_id)}refused.parquet"
    if refused is not None:
        work.engine.export(refused, [], [RECORD], FileSink(lake, passing, REFUSED))
    part = TextPart(lake, keys.rejects(work.table.name, upload.tenant, upload.upload_id))
    with open_source(paths, work.request, names) as source, TemporaryDirectory() as folder:
        file = _RejectsFile(part, RawRows(source, work.table, work.request, upload.upload_id))
        if refused is not None:
            told = pq.ParquetFile(lake.local([passing], Path(folder))[0])
            file.fill(_rows(told))
            told.close()
            lake.delete(passing)
    part.close()


@dataclass(frozen=True)
class _Refused:
    """A refused row: its record in this file, its row in the root's, and what is wrong."""

    record: int
    row: int | None
    field: str
    reason: str


def _rows(told: Any) -> Iterator[_Refused]:
    for batch in told.iter_batches(BATCH_ROWS):
        columns = [batch.column(name).to_pylist() for name in REFUSED.names]
        yield from map(_Refused, *columns)


class _RejectsFile:
    """Rows of the raw file as they came, each after its row number, fields and reasons."""

    def __init__(self, part: TextPart, rows: RawRows) -> None:
        self._rows = rows
        part.file.write(BOM)
        self._csv = csv.writer(part.file, lineterminator="\n")
        names = [neutral(name) for name in rows.names]
        self._csv.writerow((ROW, FIELD, REASON, *names, UNREADABLE))

    def fill(self, refused: Iterator[_Refused]) -> None:
        """Walk through the raw file and the refused rows together; both are in order."""
        before, waiting = self._rows.source.before, next(refused, None)
        for portion in in_order(self._rows.source.tasks):
            end = before + portion.records
            here: list[_Refused] = []
            while waiting is not None and waiting.record <= end:
                here.append(waiting)
                waiting = next(refused, None)
            if here:
                self._write(here, self._picked(portion, [told.record - before for told in here]))
            before = end
            if waiting is None:
                return

    def _write(self, refused: list[_Refused], cells: dict[int, list[str | None]]) -> None:
        first = refused[0].record - min(cells)
        for told in refused:
            row = [neutral(cell or "") for cell in cells[told.record - first]]
            number = "" if told.row is None else told.row
            self._csv.writerow((number, told.field, told.reason, *row))

    def _picked(self, portion: Portion, wanted: list[int]) -> dict[int, list[str | None]]:
        """Return the texts of the wanted records, by their number within the portion."""
        found: dict[int, list[str | None]] = {}
        for piece in portion.pieces:
            numbers = piece.lines.to_numpy()
            at = np.flatnonzero(np.isin(numbers, wanted))
            for number, texts in zip(numbers[at].tolist(), self._texts(piece, at), strict=True):
                found[number] = texts
        return found

    def _texts(self, piece: Chunk | Broken, at: Any) -> list[list[str | None]]:
        if isinstance(piece, Broken):
            empty: list[str | None] = [None] * len(self._rows.names)
            return [[*empty, text] for text in piece.texts.take(at).to_pylist()]
        chunk = self._rows.mend.own(piece) if self._rows.mend else piece
        columns = [chunk.columns[name].take(at).to_pylist() for name in self._rows.names]
        return [[*row, None] for row in zip(*columns, strict=True)]
