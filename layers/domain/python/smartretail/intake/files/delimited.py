"""Delimited text: which delimiter, which quote, which columns."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from smartretail.intake.files import numbers
from smartretail.intake.files.headers import Record, holds_data, table_of, width_of
from smartretail.intake.files.model import MOST_ROWS, Layout, Look, Told, Unreadable
from smartretail.intake.files.remote import HEAD_BYTES

_DELIMITERS = (",", ";", "\t", "|", "^", "~")
_ENOUGH = 0.7
_LONGEST_FIELD_LINES = 100
_JUDGED = 1000
csv.field_size_limit(max(csv.field_size_limit(), 2 * HEAD_BYTES))


@dataclass(frozen=True)
class _Reading:
    delimiter: str
    quote: str | None
    records: list[Record]
    runs_on: int | None
    """Number of the record that never ends: a quote is open."""

    @cached_property
    def width(self) -> int:
        return width_of(self.records) if self.records else 0

    @cached_property
    def agreement(self) -> float:
        """Share of records as wide as most, from the first such one on: titles come before."""
        wide = [len(record.cells) == self.width for record in self.records]
        under = wide[wide.index(True) :] if True in wide else []
        return sum(under) / max(len(under), 1)

    @cached_property
    def merit(self) -> tuple[bool, bool, bool, int, float, bool]:
        wide = [r for r in self.records if len(r.cells) == self.width]
        named = bool(wide) and not holds_data(wide[0], wide[1:200])
        return (
            self.runs_on is None,
            self.agreement >= _ENOUGH and self.width > 1,
            named and self.starts_wide,
            self.width,
            round(self.agreement, 2),
            self.quote is not None,
        )

    @property
    def needs_its_quotes(self) -> bool:
        """Whether a quote stays open, after others that hold delimiters and were closed."""
        cells = (cell for record in self.records[:-1] for cell in record.cells)
        return self.runs_on is not None and any(self.delimiter in cell for cell in cells)

    @property
    def starts_wide(self) -> bool:
        """Whether one of the first two records is as wide as most: titles rarely are more."""
        return any(len(record.cells) == self.width for record in self.records[:2])


def look_at_delimited(text: str, *, whole: bool, encoding: str, told: Told) -> Look:
    """Find the layout under which the rows agree best."""
    if not text.strip():
        raise Unreadable("The file is empty: it holds blank lines only.")
    if not whole and "\n" not in text and "\r" not in text:
        raise Unreadable(
            f"The first line is longer than {HEAD_BYTES >> 10} KB, so it cannot name columns. "
            "Export the table as CSV with one row per line."
        )
    best = _best(text, whole=whole)
    if best is None or best.width < 2:
        raise Unreadable(
            "Only one column was found. Columns may be parted by comma, semicolon, tab or |."
        )
    if best.runs_on:
        raise Unreadable(
            f"Row {best.runs_on} opens a quote ({best.quote}) that is never closed, so the rows "
            "below it cannot be told apart. Close the quote, or leave it out."
        )
    if best.agreement < _ENOUGH and not _leads(best):
        raise Unreadable(_uneven(best))
    layout = Layout("csv", best.delimiter, encoding, best.quote)
    look = table_of(best.records, layout, told.header_row)
    decimal = numbers.decimal_of(look.columns)
    return replace(look, layout=replace(look.layout, decimal=decimal))


def more_rows(text: str, layout: Layout) -> list[list[str]]:
    """Read rows out of the middle of the file, leaving out the cut ones at both ends."""
    reading = _read(text, layout.delimiter or ",", layout.quote, whole=False)
    return [record.cells for record in reading.records[1:]]


def _best(text: str, *, whole: bool) -> _Reading | None:
    sample = text[: 64 << 10]
    used = [mark for mark in _DELIMITERS if mark in sample]
    readings = [_read(text, d, q, whole=whole) for d in used for q in _quotes(sample, d)]
    best = max(readings, key=lambda reading: reading.merit, default=None)
    if best is None or best.quote:
        return best
    quoted = (r for r in readings if r.delimiter == best.delimiter and r.needs_its_quotes)
    return next(quoted, best)


def _quotes(sample: str, delimiter: str) -> Iterator[str | None]:
    """Apostrophes are quotes only where fields both begin and end with them."""
    yield '"'
    yield None
    fields = [field.strip("\r\n") for field in sample.replace("\n", delimiter).split(delimiter)]
    opened = [field for field in fields if field.startswith("'")]
    closed = [field for field in opened if len(field) > 1 and field.endswith("'")]
    if len(closed) * 2 > len(opened):
        yield "'"


def _read(text: str, delimiter: str, quote: str | None, *, whole: bool) -> _Reading:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, quoting=quoting
    )
    records: list[Record] = []
    runs_on, number, line = None, 0, 0
    try:
        for number, cells in enumerate(reader, start=1):
            long = reader.line_num - line > _LONGEST_FIELD_LINES
            line = reader.line_num
            runs_on = number if long and runs_on is None else runs_on
            if any(cell.strip() for cell in cells):
                records.append(Record(number, cells))
            if len(records) > MOST_ROWS + _JUDGED:
                break
        else:
            records, runs_on = _ended(records, runs_on, text, quote, whole=whole)
    except csv.Error:
        runs_on = runs_on or number + 1
    return _Reading(delimiter, quote, records, runs_on)


def _ended(
    records: list[Record], runs_on: int | None, text: str, quote: str | None, *, whole: bool
) -> tuple[list[Record], int | None]:
    """Leave out a record that the end of the text cuts; in a whole file it is an open quote."""
    if whole and quote and records and text.count(quote) % 2:
        spans = any("\n" in cell for cell in records[-1].cells)
        return records, runs_on or (records[-1].number if spans else None)
    if not whole and len(records) > 1:
        records.pop()
    return records, runs_on


def _leads(best: _Reading) -> bool:
    """Whether the first record is as wide as many: ragged rows under it are set aside later."""
    first = len(best.records[0].cells)
    return sum(len(record.cells) == first for record in best.records) * 2 >= len(best.records)


def _uneven(best: _Reading) -> str:
    odd = next(r for r in best.records if len(r.cells) != best.width)
    return (
        f"The rows hold different numbers of columns: most hold {best.width}, row {odd.number} "
        f"holds {len(odd.cells)}. Put values that hold the delimiter in quotes, and leave out "
        "lines that are no rows."
    )
