"""Where sorted rows go: the same writers under every engine, so the same bytes."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smartretail_etl import keys
from smartretail_etl.lake import Lake

ROW_GROUP = 131_072
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True)
class Written:
    """One object that was put, and its rows."""

    key: str
    rows: int


class Part(Protocol):
    """One object being written."""

    def write(self, batch: Any) -> None:
        """Add rows."""

    def close(self) -> Written:
        """Put the object; before this nobody sees any of it."""


class Sink(Protocol):
    """Opens one object per value of the columns that rows are split by."""

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open the object for these values."""


def drain(batches: Iterable[Any], by: Sequence[str], sink: Sink) -> Iterator[Written]:
    """Write batches that are sorted by `by`; one part is open at a time."""
    current: tuple[tuple[Any, ...], Part] | None = None
    for batch in batches:
        for run in runs(batch, by):
            values = tuple(run.column(name)[0].as_py() for name in by)
            if current is not None and current[0] != values:
                yield current[1].close()
                current = None
            if current is None:
                current = values, sink.part(values)
            current[1].write(run)
    if current is not None:
        yield current[1].close()


def runs(batch: Any, by: Sequence[str]) -> Iterator[Any]:
    """Cut a sorted batch where the values of `by` change."""
    if batch.num_rows == 0:
        return
    cuts = {0, batch.num_rows}
    for name in by:
        column = batch.column(name)
        differs = pc.not_equal(column.slice(1), column.slice(0, len(column) - 1))
        cuts.update(at + 1 for at in pc.indices_nonzero(differs).to_pylist())
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        yield batch.slice(start, end - start)


class ParquetPart:
    """A Parquet object with fixed settings and exact row groups: equal rows, equal bytes."""

    def __init__(self, lake: Lake, key: str, schema: Any) -> None:
        self._lake, self._key, self._schema = lake, key, schema
        with tempfile.NamedTemporaryFile(suffix=".parquet", delete=False) as draft:
            self._path = Path(draft.name)
        self._writer = pq.ParquetWriter(
            self._path, schema, compression="zstd", version="2.6", store_schema=False
        )
        self._waiting: list[Any] = []
        self._count = self._rows = 0

    def write(self, batch: Any) -> None:
        """Add rows; a row group is written when it is full."""
        self._waiting.append(batch.select(self._schema.names).cast(self._schema))
        self._count += batch.num_rows
        if self._count >= ROW_GROUP:
            self._flush(full=True)

    def close(self) -> Written:
        """Put the object."""
        self._flush(full=False)
        self._writer.close()
        self._lake.put(self._path, self._key)
        self._path.unlink()
        return Written(self._key, self._rows)

    def _flush(self, *, full: bool) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema).combine_chunks()
        ready = table.num_rows // ROW_GROUP * ROW_GROUP if full else table.num_rows
        if ready:
            self._writer.write_table(table.slice(0, ready), row_group_size=ROW_GROUP)
        self._rows += ready
        rest = table.slice(ready)
        self._waiting, self._count = rest.to_batches(), rest.num_rows


@dataclass(frozen=True)
class FileSink:
    """All rows into one Parquet object."""

    lake: Lake
    key: str
    schema: Any

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open the one object."""
        return ParquetPart(self.lake, self.key, self.schema)


@dataclass(frozen=True)
class DaySink:
    """One Parquet object per day of a curated fact table; rows are split by `date`."""

    lake: Lake
    table: str
    tenant: str
    schema: Any

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open the object of a day."""
        key = keys.curated_day(self.table, self.tenant, values[0])
        return ParquetPart(self.lake, key, self.schema)


class TextPart:
    """A text object, collected in a file."""

    def __init__(self, lake: Lake, key: str) -> None:
        self._lake, self._key = lake, key
        self._rows = 0
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (closed in close)
            "w", encoding="utf-8", newline="", delete=False
        )

    def line(self, text: str) -> None:
        """Add one line."""
        self._file.write(text + "\n")
        self._rows += 1

    def close(self) -> Written:
        """Put the object."""
        self._file.close()
        path = Path(self._file.name)
        self._lake.put(path, self._key)
        path.unlink()
        return Written(self._key, self._rows)


class RejectsPart:
    """Rejects as CSV that is safe to open in a spreadsheet."""

    HEADER = ("row", "field", "reason", "value", "line")

    def __init__(self, lake: Lake, key: str) -> None:
        self._text = TextPart(lake, key)
        self._csv = csv.writer(self._text._file, lineterminator="\n")
        self._csv.writerow(self.HEADER)
        self._rows = 0

    def write(self, batch: Any) -> None:
        """Add rejected fields."""
        for row in batch.select(["line", "field", "reason", "value"]).to_pylist():
            value = neutral(row["value"] or "")
            line = row["line"]
            self._csv.writerow((line - 1, row["field"], row["reason"], value, line))
            self._rows += 1

    def close(self) -> Written:
        """Put the object."""
        return Written(self._text.close().key, self._rows)


def neutral(value: str) -> str:
    """Make a text harmless to a spreadsheet: no cell begins a formula."""
    risky = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if risky and not PLAIN_NUMBER.fullmatch(value) else value


@dataclass(frozen=True)
class RejectsSink:
    """All rejects of one upload."""

    lake: Lake
    key: str

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open the one object."""
        return RejectsPart(self.lake, self.key)
