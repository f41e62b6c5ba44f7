"""What the rules need of a compute engine; DuckDB and Spark give it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeAlias

import narwhals as nw

from smartretail_etl.lake import Lake
from smartretail_etl.sinks import Sink, Written

Frame: TypeAlias = nw.LazyFrame[Any]
Shape: TypeAlias = Callable[[Frame], Frame]


class Engine(Protocol):
    """Reads, keeps and writes frames; everything between is narwhals."""

    at_once: int
    """Rows that one step may hold: larger frames are worked through in spans of days."""

    def stage(self, batches: Iterable[Any], schema: Any, shape: Shape) -> Frame:
        """Land a stream of raw batches as `shape` makes it; `content` becomes its fingerprint."""

    def frame(self, table: Any) -> Frame:
        """Take a small Arrow table."""

    def scan(self, keys: Sequence[str], schema: Any) -> Frame:
        """Read Parquet objects of one schema; no keys give an empty frame."""

    def pin(self, frame: Frame) -> Frame:
        """Compute a frame once and keep it, cut off from what it was read from."""

    def pinned(self, frame: Frame) -> AbstractContextManager[Frame]:
        """Compute a frame once and keep it for a while."""

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small result home."""

    def export(
        self, frame: Frame, by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write a frame, one part per value of `by`, rows in order, nulls last."""

    def export_runs(
        self, frames: Iterable[Frame], by: Sequence[str], order: Sequence[str], sink: Sink
    ) -> list[Written]:
        """Write frames like one; each holds what comes after all of the one before it."""


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
