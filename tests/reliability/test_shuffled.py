"""Files, mends and streams, in any order and however often, end in the same bytes."""

import json
import random
from pathlib import Path

from tests.reliability.scene import bring, run, sales
from tests.unit.etl.lab import Lab, csv_bytes

COLUMNS = ("date", "sku_id", "store_id", "units_sold", "price")
MAPPING = {name: name for name in COLUMNS}
Cells = tuple[str, ...]


def told(*rows: Cells, first: Cells = COLUMNS) -> bytes:
    return csv_bytes([dict(zip(first, row, strict=True)) for row in rows], first)


def mend(lab: Lab, upload: str, *rows: Cells) -> None:
    """Bring rows of U1 back; each begins with its record number there."""
    lab.put(upload, "sales", "file.csv", told(*rows, first=("row", *COLUMNS)), MAPPING, mends="U1")


def stream(lab: Lab, *events: tuple[str, int, str]) -> None:
    """Land events (id, units, version) as one object each."""
    upload = "stream-2025-03-05"
    names = (*COLUMNS, "source_event_id")
    for number, (event, units, version) in enumerate(events):
        body = dict(zip(COLUMNS, ("2025-03-01", "A", "S", str(units), "3"), strict=True))
        line = json.dumps(body | {"source_event_id": event, "_version": version}).encode()
        name = "file.csv" if number == 0 else f"part-{number}.jsonl"
        form = {"kind": "jsonl", "encoding": "utf-8"}
        mapping = {name: name for name in names}
        lab.put(upload, "sales", name, line, mapping, origin="stream", format=form)


def brought(folder: Path) -> Lab:
    """A file with two refused rows, mends of them, another file and a stream, none curated."""
    lab = Lab(folder)
    body = told(
        ("2025-03-01", "A", "S", "1", "2"),
        ("1 March", "B", "S", "2", "2"),
        ("2025-03-02", "B", "S", "three", "2"),
    )
    lab.put("U1", "sales", "file.csv", body, MAPPING)
    mend(lab, "U2", ("3", "2025-03-01", "B", "S", "2", "2"), ("4", "2025-03-02", "B", "S", "3", ""))
    mend(lab, "U3", ("3", "2025-03-03", "B", "S", "2", "2"))
    bring(lab, "U4", sales((1, 2), 5))
    stream(lab, ("E1", 4, "upl_A"), ("E1", 6, "upl_B"), ("E1", 4, "upl_A"))
    return lab


def after(folder: Path, order: list[str]) -> dict[str, bytes]:
    lab = brought(folder)
    for upload in order:
        run(lab, upload)
    return lab.bytes_of("c") | lab.bytes_of("quarantine/")


def test_any_order_and_repetition_ends_in_the_same_bytes(tmp_path: Path) -> None:
    uploads = ["U1", "U2", "U3", "U4", "stream-2025-03-05"]
    expected = after(tmp_path / "in order", uploads)
    dice = random.Random(11)
    shuffled = dice.sample(uploads, len(uploads)) + dice.sample(uploads, 2)

    assert after(tmp_path / "shuffled", shuffled) == expected


def test_a_mended_line_counts_once_though_its_day_was_mended_too(tmp_path: Path) -> None:
    """The first mend put the line on 1 March, the second on 3 March; then a file for 1 March."""
    lab = brought(tmp_path)
    for upload in ("U1", "U3", "U2", "U4"):
        run(lab, upload)

    found = {
        str(row["date"]): row["units_sold_original"]
        for row in lab.curated("sales_transactions")
        if row["sku_id"] == "B"
    }
    assert found == {"2025-03-01": 6, "2025-03-02": 10, "2025-03-03": 2}
