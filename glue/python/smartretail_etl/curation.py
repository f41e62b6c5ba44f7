"""One upload on its way into the curated tables, and what it works with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from smartretail_etl import keys
from smartretail_etl.engine import Engine, Frame
from smartretail_etl.rebuild import Home
from smartretail_etl.report import Report
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import TableSpec
from smartretail_etl.sinks import FileSink


@dataclass(frozen=True)
class Upload:
    """One raw object and who brought it."""

    tenant: str
    upload_id: str
    table: str
    key: str


@dataclass(frozen=True)
class Curation:
    """One upload on its way into the curated tables."""

    home: Home
    upload: Upload
    table: TableSpec
    request: CurateRequest
    report: Report
    read: list[str] = field(default_factory=list)
    """Keys of the raw objects that were read."""

    @property
    def engine(self) -> Engine:
        """The engine at work."""
        return self.home.engine

    def keep(self, frames: Iterable[Frame], name: str, order: list[str], schema: Any) -> int:
        """Write the clean rows of this upload and return how many there are."""
        key = keys.clean(name, self.upload.tenant, self.upload.upload_id)
        sink = FileSink(self.home.lake, key, schema)
        narrow = (frame.select(schema.names) for frame in frames)
        written = self.engine.export_runs(narrow, [], order, sink)
        if not written:
            self.home.lake.delete(key)
        return sum(part.rows for part in written)

    def kept(self, name: str, schema: Any) -> Frame:
        """Read back the clean rows of this upload."""
        key = keys.clean(name, self.upload.tenant, self.upload.upload_id)
        return self.engine.scan(self.home.lake.keys(key), schema)
