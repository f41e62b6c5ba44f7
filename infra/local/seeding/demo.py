"""Fills the demo tenant through the front door: its files are uploaded, cleaned and planned."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.failure import LocalError
from infra.local.published import Published
from infra.local.seeding.front_door import FrontDoor
from infra.local.seeding.users import PASSWORD
from infra.local.settings import REPOSITORY, LocalSettings

MANAGER = "manager@demo.example"
SEED = 2026
UPLOAD_SECONDS = 900.0
PLAN_SECONDS = 1800.0
EVENT_SECONDS = 60.0
POLL_SECONDS = 1.0
COMPANIONS = (
    "products",
    "stores",
    "suppliers",
    "holidays",
    "promotions",
    "inventory",
    "competitor-prices",
    "receipts",
)
MAIN = "sales"
Say = Callable[[str], None]


def seed_demo(settings: LocalSettings, published: Published, say: Say) -> None:
    """Upload what is missing of the simulated retailer's files, sales last; wait for a plan."""
    started = time.monotonic()
    door = FrontDoor(settings, published, MANAGER, PASSWORD)
    curated = _curated(door)
    if {*COMPANIONS, MAIN} - set(curated):
        say("Demo tenant: making the simulated retailer's files …")
        with tempfile.TemporaryDirectory() as folder:
            _write_demo(Path(folder))
            for tables in (COMPANIONS, (MAIN,)):
                _upload(door, Path(folder), [one for one in tables if one not in curated], say)
    _wait_planned(door, _curated(door)[MAIN], say)
    say(f"Demo tenant: ready after {time.monotonic() - started:.0f} s")


def _curated(door: FrontDoor) -> dict[str, str]:
    """When each table was curated first."""
    uploads = door.get("/ingest")["uploads"]
    return {one["table"]: one["updated_at"] for one in uploads if one["state"] == "curated"}


def _upload(door: FrontDoor, folder: Path, tables: list[str], say: Say) -> None:
    sent = {table: door.send(table, folder / f"{table}.csv", simulated=True) for table in tables}
    _wait_curated(door, sent, say)


def _write_demo(folder: Path) -> None:
    command = [sys.executable, "-m", "simulation", "demo", "--out", str(folder)]
    done = subprocess.run(
        [*command, "--seed", str(SEED)], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise LocalError(f"Demo tenant: its files could not be made: {lines[-1]}")


def _wait_curated(door: FrontDoor, sent: dict[str, str], say: Say) -> None:
    deadline = time.monotonic() + UPLOAD_SECONDS
    waiting = dict(sent)
    while waiting:
        if time.monotonic() > deadline:
            raise LocalError(f"Demo tenant: {', '.join(waiting)} took too long.")
        for table, upload_id in list(waiting.items()):
            if _settled(door, door.get(f"/ingest/{upload_id}"), table, say):
                del waiting[table]
        time.sleep(POLL_SECONDS)


def _settled(door: FrontDoor, upload: dict[str, Any], table: str, say: Say) -> bool:
    if upload["state"] == "needs_mapping":
        mapping = {one["target"]: one["column"] for one in upload["suggested"]}
        door.post(f"/ingest/{upload['upload_id']}/mapping", {"mapping": mapping})
    elif upload["state"] == "failed":
        problem = upload.get("problem") or {}
        raise LocalError(f"Demo tenant: {table} was refused: {problem.get('detail', 'no reason')}")
    elif upload["state"] == "curated":
        counts = upload.get("counts") or {}
        say(f"  {table}: {counts.get('kept', 0):,} of {counts.get('read', 0):,} rows kept")
        return True
    return False


def _wait_planned(door: FrontDoor, since: str, say: Say) -> None:
    """Wait for the plan that the last upload set off; ask for one if it failed or never came."""
    began = time.monotonic()
    failed = _run_since(door, since)
    gone = failed.get("run_id") if failed.get("state") == "failed" else None
    asked = gone is not None and bool(door.post("/plan/runs", {}))
    told: set[str] = set()
    while time.monotonic() < began + PLAN_SECONDS:
        run = _run_since(door, since)
        if run and run["run_id"] != gone:
            _tell(run, told, say)
            if run["state"] == "done":
                return
        elif not asked and time.monotonic() > began + EVENT_SECONDS:
            asked = bool(door.post("/plan/runs", {}))
        time.sleep(POLL_SECONDS)
    raise LocalError("Demo tenant: the plan took too long.")


def _run_since(door: FrontDoor, since: str) -> dict[str, Any]:
    run = door.find("/plan/runs/latest")
    started = (run.get("started_at") or "") if run else ""
    return dict(run) if run and started >= since else {}


def _tell(run: dict[str, Any], told: set[str], say: Say) -> None:
    for stage in run.get("stages") or []:
        if stage["stage"] not in told:
            told.add(stage["stage"])
            say(f"  plan: {stage['stage']}")
    if run["state"] == "failed":
        problem = run.get("problem") or {}
        raise LocalError(f"Demo tenant: the plan failed: {problem.get('detail', 'no reason')}")
