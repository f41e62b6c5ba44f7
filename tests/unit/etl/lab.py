"""A lake in a folder, files put into it, and what became of them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.lake import FolderLake
from smartretail_etl.panel.build import build_panel
from smartretail_etl.sinks import ParquetPart

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
TENANT = "SHOP"


@dataclass
class Lab:
    """One tenant's lake; every upload maps columns of the same name unless told otherwise."""

    root: Path
    engine: str = "duckdb"
    tables: dict[str, str] = field(default_factory=dict)

    @property
    def lake(self) -> FolderLake:
        return FolderLake(self.root)

    def put(
        self,
        upload: str,
        table: str,
        name: str,
        body: bytes,
        mapping: Mapping[str, str],
        **told: Any,
    ) -> None:
        """Put a raw file and the request for it."""
        request = {
            "mapping": dict(mapping),
            "currency": "GBP",
            "base_currency": "GBP",
            "rate": None,
            "simulated": False,
            "format": {"kind": "csv", "delimiter": ",", "encoding": "utf-8", "quote": '"'},
            "origin": "file",
            "as_of_limit": "2026-01-31",
        }
        self.tables[upload] = table
        self.lake.write(self.raw_key(upload, name), body)
        self.lake.write(self.request_key(upload), json.dumps(request | told).encode())

    def raw_key(self, upload: str, name: str) -> str:
        return f"raw/tenant={TENANT}/table={self.tables[upload]}/upload={upload}/{name}"

    def request_key(self, upload: str) -> str:
        return f"reports/intake/tenant={TENANT}/upload={upload}/request.json"

    def curate(self, upload: str, name: str = "file.csv") -> dict[str, Any]:
        """Curate an upload that was put before; return its report."""
        given = Upload(TENANT, upload, self.tables[upload], self.raw_key(upload, name))
        report = curate(self.lake, self.engine, given, self.request_key(upload), lambda: NOW)
        found: dict[str, Any] = json.loads(report)
        return found

    def load(
        self,
        upload: str,
        rows: Sequence[Mapping[str, object]],
        table: str = "sales",
        **told: Any,
    ) -> dict[str, Any]:
        """Put rows as CSV and curate them."""
        columns = list(dict.fromkeys(name for row in rows for name in row))
        mapping = {name: name for name in columns if not name.startswith("other")}
        told = {"mapping": mapping} | told
        self.put(upload, table, "file.csv", csv_bytes(rows, columns), **told)
        return self.curate(upload)

    def curated(self, table: str) -> list[dict[str, Any]]:
        """All curated rows of a table, days in order."""
        found = self.lake.keys(f"curated/{table}/tenant={TENANT}/")
        parts = [pq.read_table(self.root / key, partitioning=None) for key in found]
        rows: list[dict[str, Any]] = pa.concat_tables(parts).to_pylist() if parts else []
        return rows

    def rejects(self, upload: str, table: str = "sales_transactions") -> list[dict[str, str]]:
        """The rejected rows of an upload."""
        key = f"quarantine/{table}/tenant={TENANT}/upload={upload}/rejects.csv"
        text = (self.root / key).read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def bytes_of(self, prefix: str = "curated/") -> dict[str, bytes]:
        """Every object below a prefix."""
        return {key: (self.root / key).read_bytes() for key in self.lake.keys(prefix)}

    def panel(self, run: str = "R1") -> dict[str, Any]:
        """Build the panel of a run; return its manifest."""
        key = build_panel(self.lake, self.engine, TENANT, run)
        found: dict[str, Any] = json.loads(self.lake.read(key) or b"")
        return found

    def records(self, kind: str, run: str = "R1") -> list[dict[str, Any]]:
        """All JSON records of a run's folder."""
        found = self.lake.keys(f"plans/tenant={TENANT}/run={run}/{kind}/")
        texts = ((self.root / key).read_text(encoding="utf-8") for key in found)
        return [json.loads(line) for text in texts for line in text.splitlines()]


def csv_bytes(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write_parquet(lake: FolderLake, key: str, table: Any) -> None:
    """Write a table as the ETL does."""
    part = ParquetPart(lake, key, table.schema)
    for batch in table.to_batches():
        part.write(batch)
    part.close()
