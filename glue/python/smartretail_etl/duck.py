"""The engine on one machine: DuckDB with bounded memory, spilling into its own folder."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from smartretail_etl.engine import Frame
from smartretail_etl.lake import Lake
from smartretail_etl.sinks import Sink, Written, drain

THREADS = 2
MEMORY = "1GB"
BATCH_ROWS = 65_536


class DuckEngine:
    """Relations of one DuckDB connection."""

    def __init__(self, connection: Any, lake: Lake, folder: Path) -> None:
        self._connection = connection
        self._lake = lake
        self._folder = folder
        self._names = (f"kept_{number}" for number in count())

    @classmethod
    @contextmanager
    def start(cls, lake: Lake, folder: Path) -> Iterator["DuckEngine"]:
        """Open a database in `folder`; no extension is ever fetched."""
        settings = {
            "threads": str(THREADS),
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        }
        with duckdb.connect(str(folder / "work.duckdb"), config=settings) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield cls(connection, lake, folder)

    def stage(self, batches: Iterable[Any], schema: Any) -> Frame:
        """Land a stream of raw batches; `content` becomes its fingerprint."""
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        arrived = self._connection.from_arrow(reader)
        columns = ["md5(content) AS content" if n == "content" else n for n in schema.names]
        return self._keep(arrived.project(", ".join(columns)))

    def frame(self, table: Any) -> Frame:
        """Take a small Arrow table."""
        return self._keep(self._connection.from_arrow(table))

    def scan(self, keys: Sequence[str], schema: Any) -> Frame:
        """Read Parquet objects of one schema; no keys give an empty frame."""
        if not keys:
            return self.frame(schema.empty_table())
        paths = [str(path) for path in self._lake.local(keys, self._folder)]
        found = self._connection.read_parquet(paths, hive_partitioning=False)
        return _frame(found.project(", ".join(schema.names)))

    def pin(self, frame: Frame) -> Frame:
        """Compute a frame once and keep it."""
        return self._keep(frame.to_native())

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small result home."""
        found: list[dict[str, Any]] = frame.to_native().to_arrow_table().to_pylist()
        return found

    def export(
        self, frame: Frame, by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write a frame, one part per value of `by`, rows in order, nulls last."""
        ordered = frame.sort(*by, *order, nulls_last=True).to_native()
        return list(drain(ordered.to_arrow_reader(BATCH_ROWS), by, sink))

    def _keep(self, relation: Any) -> Frame:
        name = next(self._names)
        relation.create(name)
        return _frame(self._connection.table(name))


def _frame(native: Any) -> Frame:
    found: Frame = nw.from_native(native)
    return found
