"""The same lines leave the same bytes, however and in whatever order they come."""

import random
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from smartretail_etl.lake import FolderLake

from tests.unit.etl.lab import Lab

Row = dict[str, Any]


def many(seed: int = 1) -> list[Row]:
    """Six weeks of two SKUs in five stores, with outliers and days without a price."""
    dice = random.Random(seed)
    first = date(2025, 1, 1)
    return [
        {
            "date": (first + timedelta(days=day)).isoformat(),
            "sku_id": sku,
            "store_id": store,
            "units_sold": dice.choice([1, 2, 2, 3, 90]),
            "price": dice.choice(["", "4.20", "4.40"]),
            "source_event_id": f"{day}{sku}{store}" if dice.random() < 0.7 else "",
            "product_name": f"Product {sku}",
        }
        for day in range(42)
        for sku in ("A", "B")
        for store in ("S1", "S2", "S3", "S4", "S5")
        if dice.random() < 0.6
    ]


def test_the_same_file_twice_leaves_the_same_bytes(lab: Lab) -> None:
    lab.load("U1", many())
    once = lab.bytes_of()

    lab.load("U2", many())

    assert lab.bytes_of() == once


def test_running_an_upload_again_leaves_the_same_bytes(lab: Lab) -> None:
    lab.load("U1", many())
    once = lab.bytes_of("c")

    lab.curate("U1")

    assert lab.bytes_of("c") == once


def test_overlapping_files_in_any_order_leave_the_bytes_of_the_whole(tmp_path: Path) -> None:
    rows = many()
    third = len(rows) // 3
    parts = {"U1": rows[: 2 * third], "U2": rows[third:], "U3": rows[::2]}
    whole = Lab(tmp_path / "whole")
    whole.load("U1", rows)
    for order in (("U1", "U2", "U3"), ("U3", "U1", "U2"), ("U2", "U3", "U1")):
        lab = Lab(tmp_path / "-".join(order))
        for upload in order:
            lab.load(upload, parts[upload])
        assert lab.bytes_of() == whole.bytes_of()


def test_a_late_file_moves_caps_and_prices_of_days_it_does_not_touch(tmp_path: Path) -> None:
    rows = many()
    rows.sort(key=lambda row: row["date"])
    late, early = Lab(tmp_path / "late"), Lab(tmp_path / "early")
    for lab, order in ((late, (1, 0)), (early, (0, 1))):
        halves = (rows[: len(rows) // 2], rows[len(rows) // 2 :])
        for number in order:
            lab.load(f"U{number}", halves[number])

    assert late.bytes_of() == early.bytes_of()


def test_the_newest_upload_corrects_an_event(lab: Lab) -> None:
    event = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "source_event_id": "7"}
    lab.load("U2", [event | {"units_sold": 5, "price": 2}])
    report = lab.load("U1", [event | {"units_sold": 9, "price": 2}])

    assert [row["units_sold"] for row in lab.curated("sales_transactions")] == [5]
    assert {"also_in_other_uploads": 1}.items() <= found(report).items()


def test_a_new_mapping_takes_the_old_days_away(lab: Lab) -> None:
    rows = [{"date": "2025-03-04", "sku_id": "A", "store_id": "S", "units_sold": 1}]
    lab.load("U1", [row | {"other_day": "2025-04-03"} for row in rows])
    mapping = {name: name for name in rows[0]} | {"date": "other_day"}
    lab.load("U1", [row | {"other_day": "2025-04-03"} for row in rows], mapping=mapping)

    assert [str(row["date"]) for row in lab.curated("sales_transactions")] == ["2025-04-03"]


class Faulty(FolderLake):
    """A lake that fails at the n-th change."""

    left = 0

    def write(self, key: str, body: bytes) -> None:
        self._count(key)
        super().write(key, body)

    def delete(self, key: str) -> None:
        self._count(key)
        super().delete(key)

    def _count(self, key: str) -> None:
        Faulty.left -= 1
        if Faulty.left < 0:
            raise OSError(f"cannot change {key}")


def test_a_crash_at_any_write_and_a_second_run_leave_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = many()[:4]
    moved = {name: name for name in rows[0]} | {"date": "other_day"}
    rows = [row | {"other_day": "2025-12-01"} for row in rows]
    before, expected = Lab(tmp_path / "before"), Lab(tmp_path / "expected")
    before.load("U1", rows)
    expected.load("U1", rows, mapping=moved)
    for crash in range(2, 40):
        lab = Lab(Path(copytree(before.root, tmp_path / str(crash))))
        with monkeypatch.context() as patch:
            patch.setattr(Lab, "lake", property(lambda lab: Faulty(lab.root)))
            Faulty.left = crash
            try:
                lab.load("U1", rows, mapping=moved)
                break
            except OSError:
                pass
        lab.tables["U1"] = "sales"
        lab.curate("U1")
        assert lab.bytes_of() == expected.bytes_of()
    assert crash > 10


def found(report: dict[str, Any]) -> dict[str, int]:
    return {rule["rule"]: rule["rows"] for rule in report["quality"]}
