"""Refused rows come back as a file, are mended in place, and return to their upload."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail_etl.reading.mend import neutral, restored
from smartretail_etl.request import RequestError

from tests.unit.etl.lab import TENANT, Lab

MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}
HEADER = ["Day", "Code", "Shop", "Qty", "Note", "row"]
ROWS = [
    ["2025-01-01", "a", "S", "1", "fine", "r1"],
    ["2025-01-32", "b", "S", "two", "=HYPERLINK(1)", "r2"],
    ["2025-01-02", "", "S", "3", "'quoted", "r3"],
    ["2025-01-03", "d", "S", "4", "'=formula", "r4"],
]
REJECTS = f"quarantine/sales_transactions/tenant={TENANT}/upload={{}}/rejects.csv"


def written(rows: list[list[str]], delimiter: str = ";") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def refuse(lab: Lab) -> list[list[str]]:
    """Curate ROWS as U1; return the rejects file cell by cell."""
    form = {"kind": "csv", "delimiter": ";"}
    lab.put("U1", "sales", "f.csv", written([HEADER, *ROWS]), MAPPING, format=form)
    lab.curate("U1", "f.csv")
    return rejects(lab, "U1")


def rejects(lab: Lab, upload: str) -> list[list[str]]:
    text = (lab.root / REJECTS.format(upload)).read_text("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def mend(lab: Lab, upload: str, rows: list[list[str]]) -> None:
    body = b"\xef\xbb\xbf" + written(rows, ",")
    lab.put(upload, "sales", "rejects.csv", body, MAPPING, mends="U1")
    lab.curate(upload, "rejects.csv")


def units(lab: Lab) -> dict[str, Decimal]:
    return {row["sku_id"]: row["units_sold"] for row in lab.curated("sales_transactions")}


def test_a_refused_row_comes_back_whole_and_harmless(lab: Lab) -> None:
    header, *rows = refuse(lab)

    assert header == ["row", "field", "reason", *HEADER, "unreadable_row"]
    assert rows == [
        ["3", "date; units_sold", "not_a_date; not_a_number", "2025-01-32", "b", "S", "two",
         "'=HYPERLINK(1)", "r2", ""],
        ["4", "sku_id", "missing", "2025-01-02", "", "S", "3", "'quoted", "r3", ""],
    ]  # fmt: skip


def test_a_mended_row_joins_its_upload_and_keeps_its_number(lab: Lab) -> None:
    header, first, second = refuse(lab)
    first[3], first[6], second[4] = "2025-01-31", "2", "c"
    mend(lab, "U2", [header, second, first])

    assert units(lab) == {"A": 1, "B": 2, "C": 3, "D": 4}
    before = lab.bytes_of()
    mend(lab, "U3", [header, second, first])
    assert lab.bytes_of() == before


def test_what_is_still_wrong_comes_back_under_the_number_of_its_first_file(lab: Lab) -> None:
    header, first, second = refuse(lab)
    first[3] = "2025-01-31"
    lost = ["", *second[1:]]
    mend(lab, "U2", [header, lost, first])

    again = rejects(lab, "U2")
    assert again[0] == header
    assert [row[:3] for row in again[1:]] == [
        ["", "", "no_row_number"],
        ["3", "units_sold", "not_a_number"],
    ]
    assert again[2][3:] == first[3:]


def test_a_mend_without_row_numbers_is_refused(lab: Lab) -> None:
    lab.put("U2", "sales", "f.csv", b"Day,Code,Shop,Qty\n", MAPPING, mends="U1")

    with pytest.raises(RequestError, match="no column 'row'"):
        lab.curate("U2", "f.csv")


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="'=+-@\t\r\n \uff1da1.", max_size=6))
def test_no_cell_begins_a_formula_and_every_text_is_restored(text: str) -> None:
    safe = neutral(text)

    assert restored(safe) == text
    assert safe == text or safe[0] == "'"


def test_every_row_refused_keeps_their_order(lab: Lab) -> None:
    rows = [["soon", str(at), "S", "1", "x" * 60, ""] for at in range(40_000)]
    rows[100] = ["short"]
    form = {"kind": "csv", "delimiter": ";"}
    lab.put("U1", "sales", "f.csv", written([HEADER, *rows]), MAPPING, format=form)
    lab.curate("U1", "f.csv")

    found = rejects(lab, "U1")[1:]
    assert [row[0] for row in found] == [str(at + 2) for at in range(40_000)]
    assert found[100][1:3] + found[100][-1:] == ["", "ragged_row", "short"]


def test_json_rejects_have_a_column_for_every_field_of_the_file(lab: Lab) -> None:
    objects = [
        {"Day": "2025-01-01", "Code": "a", "Shop": "S", "Qty": 1},
        {"Day": "soon", "Code": "b", "Shop": "S", "Qty": 1.50, "more": {"x": [1, 2], "y": None}},
    ]
    body = "\n".join(json.dumps(one) for one in objects).encode()
    lab.put("U1", "sales", "f", body, MAPPING, format={"kind": "jsonl"})
    lab.curate("U1", "f")

    assert rejects(lab, "U1")[1:] == [
        ["2", "date", "not_a_date", "soon", "b", "S", "1.5", "[1, 2]", "", ""]
    ]


def test_all_parts_of_a_stream_are_read_and_the_newest_event_counts(lab: Lab) -> None:
    event = {"Day": "2025-01-01", "Shop": "S", "event": "e1"}
    parts = {
        "part-b.jsonl": event | {"Code": "a", "Qty": 1, "_version": "upl_1"},
        "part-a.jsonl": event | {"Code": "a", "Qty": 5, "_version": "upl_2"},
        "part-c.jsonl": event | {"Code": "c", "Qty": 7, "_version": "upl_1", "event": "e2"},
    }
    mapping = MAPPING | {"source_event_id": "event"}
    for name, row in parts.items():
        body = json.dumps(row).encode()
        told = {"format": {"kind": "jsonl"}, "origin": "stream"}
        lab.put("stream-2025-01-01", "sales", name, body, mapping, **told)
    report = lab.curate("stream-2025-01-01", "part-b.jsonl")

    assert report["counts"]["read"] == 3
    assert units(lab) == {"A": 5, "C": 7}
