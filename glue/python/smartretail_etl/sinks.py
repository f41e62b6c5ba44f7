"""Where sorted rows go: the same writers under every engine, so the same bytes."""

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
REPEATING = frozenset(
    ("date", "store_id", "competitor", "category", "kind", "source", "upload_id", "version")
)
"""Columns that hold few values in a part; a dictionary of any other costs more than it saves."""
SMALL = 4_096
"""Rows up to which setting zstd up for every column takes longer than all the rest of a part."""
AT_ONCE = 8
"""Parts that are being put while the next is filled; each holds less than a row group."""


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
    """Write batches that are sorted by `by`; one part is filled while those before it are put."""
    waiting: deque[Future[Written]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for part in _filled(batches, by, sink):
            waiting.append(pool.submit(part.close))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _filled(batches: Iterable[Any], by: Sequence[str], sink: Sink) -> Iterator[Part]:
    current: tuple[tuple[Any, ...], Part] | None = None
    for batch in batches:
        for run in runs(batch, by):
            values = tuple(run.column(name)[0].as_py() for name in by)
            if current is not None and current[0] != values:
                yield current[1]
                current = None
            if current is None:
                current = values, sink.part(values)
            current[1].write(run)
    if current is not None:
        yield current[1]


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
    """A Parquet object with fixed settings and exact row groups: equal rows, equal bytes.

    Only an object of more than one row group passes through a local file.
    """

    def __init__(self, lake: Lake, key: str, schema: Any) -> None:
        self._lake, self._key, self._schema = lake, key, schema
        self._path: Path | None = None
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._count = self._rows = 0

    def write(self, batch: Any) -> None:
        """Add rows; a row group is written when it is full."""
        if batch.schema != self._schema:
            batch = batch.select(self._schema.names).cast(self._schema)
        self._waiting.append(batch)
        self._count += batch.num_rows
        while self._count > ROW_GROUP:
            self._flush()

    def close(self) -> Written:
        """Put the object."""
        if self._path is None:
            whole = pa.BufferOutputStream()
            self._writer = self._opened(whole, "snappy" if self._count <= SMALL else "zstd")
            self._flush()
            self._writer.close()
            self._lake.write(self._key, whole.getvalue().to_pybytes())
        else:
            self._flush()
            self._writer.close()
            self._lake.put(self._path, self._key)
            self._path.unlink()
        return Written(self._key, self._rows)

    def _flush(self) -> None:
        """Write the next row group."""
        if self._writer is None:
            with tempfile.NamedTemporaryFile(suffix=".parquet", delete=False) as draft:
                self._path = Path(draft.name)
            self._writer = self._opened(self._path, "zstd")
        table = pa.Table.from_batches(self._waiting, self._schema)
        group, rest = table.slice(0, ROW_GROUP).combine_chunks(), table.slice(ROW_GROUP)
        if group.num_rows:
            self._writer.write_table(group, row_group_size=ROW_GROUP)
        self._rows += group.num_rows
        self._waiting, self._count = rest.to_batches(), rest.num_rows

    def _opened(self, target: Any, compression: str) -> Any:
        return pq.ParquetWriter(
            target,
            self._schema,
            compression=compression,
            version="2.6",
            store_schema=False,
            use_dictionary=[name for name in self._schema.names if name in REPEATING],
        )


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
        self.file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (closed in close)
            "w", encoding="utf-8", newline="", delete=False
        )

    def line(self, text: str) -> None:
        """Add one line."""
        self.file.write(text + "\n")
        self._rows += 1

    def close(self) -> Written:
        """Put the object."""
        self.file.close()
        path = Path(self.file.name)
        self._lake.put(path, self._key)
        path.unlink()
        return Written(self._key, self._rows)
