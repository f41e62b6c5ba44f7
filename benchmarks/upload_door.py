"""One large file through the product's own front door, broken off once, beside a plain copy.

Walks as a shop's manager does: the file goes up in parts, the connection breaks in the middle of
one, another session sends what is missing, the columns are confirmed, and the lines become curated
days. Seconds are those the person waits; memory is each process's largest.
"""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.arguments import NotMeasuredError, parser
from benchmarks.intake_lines import MAPPING, write_generated
from benchmarks.intake_runs import Run, alone
from benchmarks.journey import CURRENCY, Stopwatch, manager, until
from benchmarks.processes import EMULATOR, Processes, Taken
from benchmarks.table import Cell, Table
from infra.local.seeding.front_door import FrontDoor, put
from infra.local.testing import LocalCloud

GIB = 2**30
SAMPLE_ROWS = 100_000
SMALLEST_GIB = 0.04


def run(arguments: Sequence[str]) -> Table:
    """Send a generated file of ``--gib``."""
    asked = parser(__doc__)
    asked.add_argument("--gib", type=float, default=0.1, help="size of the file to generate")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(arguments)
    if given.gib < SMALLEST_GIB:
        raise NotMeasuredError(f"--gib {given.gib} is sent whole; {SMALLEST_GIB} comes in parts")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.csv"
        rows = write_sized(given.gib, given.seed, file)
        gib = file.stat().st_size / GIB
        kept = Path(folder) / "copy"
        copy, _ = alone(kept, "-m", "benchmarks.intake_sql", "copy", file, kept)
        (kept / "copy.csv").unlink()
        watch = Stopwatch()
        with (
            LocalCloud(Path(folder) / "state", seed="users") as cloud,
            Processes(cloud.pid) as seen,
        ):
            upload = send(cloud, file, watch)
    return table(gib, rows, copy, watch, seen, upload)


def write_sized(gib: float, seed: int, file: Path) -> int:
    """Write about so many GiB of generated invoice lines; return their number."""
    write_generated(SAMPLE_ROWS, seed, file)
    return write_generated(int(gib * GIB / file.stat().st_size * SAMPLE_ROWS), seed, file)


def send(cloud: LocalCloud, file: Path, watch: Stopwatch) -> dict[str, Any]:
    """Do what a person does from choosing the file to its curated days; return the upload."""
    door = manager(cloud)
    door.token()
    watch.lap("sign-in")
    watch.rows.clear()
    said = {"file_name": file.name, "size_bytes": file.stat().st_size, "currency": CURRENCY}
    asked: str = door.post("/ingest/sales", said)["upload_id"]
    arrived = send_half(door, asked, file)
    watch.lap("sent until it broke off", f"{arrived} parts")
    again = manager(cloud)
    parts = again.post(f"/ingest/{asked}/parts", {})
    if len(parts["received"]) != arrived:
        raise NotMeasuredError(f"{parts['received']} arrived, {arrived} were sent")
    again.send_parts(asked, file)
    watch.lap("sent the rest in another session", f"{parts['parts'] - arrived} parts")
    until(again, f"/ingest/{asked}", ("needs_mapping",))
    watch.lap("inspected")
    again.post(f"/ingest/{asked}/mapping", {"mapping": MAPPING})
    upload = until(again, f"/ingest/{asked}", ("curated",))
    watch.lap("validated, cleaned, curated", f"{upload['counts']['kept']:,} rows kept")
    return upload


def send_half(door: FrontDoor, upload_id: str, file: Path) -> int:
    """Send half of the parts and break off within the next one; return how many arrived."""
    asked = door.post(f"/ingest/{upload_id}/parts", {})
    half: int = min(asked["parts"] // 2, len(asked["urls"]) - 1)
    with file.open("rb") as content:
        for part in asked["urls"][:half]:
            put(part["url"], content.read(part["size_bytes"]), {})
        broken = asked["urls"][half]
        break_off(broken["url"], content.read(broken["size_bytes"]))
    return half


def break_off(url: str, body: bytes) -> None:
    """Send half of a body and hang up."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.putrequest("PUT", f"{parts.path}?{parts.query}")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[: len(body) // 2])
    connection.close()


def table(
    gib: float, rows: int, copy: Run, watch: Stopwatch, seen: Processes, upload: dict[str, Any]
) -> Table:
    """Set stages and memory beside the plain copy."""
    counts = upload["counts"]
    if counts["read"] != rows:
        raise NotMeasuredError(f"{rows} lines were sent, {counts['read']} were read")
    waited = sum(seconds for _, seconds, _ in watch.rows)
    stages = [*watch.rows, ("from the first byte to curated days", waited, "")]
    body: list[Sequence[Cell]] = [
        (stage, f"{seconds:.1f}", f"{seconds / copy.seconds:.1f}", None, None, detail)
        for stage, seconds, detail in stages
    ]
    worker, job = seen.largest("function:"), seen.largest("job:curate")
    emulator = seen.largest(EMULATOR)
    body += [_process(taken) for taken in (worker, job, emulator)]
    body.append(_process(Taken("plain DuckDB copy", copy.peak_mib, copy.cpu_seconds), copy.seconds))
    return Table(
        title="A large file through the front door",
        columns=("stage or process", "seconds", "x plain copy", "CPU s", "peak MiB", "detail"),
        rows=body,
        figures={"gib": round(gib, 3), "rows": rows, "seconds": round(waited, 1)}
        | _figures(worker, job, emulator, copy),
        notes=(
            f"{rows:,} generated invoice lines, {gib:.2f} GiB, in parts of 16 MiB. Read "
            f"{counts['read']:,}, kept {counts['kept']:,}, returns {counts['returns']:,}, "
            f"rejected {counts['rejected']:,}, duplicates {counts['duplicates']:,}.",
            "Peaks are resident memory of whole processes, as the kernel saw it; of the functions, "
            "the largest. The emulator stands for S3 and the rest of AWS on this machine and holds "
            "whole bodies in memory, so it grows with the file; in AWS there is none.",
            "The copy runs alone; the stages share the machine with the emulator.",
        ),
    )


def _process(taken: Taken, seconds: float | None = None) -> Sequence[Cell]:
    alone = (None, None) if seconds is None else (f"{seconds:.1f}", "1.0")
    return (taken.kind, *alone, f"{taken.cpu_seconds:.1f}", round(taken.peak_mib), "")


def _figures(worker: Taken, job: Taken, emulator: Taken, copy: Run) -> dict[str, float]:
    return {
        "job_peak_mib": round(job.peak_mib),
        "worker_peak_mib": round(worker.peak_mib),
        "emulator_peak_mib": round(emulator.peak_mib),
        "copy_peak_mib": round(copy.peak_mib),
        "job_cpu_seconds": round(job.cpu_seconds, 1),
        "copy_seconds": round(copy.seconds, 1),
        "copy_cpu_seconds": round(copy.cpu_seconds, 1),
    }
