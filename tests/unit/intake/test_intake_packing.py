"""Packed files and workbooks: unpacked as far as needed, never further."""

import gzip
from collections.abc import Iterator

import pytest
from smartretail.intake.files.look import look_into
from smartretail.intake.files.model import Look, Told, Unreadable
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.ports import Span

from simulation.broken_files.packing import Sheet, workbook, zipped

PIECE = 1 << 20
HEADER = "date;sku_id;store_id;units_sold\n"


class Fetches:
    """Counts the bytes that a look takes from a file."""

    def __init__(self, data: bytes) -> None:
        self.data, self.taken = data, 0

    def part(self, start: int, length: int) -> Span:
        piece = self.data[start : start + length]
        self.taken += len(piece)
        return Span(piece, len(self.data))

    def stream(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), PIECE):
            self.taken += len(self.data[start : start + PIECE])
            yield self.data[start : start + PIECE]

    def look(self, told: Told | None = None) -> Look:
        return look_into(RemoteFile(self.part, self.stream), told or Told())


def rows(days: range) -> str:
    """Rows of many megabytes: the first month of days 1 to 12, later ones up to 31."""
    return "".join(f"{day:02d}/03/2024;A{n};S01;1\n" for day in days for n in range(30_000))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"a.csv": data})])
def test_packed_files_are_sampled_beyond_their_head(pack: object) -> None:
    assert callable(pack)
    found = Fetches(pack((HEADER + rows(range(1, 20, 6))).encode())).look()

    dates = found.columns[0].filled
    assert any(value.startswith(("13", "19")) for value in dates)


def test_a_plain_file_is_sampled_in_a_few_places() -> None:
    fetches = Fetches(("é;" + HEADER + rows(range(1, 29, 4))).encode())
    fetches.look()

    assert fetches.taken < len(fetches.data) / 4


def test_a_sheet_is_read_as_told() -> None:
    book = workbook(
        Sheet("Sales", [["date", "sku_id"], ["2024-01-01", "A1"]]),
        Sheet("Stock", [["x"], ["on_hand", "sku"], [5, "A1"]]),
    )
    found = Fetches(book).look(Told(header_row=2, sheet="stock"))

    assert found.layout.sheet == "Stock"
    assert [column.name for column in found.columns] == ["on_hand", "sku"]
    with pytest.raises(Unreadable, match="no sheet Prices; it has Sales, Stock"):
        Fetches(book).look(Told(sheet="Prices"))


def test_dates_far_down_a_workbook_settle_day_and_month() -> None:
    body = [[f"{n // 100 + 1:02d}/03/2024", f"A{n}", n] for n in range(1500)]
    found = Fetches(workbook(Sheet("Sales", [["date", "sku", "qty"], *body]))).look()

    assert "15/03/2024" in found.columns[0].filled


def test_numbers_of_a_workbook_are_never_taken_for_thousands() -> None:
    found = Fetches(workbook(Sheet("S", [["sku", "price"], ["A1", 1.234], ["A2", 2.5]]))).look()

    assert found.columns[1].values == ("1.234", "2.5")
