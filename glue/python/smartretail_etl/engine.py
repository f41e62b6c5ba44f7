"""What the rules need of a compute engine; DuckDB and Spark give it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeAlias

import narwhals as nw

from smartretail_etl.lake import Lake
from smartretail_etl.sinks import Sink, Written

Frame: TypeAlias = nw.LazyFrame[Any]


class Engine(Protocol):
    """Reads, keeps and writes frames; everything between is narwhals."""

    def stage(self, batches: Iterable[Any], schema: Any) -> Frame:
        """Land a stream of raw batches; `content` becomes its fingerprint."""

    def frame(self, table: Any) -> Frame:
        """Take a small Arrow table."""

    def scan(self, keys: Sequence[str], schema: Any) -> Frame:
        """Read Parquet objects of one schema; no keys give an empty frame."""

    def pin(self, frame: Frame) -> Frame:
        """Compute a frame once and keep it, cut off from what it was read from."""

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small result home."""

    def export(
        self, frame: Frame, by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write a frame, one part per value of `by`, rows in order, nulls last."""


@contextmanager
def open_engine(name: str, lake: Lake, scratch: str) -> Iterator[Engine]:
    """Open an engine by name; `scratch` is a key prefix it may use and empties at the end."""
    with TemporaryDirectory(prefix="smartretail-etl-") as folder:
        if name == "spark":
            from smartretail_etl.spark import SparkEngine

            engine = SparkEngine.start(lake, scratch, Path(folder))
            try:
                yield engine
            finally:
                engine.clear()
        else:
            from smartretail_etl.duck import DuckEngine

            with DuckEngine.start(lake, Path(folder)) as duck:
                yield duck
