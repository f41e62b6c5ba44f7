"""Fills the demo tenant through the front door: its files are uploaded, cleaned and planned."""

import importlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.failure import LocalError
from infra.local.published import Published
from infra.local.seeding.front_door import FrontDoor
from infra.local.seeding.users import PASSWORD
from infra.local.settings import LocalSettings

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
            _wait_curated(door, sent, say)
    _wait_planned(door, say)
    say(f"Demo tenant: ready after {time.monotonic() - started:.0f} s")


def _write_demo(folder: Path) -> None:
    export = importlib.import_module("simulation.export")
    export.write_demo(folder, seed=SEED)


def _wait_curated(door: FrontDoor, sent: dict[str, str], say: Say) -> None:
    deadline = time.monotonic() + UPLOAD_SECONDS
    waiting = dict(sent)
    while waiting:
        if time.monotonic() > deadline:
            raise LocalError(f"Demo tenant: {', '.join(waiting)} took too long.")
        for table, upload_id in list(waiting.items()):
            upload = door.get(f"/ingest/{upload_id}")
            if _settled(door, upload, table, say):
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


def _wait_planned(door: FrontDoor, say: Say) -> None:
    """Wait for the run that the last upload asked for."""
    deadline = time.monotonic() + PLAN_SECONDS
    run, told = door.post("/plan/runs", {}), 0
    say("  plan: requested")
    while time.monotonic() < deadline:
        run = door.get("/plan/runs/latest")
        stages = run.get("stages") or []
        for stage in stages[told:]:
            say(f"  plan: {stage['stage']}")
        told = max(told, len(stages))
        if run["state"] == "done":
            return
        if run["state"] == "failed":
            problem = run.get("problem") or {}
            raise LocalError(f"Demo tenant: the plan failed: {problem.get('detail', 'no reason')}")
        time.sleep(POLL_SECONDS)
    raise LocalError("Demo tenant: the plan took too long.")
