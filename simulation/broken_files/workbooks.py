"""Excel workbooks as people keep them."""

from simulation.broken_files.case import SALES_HEADER, Case, Read, refused, sales, told
from simulation.broken_files.packing import Cell, Day, Fault, Sheet, workbook

_NAMES: list[Cell] = [*SALES_HEADER.split(",")]
_FIRST_DAY = 45352


def _rows(days: int = 3) -> list[list[Cell]]:
    body: list[list[Cell]] = [
        [Day(_FIRST_DAY + n), f"A{n}", "S01", n + 1, 9.5] for n in range(days)
    ]
    return [_NAMES, *body]


def _numbered() -> list[list[Cell]]:
    body: list[list[Cell]] = [[_FIRST_DAY + n, "A1", "S01", 1, 2.5] for n in range(4)]
    return [_NAMES, *body]


def _sheet(name: str = "Sales", days: int = 3) -> Sheet:
    return Sheet(name, _rows(days))


def _locked() -> bytes:
    """The start of a workbook with a password: a compound file with an encrypted package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


CASES = (
    Case("a workbook", lambda: workbook(_sheet()), Read(3, form={"kind": "xlsx"})),
    Case(
        "a title in merged cells above the names",
        lambda: workbook(
            Sheet("March", [["Sales of March"], [], *_rows()], merged=["A1:E1"]),
        ),
        Read(3, form={"header_row": 3}),
    ),
    Case(
        "a hidden sheet first",
        lambda: workbook(Sheet("Codes", [["x", "y"], [1, 2]], state="hidden"), _sheet()),
        Read(3, form={"sheet": "Sales"}),
    ),
    Case(
        "an empty sheet first",
        lambda: workbook(Sheet("Cover", []), _sheet()),
        Read(3, form={"sheet": "Sales"}),
    ),
    Case(
        "a cover sheet first",
        lambda: workbook(Sheet("Cover", [["Northwind Stores"], ["March 2024"]]), _sheet()),
        Read(3, form={"sheet": "Sales"}),
    ),
    Case(
        "one sheet for every month",
        lambda: workbook(_sheet("Jan"), _sheet("Feb"), _sheet("Mar")),
        refused("Jan, Feb, Mar", "one sheet"),
    ),
    Case("an empty workbook", lambda: workbook(Sheet("Sheet1", [])), refused("Sheet1", "empty")),
    Case(
        "names and nothing under them",
        lambda: workbook(Sheet("Sales", [_NAMES])),
        refused("no rows are under it"),
    ),
    Case(
        "cells with errors",
        lambda: workbook(
            Sheet(
                "Sales",
                [
                    *_rows(),
                    [Day(45360), "A9", "S01", Fault("#DIV/0!"), 2.0],
                    [Day(45361), Fault("#N/A"), "S01", 1, 2.0],
                ],
            )
        ),
        Read(3, {5: "not_a_number", 6: "missing"}),
    ),
    Case(
        "a day as a plain number",
        lambda: workbook(Sheet("Sales", _numbered())),
        told("days as Excel counts them", "date"),
    ),
    Case(
        "macros inside",
        lambda: workbook(_sheet(), extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(64)}),
        Read(3),
    ),
    Case("a workbook named csv", lambda: workbook(_sheet()), Read(3, form={"kind": "xlsx"})),
    Case(
        "a csv named xlsx",
        lambda: sales(3).encode(),
        Read(3, form={"kind": "csv"}),
        file_name="sales.xlsx",
    ),
    Case("a workbook with a password", _locked, refused("password"), file_name="f.xlsx"),
    Case(
        "an old workbook (.xls)",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        refused("old Excel", ".xlsx"),
    ),
    Case("a workbook cut off", lambda: workbook(_sheet())[:-300], refused("cut off", "again")),
    Case(
        "a binary workbook (.xlsb)",
        lambda: workbook(_sheet(), extra={"xl/workbook.bin": b"\x83\x01"}),
        refused(".xlsb", ".xlsx"),
    ),
    Case(
        "a workbook with a document type",
        lambda: workbook(
            _sheet(),
            extra={"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'},
        ),
        refused("DOCTYPE"),
    ),
)
