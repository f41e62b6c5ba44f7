"""The main job on a real file: 541,909 invoice lines from upload to actions, timed by stage.

Walks through the product's own front door as a shop's manager would: sign-in, presigned upload,
column mapping (country as store, pounds), curated data, plan. Then stock and costs, labelled
simulated, and a second plan. Baseline: DuckDB reading and writing the same file once.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb

from benchmarks.arguments import NotMeasuredError, data_folder, parser
from benchmarks.table import Cell, Table
from infra.local.published import Published
from infra.local.seeding.front_door import FrontDoor, Refused
from infra.local.seeding.users import PASSWORD
from infra.local.testing import LocalCloud
from simulation.companions import write_companions

MANAGER = "manager@shop.example"
CURRENCY = "GBP"
POLL_SECONDS = 0.5
PATIENCE_SECONDS = 1200.0
COMPANIONS = "companion cost, supplier and stock files curated"
SOURCE = "online_retail/transactions.parquet"


@dataclass
class Stopwatch:
    """Rows of the table: what was waited for, and how long."""

    rows: list[tuple[str, float, str]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def lap(self, stage: str, detail: str = "") -> None:
        """Note the time since the last lap."""
        now = time.monotonic()
        self.rows.append((stage, now - self.began, detail))
        self.began = now


def run(arguments: Sequence[str]) -> Table:
    """Time the journey of the file below ``--data``; ``--limit`` takes the first lines only."""
    asked = parser(__doc__)
    asked.add_argument("--limit", type=int, help="only the first lines of the file")
    given = asked.parse_args(arguments)
    source = data_folder(given) / SOURCE
    if not source.exists():
        raise NotMeasuredError(f"no data: {SOURCE} is not there")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "online-retail.csv"
        lines, baseline = write_csv(source, file, given.limit)
        companions = write_companions(file, Path(folder), currency=CURRENCY, seed=1)
        watch = Stopwatch()
        with LocalCloud(Path(folder) / "state", seed="users") as cloud:
            watch.lap("first start: the template deployed, users made")
            facts = walk(cloud, watch, file, companions)
            again(cloud, watch)
    return table(watch, lines, baseline, facts)


def write_csv(source: Path, target: Path, limit: int | None) -> tuple[int, float]:
    """Write the lines as the CSV that UCI ships; return their number and DuckDB's seconds."""
    query = f"SELECT * FROM read_parquet('{source}') LIMIT {limit or 2**62}"  # noqa: S608
    duckdb.sql(f"COPY ({query}) TO '{target}' (HEADER, DELIMITER ',')")
    copy = target.with_suffix(".copy.csv")
    started = time.monotonic()
    read = duckdb.read_csv(str(target), all_varchar=True)
    read.write_csv(str(copy))
    seconds = time.monotonic() - started
    copy.unlink()
    return len(read), seconds


def walk(
    cloud: LocalCloud, watch: Stopwatch, file: Path, companions: dict[str, Path]
) -> dict[str, int]:
    """Do what a manager does; return what was seen on the way."""
    door = manager(cloud)
    door.token()
    watch.lap("sign-in")
    upload = send(door, "sales", file, watch)
    watch.lap("validated, cleaned, curated", f"{upload['counts']['kept']:,} rows kept")
    watch.rows += planned(door, upload)
    watch.began = time.monotonic()
    alone = len(actions(door))
    for name in ("products", "suppliers", "inventory"):
        beside = send(door, name, companions[name], None)
    watch.lap(COMPANIONS)
    planned(door, beside)
    watch.lap("plan with stock and costs", "after the runs that the single files asked for")
    return {**upload["counts"], "actions_sales_alone": alone, "actions": len(actions(door))}


def again(cloud: LocalCloud, watch: Stopwatch) -> None:
    """Stop, start, and fetch what the first page shows."""
    cloud.stop()
    watch.began = time.monotonic()
    cloud.start()
    urlopen(cloud.address, timeout=PATIENCE_SECONDS).close()  # noqa: S310 - our own address
    manager(cloud).get("/kpi")
    watch.lap("second start, all data kept, to the first page")


def manager(cloud: LocalCloud) -> FrontDoor:
    """Return a manager of the empty shop, not signed in yet."""
    site = cloud.configuration()
    published = Published(pool_id=site["userPoolId"], client_id=site["clientId"])
    return FrontDoor(cloud.settings, published, MANAGER, PASSWORD)


def send(door: FrontDoor, table: str, file: Path, watch: Stopwatch | None) -> dict[str, Any]:
    """Upload a file, answer the mapping question, and wait until it is curated."""
    asked = door.send(table, file, simulated=watch is None, currency=CURRENCY)
    if watch:
        watch.lap("upload", f"{file.stat().st_size / 2**20:,.1f} MiB")
    upload = until(door, f"/ingest/{asked}", ("needs_mapping", "curated"))
    if upload["state"] == "needs_mapping":
        if watch:
            watch.lap("inspected, mapping suggested")
        mapping = {one["target"]: one["column"] for one in upload["suggested"]}
        door.post(f"/ingest/{asked}/mapping", {"mapping": mapping})
        upload = until(door, f"/ingest/{asked}", ("curated",))
    return upload


def planned(door: FrontDoor, upload: dict[str, Any]) -> list[tuple[str, float, str]]:
    """Wait for a plan that began after an upload was curated; return its stages and seconds."""
    curated = moment(upload["updated_at"])
    while moment((run := until(door, "/plan/runs/latest", ("done",)))["started_at"]) < curated:
        time.sleep(POLL_SECONDS)
    marks = [(stage["stage"], moment(stage["at"])) for stage in run["stages"]]
    ended = [*(at for _, at in marks[1:]), moment(run["finished_at"])]
    return [
        (f"plan: {name}", (end - at).total_seconds(), "")
        for (name, at), end in zip(marks, ended, strict=True)
    ]


def until(door: FrontDoor, path: str, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Poll until the state is one of the wanted ones."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        seen: dict[str, Any] = found(door, path)
        if seen["state"] in wanted:
            return seen
        if seen["state"] == "failed":
            raise NotMeasuredError(f"{path} failed: {seen.get('problem')}")
        time.sleep(POLL_SECONDS)
    raise NotMeasuredError(f"{path} did not become {' or '.join(wanted)} in time")


def found(door: FrontDoor, path: str) -> dict[str, Any]:
    """Return what is there; before the first plan there is none yet."""
    try:
        return dict(door.get(path))
    except Refused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        return {"state": "absent"}


def actions(door: FrontDoor) -> list[Any]:
    """Return the recommendations of the largest store."""
    answer = door.post("/recommendations", {"store_id": "UNITED KINGDOM"})
    return list(answer["recommendations"])


def moment(text: str) -> datetime:
    """Parse a timestamp of the API."""
    return datetime.fromisoformat(text)


def table(watch: Stopwatch, lines: int, baseline: float, facts: dict[str, int]) -> Table:
    """Set the stages beside the baseline."""
    rows: list[Sequence[Cell]] = [
        (stage, round(seconds, 1), round(seconds / baseline, 1), detail)
        for stage, seconds, detail in watch.rows
    ]
    names = [stage for stage, _, _ in watch.rows]
    path = slice(names.index("sign-in"), names.index(COMPANIONS))
    waited = sum(seconds for _, seconds, _ in watch.rows[path])
    rows.append(("from sign-in to actions on the page", round(waited, 1), None, ""))
    figures = {"lines": lines, "seconds_to_actions": round(waited, 1), **facts}
    return Table(
        title="Journey: UCI Online Retail through the front door",
        columns=("stage", "seconds", "x plain DuckDB read-write", "detail"),
        rows=rows,
        figures=figures,
        notes=(
            f"n = {lines:,} invoice lines; DuckDB reads and writes the CSV in {baseline:.2f} s.",
            f"Kept {facts['kept']:,}, returns {facts['returns']:,}, rejected "
            f"{facts['rejected']:,}, duplicates {facts['duplicates']:,}.",
            f"Actions in the largest store: {facts['actions_sales_alone']:,} from sales alone, "
            f"{facts['actions']:,} with simulated stock and costs.",
        ),
    )
