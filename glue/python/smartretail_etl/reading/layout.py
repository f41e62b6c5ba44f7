"""What every record of a delimited file is measured against."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from smartretail_etl.reading.chunk import Aside, Chunk, line_column, text_column
from smartretail_etl.request import Format


@dataclass(frozen=True)
class Layout:
    """The columns of a file and the way its records are written."""

    names: list[str]
    header: list[str] | None
    """The header as it is written, None when the file has none."""
    form: Format

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """Split lines into records; a strict reader refuses quotes that do not match."""
        return csv.reader(
            lines,
            delimiter=self.form.delimiter,
            quotechar=self.form.quote,
            quoting=csv.QUOTE_MINIMAL if self.form.quote else csv.QUOTE_NONE,
            strict=strict,
        )

    def too_short(self, text: str) -> bool:
        """Whether a record cannot have enough fields, however its quotes are read."""
        return text.count(self.form.delimiter) < len(self.names) - 1

    def fitted(self, row: list[str]) -> list[str] | None:
        """Return the record with as many fields as the header; None when it has others.

        Empty fields beyond the last column carry nothing and are dropped.
        """
        width = len(self.names)
        if len(row) == width:
            return row
        return row[:width] if len(row) > width and not any(row[width:]) else None


class Rows:
    """Collects records one by one: those that fit, and those that are set aside."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._good: list[tuple[int, list[str]]] = []
        self.aside = Aside()

    def add(self, line: int, row: list[str], text: str) -> bool:
        """Take a record; tell whether it has the fields of the header."""
        fitted = self._layout.fitted(row)
        if fitted is None:
            return False
        if fitted == self._layout.header:
            self.aside.add(line, text, "repeated_header")
        else:
            self._good.append((line, fitted))
        return True

    def swallowed(self, text: str) -> bool:
        """Whether a record holds lines that look like rows of their own."""
        form, names = self._layout.form, self._layout.names
        inner = text.split("\n")[1:-1]
        return any(line.count(form.delimiter) == len(names) - 1 for line in inner)

    def chunk(self) -> list[Chunk]:
        """Return the records that fit, as a chunk if there are any."""
        if not self._good:
            return []
        lines, rows = zip(*self._good, strict=True)
        columns = map(text_column, zip(*rows, strict=True))
        named: dict[str, Any] = dict(zip(self._layout.names, columns, strict=True))
        return [Chunk(named, line_column(lines))]
