"""The rejects file: how a refused row is written for a spreadsheet, and read back as a mend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.reading.chunk import Chunk, text_column, unique_names
from smartretail_etl.request import RequestError

ROW, FIELD, REASON, UNREADABLE = "row", "field", "reason", "unreadable_row"
RISKY = re.compile(r"'*(?: *[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
"""What begins a formula in a spreadsheet (OWASP, CSV injection), full-width forms included.

Apostrophes before it count as well, so that a text that had one of its own gets it back.
"""
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def neutral(value: str) -> str:
    """Make a text harmless to a spreadsheet: no cell begins a formula. `restored` undoes it."""
    risky = RISKY.match(value) and not PLAIN_NUMBER.fullmatch(value)
    return f"'{value}" if risky else value


def restored(value: str) -> str:
    """Take off the apostrophe that `neutral` put before a text."""
    return value[1:] if value.startswith("'") and RISKY.match(value) else value


@dataclass(frozen=True)
class MendLayout:
    """Which columns of a mend are bookkeeping, and what its root's columns are called."""

    row: str
    names: dict[str, str]
    """The root's name of each further column, by its name in the mend."""

    @classmethod
    def of(cls, names: Sequence[str], header: Sequence[str | None] | None) -> "MendLayout":
        """Read the layout of a rejects file; `names` are those of its header, made unique."""
        written = [(text or "").strip() for text in header or ()]
        if ROW not in written:
            raise RequestError(
                "The file has no column 'row', so nobody can tell which rows it mends. "
                "Mend the values in the downloaded rejects file and send that very file."
            )
        ours = {written.index(name) for name in (ROW, FIELD, REASON) if name in written}
        if UNREADABLE in written:
            ours.add(len(written) - 1 - written[::-1].index(UNREADABLE))
        rest = [at for at in range(len(written)) if at not in ours]
        own = unique_names(restored(written[at]) for at in rest)
        found = {names[at]: name for at, name in zip(rest, own, strict=True)}
        return cls(names[written.index(ROW)], found)

    def own(self, chunk: Chunk) -> Chunk:
        """Return the root's columns, with the texts as they came."""
        columns = {name: _restored(chunk.columns[at]) for at, name in self.names.items()}
        return Chunk(columns, chunk.lines, chunk.content)

    def rows(self, chunk: Chunk) -> Any:
        """Return the root's record numbers; null where a row does not name one."""
        told = pc.utf8_trim_whitespace(chunk.columns[self.row])
        known = pc.fill_null(pc.match_substring_regex(told, r"^[1-9]\d{0,14}$"), False)
        return pc.cast(pc.if_else(known, told, pa.scalar(None, pa.string())), pa.int64())


def _restored(column: Any) -> Any:
    quoted = pc.fill_null(pc.starts_with(column, "'"), False)
    if not pc.any(quoted, min_count=0).as_py():
        return column
    texts = [restored(text) for text in column.filter(quoted).to_pylist()]
    return pc.replace_with_mask(column, quoted, text_column(texts))
