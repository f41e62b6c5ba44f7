"""Two small overlapping uploads, and how to curate or forget them on any lake."""

import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.forget import forget_upload
from smartretail_etl.lake import Lake

from tests.reliability.tripwire import Wire, Wired
from tests.unit.etl.lab import NOW, TENANT, Lab, csv_bytes

Row = dict[str, Any]
JOBS = Path(__file__).resolve().parents[2] / "glue" / "jobs"


def sales(days: Sequence[int], units: int) -> list[Row]:
    """Sales of two SKUs; each second day has no price and carries the last one."""
    return [
        {
            "date": f"2025-03-{day:02}",
            "sku_id": sku,
            "store_id": "S",
            "units_sold": units + day,
            "price": "2.5" if day % 2 else "",
            "source_event_id": f"{day}{sku}",
            "product_name": f"Tea {sku}",
        }
        for day in days
        for sku in ("A", "B")
    ]


FILES = {"U1": sales((1, 2, 4), 3), "U2": [*sales((2, 3), 8), {"date": "soon", "sku_id": "A"}]}


def bring(lab: Lab, upload: str, rows: Sequence[Row], table: str = "sales") -> None:
    """Put an upload's raw file and request; curate nothing yet."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    mapping = {name: name for name in columns}
    lab.put(upload, table, "file.csv", csv_bytes(rows, columns), mapping)


def opened(folder: Path, files: dict[str, list[Row]] | None = None) -> Lab:
    """A lake with raw files that nothing has been made of."""
    lab = Lab(folder)
    for upload, rows in (files or FILES).items():
        bring(lab, upload, rows)
    return lab


def copied(lab: Lab, folder: Path) -> Lab:
    """The same lake once more."""
    return Lab(Path(copytree(lab.root, folder)), tables=dict(lab.tables))


def run(lab: Lab, upload: str, lake: Lake | None = None) -> None:
    """Curate an upload on a lake, the lab's own unless another is given."""
    given = Upload(TENANT, upload, lab.tables[upload], lab.raw_key(upload, "file.csv"))
    curate(lake or lab.lake, lab.engine, given, lab.request_key(upload), lambda: NOW)


def forget(lab: Lab, upload: str, lake: Lake | None = None) -> None:
    """Forget an upload."""
    forget_upload(lake or lab.lake, lab.engine, TENANT, lab.tables[upload], upload)


Act = Callable[[Lab, str, Lake | None], None]


def wired(lab: Lab, wire: Wire) -> Any:
    """The lab's lake, its calls led over a wire."""
    return Wired(lab.lake, wire)


def job(name: str) -> Any:
    """A Glue job's `main`, as the script has it."""
    found: Any = runpy.run_path(str(JOBS / f"{name}.py"))["main"]
    return found


def arguments(lab: Lab, upload: str, name: str = "file.csv") -> list[str]:
    """What the state machine gives the curate job."""
    given = {
        "lake": lab.root,
        "tenant": TENANT,
        "upload_id": upload,
        "table": lab.tables[upload],
        "key": lab.raw_key(upload, name),
        "request": lab.request_key(upload),
        "engine": "duckdb",
    }
    return [part for key, value in given.items() for part in (f"--{key}", str(value))]
