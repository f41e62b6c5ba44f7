"""What the curate job makes of a file that passed inspection, in a lake of its own."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from smartretail_etl import keys
from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.lake import FolderLake
from smartretail_etl.request import RequestError

from simulation.broken_files.case import Case, Failed, Read
from simulation.broken_files.desk import TENANT, UPLOAD, Outcome

_NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Cleaned:
    """How many rows were kept, and why which rows were set aside; or why the job gave up."""

    kept: int
    rejected: dict[int, str]
    sentence: str = ""


def clean(case: Case, outcome: Outcome, folder: Path) -> Cleaned:
    """Curate the file of a case as its inspection asks, in an empty folder."""
    lake, key = FolderLake(folder), outcome.upload.key
    request = f"reports/intake/tenant={TENANT}/upload={UPLOAD}/request.json"
    lake.write(key, case.build())
    lake.write(request, json.dumps(outcome.request).encode())
    upload = Upload(TENANT, UPLOAD, case.table, key)
    try:
        report = json.loads(curate(lake, "duckdb", upload, request, lambda: _NOW))
    except RequestError as problem:
        return Cleaned(0, {}, str(problem))
    rejects = lake.read(keys.rejects(outcome.upload.spec.glue_table, TENANT, UPLOAD)) or b""
    rows = csv.DictReader(io.StringIO(rejects.decode("utf-8-sig"), newline=""))
    kept = report["counts"]["kept"] + report["counts"].get("returns", 0)
    return Cleaned(kept, {int(row["row"]): row["reason"] for row in rows})


def wrong(case: Case, found: Cleaned) -> str | None:
    """Return what is not as it should be after the job, None when all is."""
    if isinstance(case.answer, Failed):
        lacking = [word for word in case.answer.words if word not in found.sentence]
        return f"{lacking} not in: {found.sentence}" if lacking else None
    if not isinstance(case.answer, Read):
        return None
    same = found.rejected.keys() == case.answer.rejected.keys() and all(
        reason in found.rejected[row].split("; ") for row, reason in case.answer.rejected.items()
    )
    if same and found.kept == case.answer.kept and not found.sentence:
        return None
    return f"{found} instead of {case.answer.kept} kept, {dict(case.answer.rejected)}"
