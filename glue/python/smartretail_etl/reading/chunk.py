"""A piece of a raw file: columns of text, the line of each row, and rows that do not fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

CHUNK_ROWS = 65_536


@dataclass(frozen=True)
class Chunk:
    """Rows of a raw file. `lines` count records from 1, the header included, as a sheet does."""

    columns: dict[str, Any]
    lines: Any


@dataclass(frozen=True)
class Broken:
    """Rows whose number of fields is not that of the header."""

    lines: Any
    texts: Any


def text_column(values: Sequence[str | None]) -> Any:
    """Build a column of text."""
    return pa.array(values, pa.string())


def unique_names(header: Iterable[str | None]) -> list[str]:
    """Name every column; an empty name becomes its position, a repeated one gets a number."""
    seen: dict[str, int] = {}
    names = []
    for position, raw in enumerate(header, start=1):
        name = (raw or "").strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
