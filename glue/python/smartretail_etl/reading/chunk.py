"""A piece of a raw file: columns of text, the number of each row, and rows that do not fit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from smartretail_etl.request import RequestError

CHUNK_ROWS = 65_536
MOST_COLUMNS = 2_000
SHOWN_CHARACTERS = 500
"""How much of an unreadable row travels on."""


@dataclass(frozen=True)
class Chunk:
    """Rows that could be split into columns; `lines` number them within their portion.

    `content` is the whole row as one text, where the columns do not hold all of it.
    """

    columns: dict[str, Any]
    lines: Any
    content: Any = None


@dataclass(frozen=True)
class Broken:
    """Rows that could not be split into columns, each with its reason."""

    lines: Any
    texts: Any
    reasons: Any


@dataclass(frozen=True)
class Portion:
    """What one stretch of the file holds; `records` counts blank and broken ones too."""

    pieces: list[Chunk | Broken]
    records: int
    names: tuple[str, ...] = ()


Task: TypeAlias = Callable[[], Portion]
"""Reads one stretch; tasks may run side by side, their results are numbered in order."""


@dataclass
class Source:
    """A raw file opened: its columns in their order, and the tasks that read its rows."""

    names: list[str]
    tasks: Iterator[Task]
    before: int = 0
    """Records before the first row: the header and what stands above it."""
    header: Sequence[str | None] | None = None
    """The header as it is written, where there is one."""


@dataclass
class Aside:
    """Collects rows that cannot be read."""

    rows: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, line: int, text: str, reason: str) -> None:
        """Set a row aside; of a long one the beginning is kept."""
        self.rows.append((line, text[:SHOWN_CHARACTERS], reason))

    def pieces(self) -> list[Chunk | Broken]:
        """Return them as a piece, if there are any."""
        if not self.rows:
            return []
        lines, texts, reasons = zip(*self.rows, strict=True)
        return [Broken(line_column(lines), text_column(texts), text_column(reasons))]


def text_column(values: Sequence[str | None]) -> Any:
    """Build a column of text."""
    return pa.array(values, pa.string())


def line_column(values: Sequence[int]) -> Any:
    """Build a column of record numbers."""
    return pa.array(values, pa.int64())


def lines_from(first: int, rows: int) -> Any:
    """Number rows that follow one another."""
    return pa.array(np.arange(first, first + rows, dtype=np.int64))


def unique_names(header: Iterable[str | None]) -> list[str]:
    """Name every column; an empty name becomes its position, a repeated one gets a number."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, raw in enumerate(header, start=1):
        name = (raw or "").strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    if len(names) > MOST_COLUMNS:
        raise RequestError(
            f"The file has {len(names):,} columns; at most {MOST_COLUMNS:,} are read. "
            "Is the delimiter right?"
        )
    return names


def numbered_names(width: int) -> list[str]:
    """Name the columns of a file without a header."""
    return unique_names([None] * width)
