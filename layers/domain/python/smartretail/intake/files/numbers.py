"""Numbers as people write them."""

import re
from collections.abc import Iterable

from smartretail.intake.files.model import Found

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([,.]\d{2,3})+)([.,]\d+)?|[+-]?\.\d+")
_COMMA_DECIMAL = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})")
_POINT_DECIMAL = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{2,3})*,\d{3})?\.(\d{1,2}|\d{4,})")


def is_number(text: str) -> bool:
    """Return whether the text is a number in either notation."""
    return _NUMBER.fullmatch(text.strip()) is not None


def number_share(values: Iterable[str]) -> float:
    """Return the share of values that are numbers; 0 when there are none."""
    marks = [is_number(value) for value in values]
    return sum(marks) / len(marks) if marks else 0.0


def decimal_of(columns: Iterable[Found]) -> str:
    """Return the decimal mark that most values speak for; what fits both speaks for none."""
    comma = point = 0
    for column in columns:
        comma += sum(_COMMA_DECIMAL.fullmatch(value) is not None for value in column.filled)
        point += sum(_POINT_DECIMAL.fullmatch(value) is not None for value in column.filled)
    return "," if comma > point else "."
