"""Delimited text, streamed; rows that do not fit are set aside with their number."""

import csv
import io
from collections.abc import Iterator
from functools import partial, reduce
from itertools import chain
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from smartretail_etl.reading.chunk import (
    SHOWN_CHARACTERS,
    Aside,
    Broken,
    Chunk,
    Portion,
    Source,
    Task,
    lines_from,
    numbered_names,
    unique_names,
)
from smartretail_etl.reading.layout import Layout, Rows
from smartretail_etl.reading.rough import LOOKAHEAD, read_rough
from smartretail_etl.reading.stretch import Cutter
from smartretail_etl.reading.text import BLOCK_BYTES, utf8_blocks
from smartretail_etl.request import Format, RequestError

DRAINED_BYTES = 256 << 20
LONGEST_RECORD = 8 << 20
"""A record beyond this is set aside; no row of a retailer comes near it."""


def open_csv(file: IO[bytes], form: Format) -> Source:
    """Open a delimited file: read its header, prepare the reading of its rows."""
    blocks = utf8_blocks(file, form.encoding)
    head = next(blocks)
    try:
        layout, before, start = _layout(head, form)
    except csv.Error:
        raise RequestError(_no_header(file, form)) from None
    tasks = _tasks(chain([head[start:]], blocks), layout)
    return Source(layout.names, tasks, before, layout.header)


def _layout(head: bytes, form: Format) -> tuple[Layout, int, int]:
    """Return the layout, the records up to the header's, and where the first row begins."""
    lines, start = io.BytesIO(head), 0
    reader = Layout([], None, form).reader((line.decode() for line in lines), strict=False)
    at, row = 0, list[str]()
    try:
        while at < form.header_row or not any(row):
            before, start = at, lines.tell()
            row, at = next(reader), at + 1
    except StopIteration:
        raise RequestError(_too_short(at, form)) from None
    except UnicodeDecodeError:
        raise RequestError(f"The header is not written in {form.encoding}.") from None
    if form.header_row == 0:
        return Layout(numbered_names(len(row)), None, form), before, start
    return Layout(unique_names(row), row, form), at, lines.tell()


def _no_header(file: IO[bytes], form: Format) -> str:
    """Say that the header cannot be read; a bomb that hides behind it says so itself."""
    for _ in range(DRAINED_BYTES // BLOCK_BYTES if form.packed else 0):
        file.read(BLOCK_BYTES)
    return "The header row is far too long: the file is no table, or its quotes do not match."


def _too_short(records: int, form: Format) -> str:
    if form.header_row <= 1:
        return "The file is empty."
    return f"The header should be in row {form.header_row}, but the file ends at row {records}."


def _tasks(blocks: Iterator[bytes], layout: Layout) -> Iterator[Task]:
    cutting = _Cutting(layout)
    for block in blocks:
        yield from cutting.take(block)
    yield from cutting.rest()


class _Cutting:
    """Cuts text into stretches of whole records; holds back at most one overlong record."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._cutter = Cutter(layout.form.delimiter, layout.form.quote)
        self._held = b""
        self._skipping = False

    def take(self, block: bytes) -> Iterator[Task]:
        """Add a block; yield what can be read now."""
        if self._skipping:
            _, newline, block = block.partition(b"\n")
            self._skipping = not newline
        self._held += block
        end = self._cutter.end(self._held)
        if end:
            yield self._tidy(end)
        elif end is None or len(self._held) > LONGEST_RECORD:
            yield from self._rough(len(self._held) - LOOKAHEAD)

    def rest(self) -> Iterator[Task]:
        """Yield what is left at the end of the file."""
        if not self._held:
            return
        if not self._held.endswith(b"\n"):
            self._held += b"\n"
        if self._cutter.end(self._held) == len(self._held):
            yield self._tidy(len(self._held))
        else:
            yield from self._rough(len(self._held))

    def _tidy(self, end: int) -> Task:
        body, self._held = self._held[:end], self._held[end:]
        return partial(_read, body, self._layout)

    def _rough(self, until: int) -> Iterator[Task]:
        portion, end = read_rough(self._held, until, self._layout)
        if end == 0 and len(self._held) > LONGEST_RECORD:
            aside = Aside()
            aside.add(1, self._held[:SHOWN_CHARACTERS].decode(errors="replace"), "row_too_long")
            portion, end, self._skipping = Portion(aside.pieces(), 1), len(self._held), True
        self._held = self._held[end:]
        yield lambda: portion


def _read(body: bytes, layout: Layout) -> Portion:
    """Read whole records at once; leave them to the rough way when they are not clean."""
    ragged: list[tuple[int, str]] = []

    def set_aside(row: Any) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    table = _table(body, layout, set_aside) if _is_text(body) else None
    if table is None or any("\n" in text for _, text in ragged):
        return read_rough(body, len(body), layout)[0]
    rows = Rows(layout)
    for number, text in ragged:
        if layout.too_short(text) or not rows.add(number, next(layout.reader([text])), text):
            rows.aside.add(number, text, "ragged_row")
    records = table.num_rows + len(ragged)
    lines = _numbers(records, [number for number, _ in ragged])
    columns = [column.combine_chunks() for column in table.columns]
    chunk, repeated = _split(Chunk(dict(zip(layout.names, columns, strict=True)), lines), layout)
    return Portion([chunk, *rows.chunk(), *repeated, *rows.aside.pieces()], records)


def _is_text(body: bytes) -> bool:
    if b"\0" in body:
        return False
    try:
        return body.isascii() or bool(body.decode())
    except UnicodeDecodeError:
        return False


def _table(body: bytes, layout: Layout, set_aside: Any) -> Any:
    """Parse a stretch; None when its bytes or quotes are not in order."""
    form, names = layout.form, layout.names
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(body),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=len(body) + 1, column_names=names
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quote or False,
                newlines_in_values=form.quote is not None and form.quote.encode() in body,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _numbers(records: int, skipped: list[int]) -> Any:
    if not skipped:
        return lines_from(1, records)
    numbers = np.arange(1, records + 1, dtype=np.int64)
    return pa.array(np.delete(numbers, np.asarray(skipped) - 1))


def _split(chunk: Chunk, layout: Layout) -> tuple[Chunk, list[Chunk | Broken]]:
    """Take out the rows that only say the header again."""
    header = layout.header or [""]
    first = pc.equal(chunk.columns[layout.names[0]], header[0])
    if layout.header is None or not pc.any(first, min_count=0).as_py():
        return chunk, []
    same = [pc.equal(c, n) for c, n in zip(chunk.columns.values(), header, strict=True)]
    repeated = reduce(pc.and_, same)
    aside = Aside()
    for line in chunk.lines.filter(repeated).to_pylist():
        aside.add(line, layout.form.delimiter.join(header), "repeated_header")
    kept = pc.invert(repeated)
    columns = {name: column.filter(kept) for name, column in chunk.columns.items()}
    return Chunk(columns, chunk.lines.filter(kept)), aside.pieces()
