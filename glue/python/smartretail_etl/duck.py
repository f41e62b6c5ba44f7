"""The engine on one machine: DuckDB with bounded memory, spilling into its own folder."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from smartretail_etl.engine import Frame, Shape
from smartretail_etl.lake import Lake
from smartretail_etl.sinks import Sink, Written, drain

THREADS = 2
MEMORY = "2GB"
BATCH_ROWS = 65_536
AHEAD = 8
"""Batches computed ahead of the writer, so that both cores work."""


class DuckEngine:
    """Relations of one DuckDB connection."""

    at_once = 2_000_000

    def __init__(self, connection: Any, lake: Lake, folder: Path) -> None:
        self._connection = connection
        self._lake = lake
        self._folder = folder
        self._names = (f"kept_{number}" for number in count())

    @classmethod
    @contextmanager
    def start(cls, lake: Lake, folder: Path) -> Iterator["DuckEngine"]:
        """Open a database that spills into `folder`; no extension is ever fetched.

        It lives in memory: one in a file compresses every table it keeps, which costs more than
        the rules themselves.
        """
        settings = {
            "threads": str(THREADS),
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield cls(connection, lake, folder)

    def stage(self, batches: Iterable[Any], schema: Any, shape: Shape) -> Frame:
        """Land a stream of raw batches as `shape` makes it; it can be read only once."""
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        arrived = self._connection.from_arrow(reader)
        names = [f'"{name}"' for name in schema.names if name != "content"]
        return self.pin(
            shape(_frame(arrived.project(", ".join([*names, "md5(content) AS content"]))))
        )

    def frame(self, table: Any) -> Frame:
        """Take a small Arrow table."""
        return self._keep(self._connection.from_arrow(table))

    def scan(self, keys: Sequence[str], schema: Any) -> Frame:
        """Read Parquet objects of one schema; no keys give an empty frame."""
        if not keys:
            return self.frame(schema.empty_table())
        paths = [str(path) for path in self._lake.local(keys, self._folder)]
        found = self._connection.read_parquet(
            paths, hive_partitioning=False, union_by_name=len(paths) > 1
        )
        return _frame(found.project(", ".join(schema.names)))

    def pin(self, frame: Frame) -> Frame:
        """Compute a frame once and keep it."""
        return self._keep(frame.to_native())

    @contextmanager
    def pinned(self, frame: Frame) -> Iterator[Frame]:
        """Compute a frame once and keep it for a while."""
        kept = self.pin(frame)
        try:
            yield kept
        finally:
            self._connection.execute(f"DROP TABLE {kept.to_native().alias}")

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small result home."""
        found: list[dict[str, Any]] = frame.to_native().to_arrow_table().to_pylist()
        return found

    def export(
        self, frame: Frame, by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write a frame, one part per value of `by`, rows in order, nulls last."""
        return self.export_runs([frame], by, order, sink)

    def export_runs(
        self, frames: Iterable[Frame], by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write frames like one; each holds what comes after all of the one before it."""

        def batches() -> Iterator[Any]:
            for frame in frames:
                ordered = frame.sort(*by, *order, nulls_last=True).to_native()
                yield from ordered.to_arrow_reader(BATCH_ROWS)

        return list(drain(ahead(batches(), AHEAD), by, sink))

    def _keep(self, relation: Any) -> Frame:
        name = next(self._names)
        relation.create(name)
        return _frame(self._connection.table(name))


def _frame(native: Any) -> Frame:
    found: Frame = nw.from_native(native)
    return found


def ahead(items: Iterator[Any], most: int) -> Iterator[Any]:
    """Compute items in another thread, at most so many before they are wanted."""
    ready: Queue[Any] = Queue(most)
    done, stopped = object(), Event()

    def work() -> None:
        try:
            for item in items:
                ready.put(item)
                if stopped.is_set():
                    return
            ready.put(done)
        except BaseException as failure:
            ready.put(failure)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work)
        try:
            while (item := ready.get()) is not done:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            stopped.set()
            while not ready.empty():
                ready.get_nowait()
