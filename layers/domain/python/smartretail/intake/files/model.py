"""What a look into a file finds."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from smartretail.intake.limits import MAX_COLUMNS
from smartretail.kernel.errors import Invalid

FileKind = Literal["csv", "jsonl", "xlsx", "parquet"]
ColumnKind = Literal["date", "number", "flag", "text", "empty"]
MOST_ROWS = 2000
_SAMPLES = 3
_SAMPLE_CHARACTERS = 60


class Unreadable(Invalid):
    """The file cannot be read; the sentence says why and what to do."""

    code = "unreadable_file"
    title = "The file cannot be read"


@dataclass(frozen=True)
class Told:
    """What a person, or a remembered mapping, says about a file."""

    header_row: int | None = None
    sheet: str | None = None


NOTHING_TOLD = Told()


class Typed(str):
    """The text of a number that the file itself knows as one: its point parts the decimals."""

    __slots__ = ()


@dataclass(frozen=True)
class Layout:
    """How the file is written, as the curate job wants to know it.

    `header_row` counts records from 1 as a spreadsheet shows them; 0 means the file has no header
    and its columns are called by their position. `member` is the one data file inside a zip.
    """

    kind: FileKind
    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    header_row: int = 1
    packed: Literal["gzip", "zip"] | None = None
    member: str | None = None

    def document(self) -> dict[str, Any]:
        """Return what is known, for the job; a delimited file always names its quote."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {"packed": None} | known | ({"quote": self.quote} if self.kind == "csv" else {})


@dataclass(frozen=True)
class Found:
    """A column and the values seen; `values` is None when the file names columns alone.

    `declared` is the kind that a typed file (Parquet) gives the column.
    """

    name: str
    values: tuple[str, ...] | None
    declared: ColumnKind | None = None

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The values that are not empty, trimmed."""
        seen = (v if isinstance(v, Typed) else v.strip() for v in self.values or ())
        return tuple(value for value in seen if value)

    @property
    def filled_pct(self) -> float | None:
        """Percent of the values seen that are not empty; None when none were seen."""
        if not self.values:
            return None
        return round(100 * len(self.filled) / len(self.values), 1)

    @property
    def samples(self) -> tuple[str, ...]:
        """A few different values, cut to a readable length."""
        different = islice(dict.fromkeys(self.filled), _SAMPLES)
        return tuple(value[:_SAMPLE_CHARACTERS] for value in different)


@dataclass(frozen=True)
class Look:
    """The format, the columns and the first rows of a file.

    `headers` names the rows that may hold the column names (0 = none does) when that is unsure.
    """

    layout: Layout
    columns: tuple[Found, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    headers: tuple[int, ...] = ()


def unique_names(header: Iterable[str | None]) -> list[str]:
    """Name every column: an empty name becomes its position, a repeated one gets a number."""
    seen: dict[str, int] = {}
    names = []
    for position, raw in enumerate(header, start=1):
        name = (raw or "").strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    if len(names) > MAX_COLUMNS:
        raise Unreadable(
            f"The file has {len(names)} columns; at most {MAX_COLUMNS} are read. Leave out what "
            "is not needed; days side by side belong below one another, one row per day."
        )
    return names


def by_column(header: list[str], rows: Iterable[list[str]]) -> tuple[Found, ...]:
    """Turn rows as wide as the header into columns."""
    table = list(islice((row for row in rows if len(row) == len(header)), MOST_ROWS))
    return tuple(
        Found(name, tuple(row[position] for row in table))
        for position, name in enumerate(unique_names(header))
    )
