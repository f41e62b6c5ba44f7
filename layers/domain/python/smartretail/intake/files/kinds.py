"""What the values of a column look like."""

from collections.abc import Callable, Sequence

from smartretail.intake.files.dates import is_date
from smartretail.intake.files.model import ColumnKind, Found
from smartretail.intake.files.numbers import is_amount

FLAGS = frozenset(["0", "1", "true", "false", "yes", "no", "y", "n", "t", "f", "on", "off"])
MOST = 0.8
_SEEN = 300


def kind_of(column: Found) -> ColumnKind:
    """Return the kind that a typed file declares, or the kind of four values in five."""
    return column.declared or kind_of_values(column.filled[:_SEEN])


def kind_of_values(values: Sequence[str]) -> ColumnKind:
    """Return the kind of trimmed, filled values."""
    if not values:
        return "empty"
    if all(value.casefold() in FLAGS for value in values) and len(set(values)) <= 2:
        return "flag"
    if _share(is_date, values) >= MOST:
        return "date"
    if _share(is_amount, values) >= MOST:
        return "number"
    return "text"


def _share(test: Callable[[str], bool], values: Sequence[str]) -> float:
    return sum(map(test, values)) / len(values)
