"""What a look into a file finds."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Literal

from smartretail.intake.limits import MAX_COLUMNS
from smartretail.kernel.errors import Invalid

FileKind = Literal["csv", "jsonl", "xlsx", "parquet"]
MOST_ROWS = 2000
_SAMPLES = 3
_SAMPLE_CHARACTERS = 60


class Unreadable(Invalid):
    """The file cannot be read; the sentence says why and what to do."""

    code = "unreadable_file"
    title = "The file cannot be read"


@dataclass(frozen=True)
class Layout:
    """How the file is written, as the curate job wants to know it."""

    kind: FileKind
    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    decimal: str | None = None
    sheet: str | None = None

    def document(self) -> dict[str, Any]:
        """Return what is known, for the job; a delimited file always names its quote."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return known | ({"quote": self.quote} if self.kind == "csv" else {})


@dataclass(frozen=True)
class Found:
    """A column and the values seen; `values` is None when the file names columns alone."""

    name: str
    values: tuple[str, ...] | None

    @property
    def filled(self) -> tuple[str, ...]:
        """The values that are not empty, trimmed."""
        return tuple(v.strip() for v in self.values or () if v.strip())

    @property
    def samples(self) -> tuple[str, ...]:
        """A few different values, cut to a readable length."""
        different = islice(dict.fromkeys(self.filled), _SAMPLES)
        return tuple(value[:_SAMPLE_CHARACTERS] for value in different)


@dataclass(frozen=True)
class Look:
    """The format and the columns of a file."""

    layout: Layout
    columns: tuple[Found, ...]


def unique_names(header: Iterable[str | None]) -> list[str]:
    """Name every column: an empty name becomes its position, a repeated one gets a number."""
    seen: dict[str, int] = {}
    names = []
    for position, raw in enumerate(header, start=1):
        name = (raw or "").strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"The file has {len(names)} columns; at most {MAX_COLUMNS} are read.")
    return names


def by_column(header: list[str], rows: Iterable[list[str]]) -> tuple[Found, ...]:
    """Turn rows as wide as the header into columns."""
    table = list(islice((row for row in rows if len(row) == len(header)), MOST_ROWS))
    return tuple(
        Found(name, tuple(row[position] for row in table))
        for position, name in enumerate(unique_names(header))
    )
