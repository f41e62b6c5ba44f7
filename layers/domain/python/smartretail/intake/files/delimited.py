"""Delimited text: which delimiter, which quote, which columns."""

import csv
import io
from dataclasses import dataclass
from typing import Literal

from smartretail.intake.files import dates, numbers
from smartretail.intake.files.model import Layout, Look, Unreadable, by_column

_DELIMITERS = (",", ";", "\t", "|")
_QUOTES = ('"', None)
_ENOUGH = 0.8


@dataclass(frozen=True)
class _Reading:
    delimiter: str
    quote: str | None
    rows: list[list[str]]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def agreement(self) -> float:
        """Share of rows as wide as the first."""
        return sum(len(row) == self.width for row in self.rows) / max(len(self.rows), 1)

    @property
    def merit(self) -> tuple[bool, int, float, bool]:
        return (
            self.agreement >= _ENOUGH,
            self.width,
            round(self.agreement, 2),
            self.quote is not None,
        )


def look_at_delimited(text: str, *, whole: bool, encoding: str) -> Look:
    """Find the layout under which the rows agree best with the first one."""
    first = text.lstrip().partition("\n")[0]
    if not first:
        raise Unreadable("The file is empty.")
    delimiters = [delimiter for delimiter in _DELIMITERS if delimiter in first]
    readings = [_read(text, d, q, whole=whole) for d in delimiters for q in _QUOTES]
    best = max(readings, key=lambda reading: reading.merit, default=None)
    if best is None or best.width < 2:
        raise Unreadable(
            "Only one column was found. Columns may be parted by comma, semicolon, tab or |."
        )
    header, rows = best.rows[0], best.rows[1:]
    _check_header(header)
    if not rows:
        raise Unreadable("The file has a first line with names, and no rows under it.")
    columns = by_column(header, rows)
    decimal = numbers.decimal_of(columns)
    return Look(Layout("csv", best.delimiter, encoding, best.quote, decimal), columns)


def more_rows(text: str, layout: Layout) -> list[list[str]]:
    """Read rows out of the middle of the file, leaving out the cut ones at both ends."""
    return _read(text, layout.delimiter or ",", layout.quote, whole=False).rows[1:]


def _read(text: str, delimiter: str, quote: str | None, *, whole: bool) -> _Reading:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, quoting=quoting
    )
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in reader if any(cell.strip() for cell in row))
    except csv.Error:
        return _Reading(delimiter, quote, [])
    if not whole and len(rows) > 1:
        rows.pop()
    return _Reading(delimiter, quote, rows)


def _check_header(header: list[str]) -> None:
    data_like = [cell for cell in header if numbers.is_number(cell) or dates.is_date(cell)]
    if len(data_like) * 2 >= len(header):
        raise Unreadable(
            "The first line must name the columns; it seems to hold data "
            f"({', '.join(data_like[:3])})."
        )
