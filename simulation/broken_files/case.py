"""One broken or ugly file: its bytes, and the answer its sender must get."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

SALES_HEADER = "date,sku_id,store_id,units_sold,price"
ROW = "2024-03-{day:02d},A{day},S01,{day},9.50"


@dataclass(frozen=True)
class Refused:
    """The file fails at once; its sentence holds these words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A person is asked this question (its field), or told this problem (its words)."""

    question: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """The file is cleaned: so many rows are kept, and these rows are set aside for a reason.

    `rejected` maps the row a spreadsheet shows to its reason; `form` is what was detected;
    `mapping` is chosen by a person first, where the names are not ours.
    """

    kept: int
    rejected: Mapping[int, str] = field(default_factory=dict)
    form: Mapping[str, object] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """Looking in finds nothing wrong; reading all of it fails with these words."""

    words: tuple[str, ...]


Answer = Refused | Asked | Read | Failed


@dataclass(frozen=True)
class Case:
    """A file somebody might send, built from nothing every time, with the same bytes."""

    name: str
    build: Callable[[], bytes]
    answer: Answer
    table: str = "sales"
    file_name: str = "file.csv"
    base: str | None = "INR"
    """The currency of the tenant's figures, None before the first file."""


def refused(*words: str) -> Refused:
    """Return the answer to a file that cannot be read."""
    return Refused(words)


def failed(*words: str) -> Failed:
    """Return the answer to a file whose damage lies beyond its first bytes."""
    return Failed(words)


def told(*words: str) -> Asked:
    """Return the answer that names a problem."""
    return Asked(None, words)


def sales(days: int = 3) -> str:
    """Return a tidy sales file of one line a day."""
    return lines(SALES_HEADER, *(ROW.format(day=day) for day in range(1, days + 1)))


def lines(*rows: str, end: str = "\n") -> str:
    """Return rows as text, each ended."""
    return "".join(f"{row}{end}" for row in rows)


def text(*rows: str, encoding: str = "utf-8", end: str = "\n") -> Callable[[], bytes]:
    """Return a builder of these rows."""
    return lambda: lines(*rows, end=end).encode(encoding)


def with_sales(
    *rows: str, encoding: str = "utf-8", header: str = SALES_HEADER
) -> Callable[[], bytes]:
    """Return a builder of two tidy rows (2 and 3) and these under them."""
    return text(header, ROW.format(day=1), ROW.format(day=2), *rows, encoding=encoding)


def joined(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    """Return rows of cells as delimited text."""
    return lines(*(delimiter.join(row) for row in rows))
