"""Cells of a worksheet: positions, types, and numbers that are shown as dates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smartretail.intake.files.markup import End, Mark, Start, Text

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_MOST_COLUMNS = 16_384


@dataclass
class Cell:
    """One cell as the sheet writes it."""

    column: int
    kind: str
    style: int
    text: str = ""


@dataclass(frozen=True)
class Styles:
    """Which cell styles show a number as a date, and from which day the numbers count."""

    dates: frozenset[int] = frozenset()
    epoch: datetime = _EPOCH_1900

    def shown(self, cell: Cell) -> str:
        """Return a number as text, or as an ISO date where its style says so."""
        try:
            number = float(cell.text)
            if cell.style in self.dates:
                return _moment(self.epoch + timedelta(days=number))
            return str(int(number)) if number.is_integer() else cell.text
        except (ValueError, OverflowError):
            return cell.text


@dataclass
class _Formats:
    custom: dict[int, str] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)


def read_styles(stream: Iterator[Mark], *, from_1904: bool) -> Styles:
    """Read which styles are dates."""
    formats, inside = _Formats(), False
    for mark in stream:
        if isinstance(mark, Start) and mark.name == "numFmt":
            code = mark.attributes.get("formatCode", "")
            formats.custom[int(mark.attributes.get("numFmtId", -1))] = code
        elif isinstance(mark, Start) and mark.name == "cellXfs":
            inside = True
        elif isinstance(mark, Start) and mark.name == "xf" and inside:
            formats.used.append(int(mark.attributes.get("numFmtId", 0)))
        elif isinstance(mark, End) and mark.name == "cellXfs":
            break
    dates = {i for i, used in enumerate(formats.used) if _is_date(used, formats.custom)}
    return Styles(frozenset(dates), _EPOCH_1904 if from_1904 else _EPOCH_1900)


@dataclass
class SheetRow:
    """The cells of one row; `number` is what the sheet shows beside it."""

    number: int
    cells: list[Cell]

    @property
    def is_filled(self) -> bool:
        """Whether a cell holds anything."""
        return any(cell.text.strip() for cell in self.cells)


def read_rows(stream: Iterator[Mark], most_rows: int) -> Iterator[SheetRow]:
    """Yield the rows that hold cells, cut off at `most_rows`."""
    row = SheetRow(0, [])
    cell, in_value, count = None, False, 0
    for mark in stream:
        match mark:
            case Start("row", given):
                row = SheetRow(int(given.get("r", row.number + 1)), [])
            case Start("c", given):
                cell = _cell(given, row.cells)
            case Start("v" | "t"):
                in_value = True
            case Text(data) if in_value and cell:
                cell.text += data
            case End("v" | "t"):
                in_value = False
            case End("c") if cell:
                row.cells.append(cell)
            case End("row"):
                yield row
                count += 1
                if count >= most_rows:
                    return


def _cell(given: object, row: list[Cell]) -> Cell:
    attributes = dict(given) if isinstance(given, dict) else {}
    letters = "".join(c for c in attributes.get("r", "") if c.isalpha()).upper()
    column = _column(letters) if letters else (row[-1].column + 1 if row else 0)
    return Cell(column, attributes.get("t", "n"), int(attributes.get("s", 0)))


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return min(number - 1, _MOST_COLUMNS)


def _is_date(used: int, custom: dict[int, str]) -> bool:
    if used in _BUILT_IN_DATES:
        return True
    code = custom.get(used, "").lower().partition(";")[0]
    bare = "".join(part for i, part in enumerate(code.split('"')) if i % 2 == 0)
    bare = bare.split("]")[-1]
    return "general" not in bare and any(letter in bare for letter in "ydh")


def _moment(moment: datetime) -> str:
    day = moment.date().isoformat()
    return day if moment.time() == datetime.min.time() else f"{day} {moment:%H:%M:%S}"
