import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from smartretail.intake.files.look import look_into
from smartretail.intake.files.model import MOST_ROWS, Found, Look, Unreadable
from smartretail.intake.files.numbers import decimal_of, is_number
from smartretail.intake.files.remote import HEAD_BYTES, RemoteFile
from smartretail.intake.ports import Span

SALES = "date,sku_id,store_id,units_sold\n2024-01-01,A1,S01,3\n2024-01-02,A2,S01,4\n"


def remote(data: bytes) -> RemoteFile:
    def stream() -> Iterator[bytes]:
        for start in range(0, len(data), 1 << 20):
            yield data[start : start + (1 << 20)]

    return RemoteFile(lambda start, length: Span(data[start : start + length], len(data)), stream)


def look(data: bytes | str) -> Look:
    return look_into(remote(data.encode() if isinstance(data, str) else data))


def names(found: Look) -> list[str]:
    return [column.name for column in found.columns]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = look(SALES.replace(",", delimiter))

    assert found.layout.delimiter == delimiter
    assert names(found) == ["date", "sku_id", "store_id", "units_sold"]
    assert found.columns[1].samples == ("A1", "A2")


@pytest.mark.parametrize(
    ("encode", "encoding"),
    [
        (lambda text: text.encode(), "utf-8"),
        (lambda text: text.encode("utf-8-sig"), "utf-8"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: text.encode("utf-16-le"), "utf-16-le"),
        (lambda text: text.encode("utf-16-be"), "utf-16-be"),
        (lambda text: text.encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found(encode: Callable[[str], bytes], encoding: str) -> None:
    found = look(encode("date,sku_id,Straße\n2024-01-01,A1,Café £5\n"))

    assert found.layout.encoding == encoding
    assert names(found) == ["date", "sku_id", "Straße"]
    assert found.columns[2].samples == ("Café £5",)


def test_one_pound_sign_far_behind_the_head_decides_the_encoding() -> None:
    rows = "".join(f"2024-01-01,A{n},S01,3\n" for n in range(60_000))
    data = SALES.encode() + rows.encode() + "2024-01-01,£1,S01,3\n".encode("cp1252")
    assert len(data) > 3 * HEAD_BYTES

    assert look(data).layout.encoding == "cp1252"
    assert look(gzip.compress(data)).layout.encoding == "cp1252"


def test_a_character_cut_by_the_end_of_the_head_does_no_harm() -> None:
    filler = "2024-01-01,A1,S01,3\n" * (HEAD_BYTES // 20)
    data = (SALES + filler).encode()[: HEAD_BYTES - 1] + "é".encode() * 40

    assert look(data).layout.encoding == "utf-8"


def test_a_packed_file_is_looked_into() -> None:
    found = look(gzip.compress(SALES.encode()))

    assert found.layout.kind == "csv"
    assert names(found) == ["date", "sku_id", "store_id", "units_sold"]


def test_quoted_fields_may_hold_delimiters_and_line_ends() -> None:
    found = look('sku_id,product_name,date\nA1,"Mug, red\nlarge",2024-01-01\nA2,Cup,2024-01-02\n')

    assert found.layout.quote == '"'
    assert found.columns[1].values == ("Mug, red\nlarge", "Cup")


def test_inches_are_not_quotes() -> None:
    rows = "".join(f'A{n},PIPE {n}" LONG,2024-01-0{n % 9 + 1}\n' for n in range(20))
    found = look('sku_id,product_name,date\n"LEAK,PIPE 5",2024-01-01\n' + rows)

    assert names(found) == ["sku_id", "product_name", "date"]


def test_day_and_month_are_told_apart_by_rows_from_the_middle_of_the_file() -> None:
    head = "".join(f"12/1/2010 8:{n % 60:02d},A{n},UK,1\n" for n in range(20_000))
    middle = "".join(f"3/{n % 28 + 1}/2011 8:26,A{n},UK,1\n" for n in range(40_000))
    found = look("InvoiceDate,StockCode,Country,Quantity\n" + head + middle)

    dates = [value for value in found.columns[0].filled if value.startswith("3/")]
    assert any(int(value.split("/")[1]) > 12 for value in dates)


def test_european_numbers_speak_for_a_decimal_comma() -> None:
    found = look("datum;artikel;preis\n01.02.2024;A1;1.234,50\n02.02.2024;A2;3,95\n")

    assert (found.layout.delimiter, found.layout.decimal) == (";", ",")


def test_indian_grouping_speaks_for_a_decimal_point() -> None:
    found = look('sku_id,revenue\nA1,"1,23,456.50"\nA2,"2,000"\n')

    assert found.layout.decimal == "."


@pytest.mark.parametrize("text", ["1", "-3", "1.5", "1,5", "1,23,456.50", "1.234,50", ".5", "+7"])
def test_numbers_are_recognised_in_either_notation(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "A1", "1-2", "12:30", "1,2,3", "--1", "2024-01-01", "£5"])
def test_what_is_no_number_is_not(text: str) -> None:
    assert not is_number(text)


def test_numbers_that_fit_both_notations_decide_nothing() -> None:
    assert decimal_of([Found("n", ("1,234", "5,678", "7"))]) == "."


def test_json_lines_name_their_fields() -> None:
    rows = [{"date": "2024-01-01", "sku_id": "A1", "units_sold": 1.50}, {"store_id": "S", "x": [1]}]
    found = look("\n".join(json.dumps(row) for row in rows))

    assert found.layout.kind == "jsonl"
    assert names(found) == ["date", "sku_id", "units_sold", "store_id", "x"]
    assert found.columns[2].values == ("1.5", "")


def book(*rows: list[object]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Umsatz & Co"
    for row in rows:
        sheet.append(row)
    made.create_sheet("Other").append(["nothing"])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_workbook_shows_its_first_sheet_with_real_dates() -> None:
    data = book(
        ["Date", "SKU", "Qty", "Paid", "At"],
        [date(2024, 3, 1), "A1", 3, True, datetime(2024, 3, 1, 9, 30)],
        [date(2024, 3, 2), None, 4.5, False, None],
    )
    found = look(data)

    assert (found.layout.kind, found.layout.sheet) == ("xlsx", "Umsatz & Co")
    assert [column.values for column in found.columns] == [
        ("2024-03-01", "2024-03-02"),
        ("A1", ""),
        ("3", "4.5"),
        ("true", "false"),
        ("2024-03-01 09:30:00", ""),
    ]


def test_of_a_large_workbook_only_a_part_is_fetched() -> None:
    data = book(
        ["date", "sku_id", "note"],
        *([date(2024, 1, 1), f"A{n}", f"{n * 7919}"] for n in range(9000)),
    )
    fetched = 0

    def fetch(start: int, length: int) -> Span:
        nonlocal fetched
        part = data[start : start + length]
        fetched += len(part)
        return Span(part, len(data))

    found = look_into(RemoteFile(fetch, lambda: iter(())))

    assert len(found.columns[0].values or ()) < 9000
    assert fetched < 3 * HEAD_BYTES


def test_a_workbook_with_a_doctype_is_refused() -> None:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(
            "xl/_rels/workbook.xml.rels",
            '<!DOCTYPE x [<!ENTITY a "aa">]><Relationships>&a;</Relationships>',
        )

    with pytest.raises(Unreadable, match="DOCTYPE"):
        look(buffer.getvalue())


def test_a_parquet_file_names_its_columns() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "InvoiceDate": [datetime(2024, 1, 1)],
            "StockCode": ["A1"],
            "Tags": [["a", "b"]],
            "Place": [{"city": "Pune", "at": {"x": 1.0}}],
            "Qty": pa.array([1], pa.decimal128(18, 4)),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    found = look(buffer.getvalue())

    assert found.layout.kind == "parquet"
    assert names(found) == ["InvoiceDate", "StockCode", "Tags", "Place", "Qty"]
    assert found.columns[0].values is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"date,sku_id\n", "no rows"),
        (b"only one column\n1\n2\n", "Only one column"),
        (b"[\n{}\n]", "JSON lines"),
        (b"{not json}\n", "No line"),
        (b"\x1f\x8bgarbage that is no gzip", "damaged"),
        (b"PAR1....", "footer is missing"),
        (b"PAR1" + b"\xff" * 40 + b"\x20\0\0\0PAR1", "Parquet footer"),
        (b"PK\x03\x04 and nothing else", "not a readable Excel"),
        (b"\x00\x01\x02\x03" * 50 + b"abcdefgh" * 80, "zero bytes"),
        (
            (",".join(f"c{n}" for n in range(300)) + "\n" + ",".join("x" * 300)).encode(),
            "300 columns",
        ),
    ],
)
def test_what_cannot_be_read_is_said_plainly(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        look(data)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b", b"{", b"a,b\n"]),
)
def test_any_bytes_are_either_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        look(start + data + (b"PAR1" if start == b"PAR1" else b""))
    except Unreadable as refusal:
        assert refusal.detail


def test_a_packed_bomb_is_never_unpacked_whole() -> None:
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * 4_000_000)
    found = look(bomb)

    assert len(bomb) < 20_000
    assert names(found) == ["a", "b"]
    assert len(found.columns[0].values or ()) == MOST_ROWS
