"""The whole product on this machine, its processes killed while a file is on its way."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from smartretail.intake.limits import PART_BYTES

from infra.local.processes import PROC, running
from infra.local.published import Published
from infra.local.seeding.front_door import FrontDoor, put
from infra.local.seeding.users import PASSWORD
from infra.local.testing import LocalCloud

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="processes are found as Linux tells")
MANAGER = "manager@shop.example"
MACHINE = "arn:aws:states:ap-south-1:000000000000:stateMachine:smartretail-dev-intake"
NAMES = ("date", "sku_id", "store_id", "units_sold", "product_name")
UNCLEAR = b"Day;Code;Shop;Qty\n13.01.2024;A1;S01;3\n14.01.2024;A2;S01;1\n"
WAIT_SECONDS = 90.0
LOOK_SECONDS = 0.005


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """The product with its users, which may be killed."""
    made = LocalCloud(tmp_path_factory.mktemp("product") / "state", seed="users")
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def door(product: LocalCloud) -> FrontDoor:
    """The manager of the empty shop."""
    site = product.configuration()
    published = Published(pool_id=site["userPoolId"], client_id=site["clientId"])
    return FrontDoor(product.settings, published, MANAGER, PASSWORD)


@contextmanager
def killed(product: LocalCloud, kind: str, times: int) -> Iterator[list[int]]:
    """Kill processes of this kind as they come up, so many of them; yield their ids."""
    done: list[int] = []
    left = threading.Event()

    def kill() -> None:
        while len(done) < times and not left.wait(LOOK_SECONDS):
            for pid, name in running(product.pid):
                if name == kind and pid not in done and len(done) < times:
                    os.kill(pid, signal.SIGKILL)
                    done.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield done
    finally:
        left.set()
        killer.join()


def until(look: Callable[[], Any]) -> Any:
    """What `look` returns as soon as it is true."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def ended(door: FrontDoor, upload_id: str, *states: str) -> Any:
    """The upload, once it is in one of these states."""

    def look() -> Any:
        upload = door.get(f"/ingest/{upload_id}")
        return upload if upload["state"] in states else None

    return until(look)


def test_a_file_that_nobody_announced_ends_in_a_failed_execution(product: LocalCloud) -> None:
    lake = next(
        one["Name"]
        for one in product.client("s3").list_buckets()["Buckets"]
        if "lake" in one["Name"]
    )
    for key in ("raw/tenant=SHOP/table=sales/upload=upl_0/f.csv", "raw/what is this?.csv"):
        product.client("s3").put_object(Bucket=lake, Key=key, Body=b"a\n")
    states = product.client("stepfunctions")

    def failures() -> bool:
        found = states.list_executions(stateMachineArn=MACHINE, statusFilter="FAILED")
        return len(found["executions"]) == 2

    assert until(failures)


def test_a_killed_function_is_tried_again(
    product: LocalCloud, door: FrontDoor, tmp_path: Path
) -> None:
    file = tmp_path / "unclear.csv"
    file.write_bytes(UNCLEAR)
    with killed(product, "function:intake_step_inspect", times=2) as victims:
        upload_id = door.send("sales", file, simulated=False)
        upload = ended(door, upload_id, "needs_mapping", "failed")

    assert (upload["state"], len(victims)) == ("needs_mapping", 2)
    assert [stage["stage"] for stage in upload["stages"]] == [
        "awaiting_upload",
        "inspecting",
        "needs_mapping",
    ]


def test_a_large_file_outlives_the_death_of_everything_on_its_way(
    product: LocalCloud, door: FrontDoor, tmp_path: Path
) -> None:
    file = tmp_path / "large.csv"
    units = write_large(file)
    said = {"file_name": file.name, "size_bytes": file.stat().st_size}
    upload_id = door.post("/ingest/sales", said)["upload_id"]
    first = door.post(f"/ingest/{upload_id}/parts", {})["urls"][0]
    put(first["url"], file.read_bytes()[: first["size_bytes"]], {})
    time.sleep(3.0)
    product.kill()
    product.start()
    assert door.post(f"/ingest/{upload_id}/parts", {})["received"] == [1]

    with killed(product, "job:curate", times=1) as victims:
        door.send_parts(upload_id, file)
        failed = ended(door, upload_id, "failed", "curated")
    assert (failed["problem"]["title"], len(victims)) == ("The cleaning broke off", 1)

    door.post(f"/ingest/{upload_id}/mapping", {"mapping": {name: name for name in NAMES}})
    until(lambda: any(kind == "job:curate" for _, kind in running(product.pid)))
    product.kill()
    product.start()
    with killed(product, "function:intake_step_finish", times=1) as victims:
        upload = ended(door, upload_id, "curated", "failed")

    assert (upload["state"], len(victims)) == ("curated", 1)
    assert upload["counts"]["read"] == len(units)
    assert (upload["counts"]["kept"], upload["counts"]["duplicates"]) == (len(units), 0)
    assert curated(product) == (len(units), sum(units))


def write_large(file: Path) -> list[int]:
    """Write a file of two parts whose lines all differ; return the units of each."""
    units: list[int] = []
    with file.open("w") as lines:
        lines.write(",".join(NAMES) + "\n")
        while lines.tell() <= PART_BYTES + 1000:
            number = len(units)
            units.append(1 + number % 7)
            day, name = 1 + number % 3, f"product {number // 3} " + "of a long name " * 40
            lines.write(f"2024-01-0{day},A{number // 3},S01,{units[-1]},{name}\n")
    return units


def curated(product: LocalCloud) -> tuple[int, int]:
    """Rows and units of the shop's curated sales."""
    s3, rows, units = product.client("s3"), 0, 0
    for bucket in s3.list_buckets()["Buckets"]:
        found = s3.list_objects_v2(Bucket=bucket["Name"], Prefix="curated/sales_transactions/")
        for each in found.get("Contents", []):
            if "tenant=SHOP" in each["Key"] and each["Key"].endswith(".parquet"):
                body = s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()
                table = pq.read_table(BytesIO(body), columns=["units_sold"])
                rows += len(table)
                units += int(pc.sum(table["units_sold"]).as_py())
    return rows, units
