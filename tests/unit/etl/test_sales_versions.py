"""The newest version of an event counts, whoever brought it and in whatever order."""

import json
import random
from datetime import date
from pathlib import Path

import pytest
from smartretail_etl.days import spans
from smartretail_etl.duck import DuckEngine

from tests.unit.etl.lab import Lab
from tests.unit.etl.test_sales_idempotence import many

LINE = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": "1", "price": "2"}
EVENT = ("date", "sku_id", "store_id", "units_sold", "price", "source_event_id")


def test_bytes_do_not_depend_on_how_many_rows_are_worked_on_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = many()
    whole, cut = Lab(tmp_path / "whole"), Lab(tmp_path / "cut")
    for lab, at_once in ((whole, 10**6), (cut, 40)):
        monkeypatch.setattr(DuckEngine, "at_once", at_once)
        lab.load("U1", rows[:90])
        lab.load("U2", rows[60:])

    assert whole.bytes_of("c") == cut.bytes_of("c")


def test_spans_hold_every_day_once_and_not_more_rows_than_asked() -> None:
    days = {date(2025, 1, day): 3 for day in range(1, 11)} | {date(2025, 1, 4): 50}

    found = [[day for day in days if first <= day <= last] for first, last in spans(days, 7)]

    assert [day for span in found for day in span] == sorted(days)
    assert all(len(span) == 1 or sum(days[day] for day in span) <= 7 for span in found)


def stream(lab: Lab, day: str, events: list[dict[str, str]], *, parts: int = 1) -> None:
    """Land events as the worker does, in several objects of one upload, and curate them."""
    upload = f"stream-{day}"
    mapping = {name: name for name in EVENT}
    for part in range(parts):
        body = "\n".join(json.dumps(event) for event in events[part::parts]).encode()
        told = {"origin": "stream", "format": {"kind": "jsonl", "encoding": "utf-8"}}
        lab.put(upload, "sales", f"part-{part}.jsonl", body, mapping, **told)
    lab.curate(upload, "part-0.jsonl")


def event(number: int, units: int, version: str) -> dict[str, str]:
    told = {"units_sold": str(units), "source_event_id": f"E{number}", "_version": version}
    return LINE | told


def test_events_shuffled_repeated_and_corrected_end_in_the_same_bytes(tmp_path: Path) -> None:
    events = [event(number, number + 1, f"upl_A{number}") for number in range(4)]
    events += [event(2, 40, "upl_B2"), event(3, 1, "upl_A1")]
    left = []
    for seed in (1, 2):
        dice, lab = random.Random(seed), Lab(tmp_path / str(seed))
        again = events + dice.sample(events, 3)
        dice.shuffle(again)
        stream(lab, "2025-01-01", again[:5], parts=2)
        stream(lab, "2025-01-02", again[5:] + dice.sample(again[:5], 2))
        left.append(lab.bytes_of())
        assert lab.curated("sales_transactions")[0]["units_sold_original"] == 1 + 2 + 40 + 4

    assert left[0] == left[1]


def mend(lab: Lab, upload: str, rows: list[dict[str, str]]) -> None:
    lab.load(upload, rows, mapping={name: name for name in LINE}, mends="U1")


def test_a_mend_adds_to_its_file_and_a_later_one_of_the_same_row_replaces_it(lab: Lab) -> None:
    bad = LINE | {"date": "soon"}
    lab.load("U1", [LINE, bad])
    mended = {"row": "3", "field": "", "reason": ""} | LINE
    mend(lab, "U2", [mended | {"units_sold": "5"}])
    once = lab.bytes_of()
    mend(lab, "U3", [mended | {"units_sold": "5"}])
    assert lab.bytes_of() == once
    assert [row["units_sold"] for row in lab.curated("sales_transactions")] == [6]

    mend(lab, "U4", [mended | {"date": "2025-01-09", "units_sold": "7"}])
    found = [(str(r["date"]), r["units_sold"]) for r in lab.curated("sales_transactions")]
    assert found == [("2025-01-01", 1), ("2025-01-09", 7)]


def test_a_row_mended_into_one_that_is_there_already_counts_once(lab: Lab) -> None:
    lab.load("U1", [LINE, LINE | {"date": "soon"}])

    mend(lab, "U2", [{"row": "3", "field": "date", "reason": "not_a_date"} | LINE])

    assert lab.curated("sales_transactions")[0]["units_sold"] == 1
