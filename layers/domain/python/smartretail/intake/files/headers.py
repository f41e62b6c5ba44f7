"""Which row names the columns: title lines above it, a second line of names, or none at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from smartretail.intake.files import dates, numbers
from smartretail.intake.files.kinds import kind_of_values
from smartretail.intake.files.model import Layout, Look, Unreadable, by_column
from smartretail.intake.synonyms import is_known

_MOST_ABOVE = 40
_ENOUGH_FILLED = 0.5
_TYPED = frozenset({"date", "number"})
_FEWEST_DAYS = 3
_PREVIEWED = 8
_MOST_TITLES = 0.7
_SHOWN = 3
_FEWEST_TO_JUDGE = 3


@dataclass(frozen=True)
class Record:
    """One record of the file; `number` counts from 1, blank ones included."""

    number: int
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        """The cells that hold anything."""
        return [cell.strip() for cell in self.cells if cell.strip()]


@dataclass(frozen=True)
class Header:
    """The row that names the columns (0 = none), and the rows it may be when unsure."""

    row: int
    may_be: tuple[int, ...] = ()


def table_of(records: Sequence[Record], layout: Layout, told: int | None) -> Look:
    """Find the header and put the rows under it into columns."""
    header = Header(told) if told is not None else find_header(records)
    width = width_of(records)
    if header.row == 0:
        names, body = [""] * width, list(records)
    else:
        at = _at(records, header.row)
        names = records[at].cells
        body = _trimmed(records[at + 1 :], len(names))
        _check_width(records[at], width_of(body or records), body)
    if not body:
        raise Unreadable(
            f"Row {header.row} names the columns, and no rows are under it. Export the file with "
            "its rows."
        )
    columns = by_column(names, [record.cells for record in body])
    rows = tuple(tuple(record.cells) for record in body[:_PREVIEWED])
    found = Layout(**{**vars(layout), "header_row": header.row})
    return Look(found, columns, rows, header.may_be)


def width_of(records: Sequence[Record]) -> int:
    """Return how many cells most records have; lines of one cell count when they are the rule."""
    widths = Counter(len(record.cells) for record in records)
    if widths[1] < _MOST_TITLES * len(records):
        del widths[1]
    return max(widths, key=lambda width: (widths[width], width))


def find_header(records: Sequence[Record]) -> Header:
    """Return the first full row of names; rows that may be it too are named beside it.

    A row is sure to be names when it holds a name we know, or a word above a column of numbers or
    dates. Raise `Unreadable` when days stand side by side as columns.
    """
    records, width = _evened(records)
    typical = _middle([len(r.filled) for r in records if len(r.cells) == width])
    full: Sequence[Record] = [r for r in records[:_MOST_ABOVE] if _is_full(r, width, typical)]
    if not full:
        return Header(records[0].number)
    full = _below_titles(full, typical)
    first = full[0]
    body = [r for r in records if r.number > first.number and len(r.cells) == width]
    body = [r for r in body if r.cells != first.cells]
    if holds_data(first, body):
        _check_days(first, body)
        return Header(0, (0, first.number))
    kinds = _kinds(body)
    if len(full) > 1 and _is_names_too(full[1], kinds, body):
        return Header(first.number, (first.number, full[1].number))
    if any(map(is_known, first.filled)) or _stands_above(first, kinds):
        return Header(first.number)
    return Header(first.number, (first.number, 0)) if body else Header(first.number)


def _below_titles(full: Sequence[Record], typical: float) -> Sequence[Record]:
    """Leave out a report's head: rows of fewer cells above a whole row of names."""
    whole = next((at for at, record in enumerate(full) if len(record.filled) >= typical), 0)
    cells = full[whole].filled
    named = any(map(is_known, cells)) and not any(map(_is_data, cells))
    return full[whole:] if named else full


def _middle(counts: Sequence[int]) -> int:
    """Return the median; `statistics` would cost every cold start."""
    return sorted(counts)[len(counts) // 2]


def _evened(records: Sequence[Record]) -> tuple[Sequence[Record], int]:
    """Return records and their usual width; a last cell that no row fills does not count."""
    width = width_of(records)
    if any(len(record.cells) == width - 1 for record in records[:2]):
        cut = _trimmed(records, width - 1)
        return (cut, width - 1) if width_of(cut) == width - 1 else (records, width)
    return records, width


def holds_data(record: Record, body: Sequence[Record]) -> bool:
    """Return whether half of the cells are numbers, dates or values of the rows below."""
    below = [{row.cells[i].strip() for row in body} for i in range(len(record.cells))]
    cells = [cell.strip() for cell in record.cells]
    data = [c for c, seen in zip(cells, below, strict=True) if c and (_is_data(c) or c in seen)]
    return len(data) * 2 >= len(record.filled)


def _is_full(record: Record, width: int, typical: float) -> bool:
    needed = max(2, _ENOUGH_FILLED * typical)
    return len(record.cells) == width and len(record.filled) >= needed


def _is_data(cell: str) -> bool:
    return numbers.is_amount(cell) or dates.is_date(cell)


def _kinds(body: Sequence[Record]) -> list[str]:
    width = len(body[0].cells) if body else 0
    columns = ([row.cells[i].strip() for row in body] for i in range(width))
    return [kind_of_values([value for value in column if value][:200]) for column in columns]


def _stands_above(record: Record, kinds: Sequence[str]) -> bool:
    """Return whether a word stands above numbers or dates."""
    cells = (cell.strip() for cell in record.cells)
    pairs = zip(cells, kinds, strict=False)
    return any(cell and kind in _TYPED and not _is_data(cell) for cell, kind in pairs)


def _is_names_too(record: Record, kinds: Sequence[str], body: Sequence[Record]) -> bool:
    """Return whether words stand above all typed columns here too: a second line of names."""
    if len(body) < _FEWEST_TO_JUDGE:
        return False
    typed = [i for i, kind in enumerate(_kinds(body[1:])) if kind in _TYPED]
    words = [i for i in typed if record.cells[i].strip() and not _is_data(record.cells[i].strip())]
    return len(words) == len(typed) > 0


def _check_days(first: Record, body: Sequence[Record]) -> None:
    days = [cell for cell in first.filled if dates.is_date(cell)]
    at_days = [i for i, cell in enumerate(first.cells) if dates.is_date(cell)]
    kinds = _kinds(body)
    if len(days) >= _FEWEST_DAYS and all(kinds[i] != "date" for i in at_days if i < len(kinds)):
        raise Unreadable(
            f"Row {first.number} has days as columns ({', '.join(days[:_SHOWN])} …). Put them "
            "below one another: one row per day, with columns for the day and the quantity."
        )


def _check_width(header: Record, width: int, body: Sequence[Record]) -> None:
    if len(header.cells) == width or not body:
        return
    raise Unreadable(
        f"Row {header.number} names {len(header.cells)} columns, but most rows hold {width}. Give "
        "every column a name, and put values that hold the delimiter in quotes."
    )


def _trimmed(records: Sequence[Record], width: int) -> list[Record]:
    """Leave out empty cells beyond the header: rows may end in a delimiter."""
    return [
        Record(record.number, record.cells[:width])
        if len(record.cells) > width and not any(map(str.strip, record.cells[width:]))
        else record
        for record in records
    ]


def _at(records: Sequence[Record], number: int) -> int:
    for position, record in enumerate(records):
        if record.number == number:
            return position
    raise Unreadable(f"Row {number} is empty or not among the first rows; it names no columns.")
