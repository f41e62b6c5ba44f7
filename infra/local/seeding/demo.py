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
    """Upload the simulated retailer's files, sales last, and wait for the first plan."""
    started = time.monotonic()
    door = FrontDoor(settings, published, MANAGER, PASSWORD)
    with tempfile.TemporaryDirectory() as folder:
        say("Demo tenant: making the simulated retailer's files …")
        _write_demo(Path(folder))
        for tables in (COMPANIONS, (MAIN,)):
            sent = {
                table: door.send(table, Path(folder) / f"{table}.csv", simulated=True)
                for table in tables
            }
            curated_at = _wait_curated(door, sent, say)
    _wait_planned(door, curated_at, say)
    say(f"Demo tenant: ready after {time.monotonic() - started:.0f} s")


def _write_demo(folder: Path) -> None:
    command = [sys.executable, "-m", "simulation", "demo", "--out", str(folder)]
    done = subprocess.run(
        [*command, "--seed", str(SEED)], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise LocalError(f"Demo tenant: its files could not be made: {lines[-1]}")


def _wait_curated(door: FrontDoor, sent: dict[str, str], say: Say) -> str:
    """Wait until every upload is curated; return when the last one was."""
    deadline = time.monotonic() + UPLOAD_SECONDS
    waiting, last = dict(sent), ""
    while waiting:
        if time.monotonic() > deadline:
            raise LocalError(f"Demo tenant: {', '.join(waiting)} took too long.")
        for table, upload_id in list(waiting.items()):
            upload = door.get(f"/ingest/{upload_id}")
            if _settled(door, upload, table, say):
                last = max(last, upload["updated_at"])
                del waiting[table]
        time.sleep(POLL_SECONDS)
    return last


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
    """Wait for the plan that the last upload has set off."""
    deadline = time.monotonic() + PLAN_SECONDS
    told: set[str] = set()
    while time.monotonic() < deadline:
        run = _run_since(door, since)
        for stage in run.get("stages") or []:
            if stage["stage"] not in told:
                told.add(stage["stage"])
                say(f"  plan: {stage['stage']}")
        if run.get("state") == "done":
            return
        if run.get("state") == "failed":
            problem = run.get("problem") or {}
            raise LocalError(f"Demo tenant: the plan failed: {problem.get('detail', 'no reason')}")
        time.sleep(POLL_SECONDS)
    raise LocalError("Demo tenant: the plan took too long.")


def _run_since(door: FrontDoor, since: str) -> dict[str, Any]:
    run = door.find("/plan/runs/latest")
    started = (run.get("started_at") or "") if run else ""
    return dict(run) if run and started >= since else {}
