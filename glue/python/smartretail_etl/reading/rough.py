"""Record by record, for stretches with misplaced quotes, foreign bytes or overlong lines."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from smartretail_etl.reading.chunk import Portion
from smartretail_etl.reading.layout import Layout, Rows

LOOKAHEAD = 1 << 20
"""More than a quoted field may hold, so that a stray quote shows within it."""


class _Foreign(ValueError):
    """A line has bytes that are no text of the file's encoding."""


@dataclass
class _Feed:
    """Lines of a body as text, from a place on."""

    body: bytes
    at: int

    def __iter__(self) -> Iterator[str]:
        while (end := self.body.find(b"\n", self.at)) >= 0:
            line = self.body[self.at : end]
            try:
                text = line.decode()
            except UnicodeDecodeError:
                raise _Foreign from None
            if "\0" in text:
                raise _Foreign
            self.at = end + 1
            yield text + "\n"


def read_rough(body: bytes, until: int, layout: Layout) -> tuple[Portion, int]:
    """Read the records that begin before `until`; return them and where the next one begins.

    Where quotes do not match, or a misfit has swallowed whole rows, only the first line is set
    aside: reading goes on with the line after it.
    """
    rows, line, at = Rows(layout), 0, 0
    feed = _Feed(body, 0)
    reader = layout.reader(feed)
    while at < until:
        first_end = body.find(b"\n", at) + 1
        if not first_end:
            break
        line += 1
        problem = _next(rows, line, reader, feed)
        if problem:
            text = body[at : first_end - 1].decode(errors="replace")
            rows.aside.add(line, text, problem)
            feed = _Feed(body, first_end)
            reader = layout.reader(feed)
        at = feed.at
    return Portion([*rows.chunk(), *rows.aside.pieces()], line), at


def _next(rows: Rows, line: int, reader: Iterator[list[str]], feed: _Feed) -> str | None:
    """Take one record; return why reading must go on after its first line."""
    start = feed.at
    try:
        row = next(reader)
    except _Foreign:
        return "bad_encoding"
    except csv.Error as problem:
        return "row_too_long" if "limit" in str(problem) else "bad_quotes"
    text = feed.body[start : feed.at - 1].decode()
    if row and not rows.add(line, row, text):
        if rows.swallowed(text):
            return "bad_quotes"
        rows.aside.add(line, text, "ragged_row")
    return None
