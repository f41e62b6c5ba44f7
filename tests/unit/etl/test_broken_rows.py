"""Files as they really come: each flaw costs its own row, never the file around it."""

from pathlib import Path
from typing import Any

import pytest
from smartretail_etl.reading.source import RawRows, open_source
from smartretail_etl.request import CurateRequest, RequestError
from smartretail_etl.tables import SALES

MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}
HEADER = b"Day,Code,Shop,Qty\n"
ROW = b"2025-01-01,a,S,1\n"
GOOD = ("2025-01-01", "A", "S", "1")


def read(path: Path, body: bytes, **told: Any) -> list[dict[str, Any]]:
    """Stage one file; every row with what was found in it."""
    request = {"mapping": MAPPING, "as_of_limit": "2026-01-01", "format": {}} | told
    asked = CurateRequest.parse(request)
    path.write_bytes(body)
    with open_source([path], asked) as source:
        rows = RawRows(source, SALES, asked, "U1")
        found = [row for batch in rows.batches() for row in batch.to_pylist()]
    return sorted(found, key=lambda row: row["record"])


def told(rows: list[dict[str, Any]]) -> list[Any]:
    """The reason of each row, or its values."""
    names = ("date", "sku_id", "store_id", "units_sold")
    return [row["broken"] or tuple(row[name] for name in names) for row in rows]


@pytest.mark.parametrize(
    ("flaw", "encoding", "reason"),
    [
        (b'2025-01-01,"5 inch,S,1', "utf-8", "bad_quotes"),
        (b'2025-01-01,"say "hi" there",S,1', "utf-8", "bad_quotes"),
        (b"2025-01-01,caf\xe9,S,1", "utf-8", "bad_encoding"),
        (b"2025-01-01,caf\x81,S,1", "cp1252", "bad_encoding"),
        (b"2025-01-01,a\0b,S,1", "utf-8", "bad_encoding"),
        (b"2025-01-01,S,1", "utf-8", "ragged_row"),
        (b'2025-01-01,"a\nb",S,1,9', "utf-8", "ragged_row"),
        (HEADER.strip(), "utf-8", "repeated_header"),
        (b"2025-01-01," + b"x" * 17_000_000 + b",S,1", "utf-8", "row_too_long"),
    ],
    ids=["open", "sloppy", "byte", "cp1252", "nul", "short", "long", "header", "endless"],
)
def test_a_flaw_costs_its_own_row(tmp_path: Path, flaw: bytes, encoding: str, reason: str) -> None:
    quoted = b'2025-01-01,"b, ""c""",S,2\n'
    body = HEADER + ROW + flaw + b"\n" + quoted + ROW
    rows = read(tmp_path / "f", body, format={"encoding": encoding})

    assert told(rows) == [GOOD, reason, ("2025-01-01", 'B, "C"', "S", "2"), GOOD]
    assert [row["line"] for row in rows] == [2, 3, 4, 5]
    assert rows[1]["unreadable"][:3] in flaw.decode("latin-1")


@pytest.mark.parametrize(
    "body",
    [
        (HEADER + ROW + ROW).replace(b"\n", b"\r"),
        HEADER + ROW.strip() + b"\r\n" + ROW.strip() + b"\r",
        b"\xef\xbb\xbf" + HEADER + ROW + b"\xef\xbb\xbf" + ROW,
        HEADER + ROW.strip() + b",,\n" + ROW,
        b"\n\n" + HEADER + b"\n" + ROW + b",,,\n" + ROW.strip(),
    ],
    ids=["lone-cr", "mixed-ends", "bom-amid", "empty-fields-beyond", "blank-rows"],
)
def test_harmless_oddities_change_nothing(tmp_path: Path, body: bytes) -> None:
    assert told(read(tmp_path / "f", body)) == [GOOD, GOOD]


def test_marks_of_writing_direction_around_a_code_are_no_part_of_it(tmp_path: Path) -> None:
    rows = read(tmp_path / "f", HEADER + "2025-01-01,\u200fa\u200e ,S,\u206612\u2069\n".encode())

    assert told(rows) == [("2025-01-01", "A", "S", "12")]


def test_a_quote_in_the_middle_of_a_value_is_an_inch(tmp_path: Path) -> None:
    rows = read(tmp_path / "f", HEADER + b'2025-01-01,5" pipe,S,1\n' + ROW)

    assert told(rows) == [("2025-01-01", '5" PIPE', "S", "1"), GOOD]


def test_the_header_stands_where_the_request_says(tmp_path: Path) -> None:
    body = b"Sales of March\n\n" + HEADER + ROW
    rows = read(tmp_path / "f", body, format={"header_row": 3})

    assert (told(rows), rows[0]["line"]) == ([GOOD], 4)


def test_without_a_header_columns_are_numbered(tmp_path: Path) -> None:
    mapping = {name: f"column {at}" for at, name in enumerate(MAPPING, start=1)}
    rows = read(tmp_path / "f", ROW + ROW, mapping=mapping, format={"header_row": 0})

    assert [row["line"] for row in rows if row["units_sold"] == "1"] == [1, 2]


def test_columns_that_nobody_mapped_come_along_under_safe_names(tmp_path: Path) -> None:
    body = b"Day,Code,Shop,Qty,Mode de paiement,=x,=X\n2025-01-01,a,S,1,Carte,2,3\n"
    (row,) = read(tmp_path / "f", body)

    extras = {name: value for name, value in row.items() if name.startswith("extra_")}
    assert extras == {"extra_mode_de_paiement": "Carte", "extra_x": "2", "extra_x_2": "3"}


@pytest.mark.parametrize(
    ("body", "form", "sentence"),
    [
        (b"", {}, "The file is empty"),
        (b"\n\n", {}, "The file is empty"),
        (HEADER, {"header_row": 4}, "should be in row 4"),
        (b"Day,Caf\xe9\n", {}, "header is not written in utf-8"),
        (b"x" * 5_000_000, {}, "far too long"),
        (b"a," * 3_000 + b"\n", {}, "3,001 columns"),
        (HEADER, {"encoding": "klingon"}, "encoding 'klingon' is not known"),
        (HEADER, {"encoding": "rot13"}, "encoding 'rot13' is not known"),
        (HEADER, {"delimiter": "||"}, "must be one plain character"),
        (HEADER, {"packed": "rar"}, "packed as 'rar'"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    tmp_path: Path, body: bytes, form: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestError, match=sentence):
        read(tmp_path / "f", body, format=form)


def test_json_lines_keep_digits_and_name_what_is_wrong(tmp_path: Path) -> None:
    good = b'{"Day":"2025-01-01","Code":{"id":"a","more":[1]},"Shop":"S","Qty":1.50}\n'
    rows = read(
        tmp_path / "f",
        good + b'{"Day":1,"Day":2}\n[1]\n\n{"Day"\n\xff\n{"Qty":NaN,"Shop":1e5}\n' + good,
        mapping=MAPPING | {"sku_id": "Code.id"},
        format={"kind": "jsonl"},
    )

    full = ("2025-01-01", "A", "S", "1.50")
    flaws = ["repeated_field", "not_json", "not_json", "bad_encoding"]
    assert told(rows) == [full, *flaws, (None, None, "1E5", None), full]
    assert [row["line"] for row in rows] == [1, 2, 3, 5, 6, 7, 8]
    assert rows[0]["content"] == rows[-1]["content"]


def test_a_nested_object_that_is_mapped_itself_stays_whole(tmp_path: Path) -> None:
    body = b'{"Day":"2025-01-01","Code":{"id":1.50},"Shop":"S","Qty":1}'
    (row,) = read(tmp_path / "f", body, format={"kind": "jsonl"})

    assert row["sku_id"] == '{"ID": 1.50}'


def test_json_objects_with_ids_for_field_names_are_refused(tmp_path: Path) -> None:
    body = "\n".join(f'{{"sku {at}": 1}}' for at in range(400)).encode()

    with pytest.raises(RequestError, match="more than 300 different fields"):
        read(tmp_path / "f", body, format={"kind": "jsonl"})
