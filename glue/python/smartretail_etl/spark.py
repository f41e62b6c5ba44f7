"""The engine on a cluster: PySpark; parts are written by the tasks with the same sinks."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

from smartretail_etl.engine import Frame, Shape
from smartretail_etl.lake import Lake
from smartretail_etl.sinks import FileSink, Sink, Written, drain

WRITTEN = "key string, rows long"


class SparkEngine:
    """Data frames of one Spark session."""

    at_once = 1_000_000_000

    def __init__(self, session: Any, lake: Lake, scratch: str, folder: Path) -> None:
        self._session = session
        self._lake = lake
        self._scratch = scratch
        self._folder = folder
        self._numbers = count()

    @classmethod
    def start(cls, lake: Lake, scratch: str, folder: Path) -> "SparkEngine":
        """Use the running session, or start one; dates are read in UTC."""
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession

        session = SparkSession.builder.getOrCreate()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        return cls(session, lake, scratch, folder)

    def stage(self, batches: Iterable[Any], schema: Any, shape: Shape) -> Frame:
        """Land raw batches as Parquet that tasks can split, then as `shape` makes them."""
        from pyspark.sql import functions as sql

        key = self._scratch_key()
        written = list(drain(iter(batches), (), FileSink(self._lake, key, schema)))
        if not written:
            return shape(self.frame(schema.empty_table()))
        landed = self._session.read.parquet(self._lake.uri(key))
        return self.pin(shape(_frame(landed.withColumn("content", sql.md5("content")))))

    def frame(self, table: Any) -> Frame:
        """Take a small Arrow table."""
        key = self._scratch_key()
        part = FileSink(self._lake, key, table.schema).part(())
        for batch in table.to_batches():
            part.write(batch)
        part.close()
        return _frame(self._session.read.parquet(self._lake.uri(key)))

    def scan(self, keys: Sequence[str], schema: Any) -> Frame:
        """Read Parquet objects of one schema; no keys give an empty frame."""
        if not keys:
            return self.frame(schema.empty_table())
        found = self._session.read.parquet(*(self._lake.uri(key) for key in keys))
        return _frame(found.select(*schema.names))

    def pin(self, frame: Frame) -> Frame:
        """Compute a frame once and keep it, cut off from what it was read from."""
        return _frame(frame.to_native().localCheckpoint(eager=True))

    @contextmanager
    def pinned(self, frame: Frame) -> Iterator[Frame]:
        """Compute a frame once and keep it for a while."""
        kept = frame.to_native().persist()
        try:
            yield _frame(kept)
        finally:
            kept.unpersist()

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small result home."""
        return [row.asDict(recursive=True) for row in frame.to_native().collect()]

    def export(
        self, frame: Frame, by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write a frame, one part per value of `by`, rows in order, nulls last."""
        from pyspark.sql import functions as sql

        native = frame.to_native()
        spread = native.repartition(*by) if by else native.coalesce(1)
        ordered = spread.sortWithinPartitions(*(sql.asc_nulls_last(c) for c in (*by, *order)))
        done = ordered.mapInArrow(partial(_write, by=tuple(by), sink=sink), WRITTEN).collect()
        return [Written(row["key"], row["rows"]) for row in done]

    def export_runs(
        self, frames: Iterable[Frame], by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write frames like one; each holds what comes after all of the one before it."""
        return self.export(nw.concat(list(frames), how="vertical"), by, order, sink)

    def clear(self) -> None:
        """Remove the scratch objects."""
        for key in self._lake.keys(self._scratch):
            self._lake.delete(key)

    def _scratch_key(self) -> str:
        return f"{self._scratch}{next(self._numbers)}.parquet"


def _frame(native: Any) -> Frame:
    found: Frame = nw.from_native(native)
    return found


def _write(batches: Iterator[Any], by: tuple[str, ...], sink: Sink) -> Iterator[Any]:
    for written in drain(batches, by, sink):
        yield pa.RecordBatch.from_pydict({"key": [written.key], "rows": [written.rows]})
