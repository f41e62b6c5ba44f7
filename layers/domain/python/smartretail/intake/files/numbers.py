"""Numbers as people write them, and which mark parts their decimals."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartretail.intake.files.model import Found, Typed

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([,.]\d{2,3})+)([.,]\d+)?|[+-]?\.\d+")
_AROUND = re.compile(r"[\s\u00a0\u202f'\u2019%]|(?:rs\.?|inr|usd|eur|gbp)(?=\W*\d)", re.IGNORECASE)
_EXPONENT = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Marks:
    """How many values speak for a decimal comma, for a decimal point, and for either."""

    comma: int
    point: int
    either: int

    @property
    def decimal(self) -> str | None:
        """The mark that is certain; None when values contradict one another or say nothing."""
        if bool(self.comma) == bool(self.point):
            return None
        return "," if self.comma else "."

    @property
    def is_open(self) -> bool:
        """Whether a person must say what the marks mean."""
        return bool(self.comma and self.point) or (bool(self.either) and self.decimal is None)


def is_number(text: str) -> bool:
    """Return whether the text is a bare number in either notation."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_amount(text: str) -> bool:
    """Return whether it is a number as printed: with a currency sign, percent or brackets."""
    plain = bare(text)
    return _NUMBER.fullmatch(plain) is not None or _EXPONENT.fullmatch(plain) is not None


def number_share(values: Iterable[str]) -> float:
    """Return the share of values that are numbers as printed; 0 when there are none."""
    marks = [is_amount(value) for value in values]
    return sum(marks) / len(marks) if marks else 0.0


def bare(text: str) -> str:
    """Return a printed number without currency, percent, blanks and brackets for a minus."""
    plain = _AROUND.sub("", unicodedata.normalize("NFKC", text.strip()))
    plain = "".join(c for c in plain if unicodedata.category(c) != "Sc").replace("−", "-")  # noqa: RUF001
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    return f"-{plain[:-1]}" if plain.endswith("-") else plain


def marks_of(values: Iterable[str]) -> Marks:
    """Count what the values say about their decimal mark."""
    said = Counter(map(_says, values))
    return Marks(said[","], said["."], said["?"])


def decimal_of(columns: Sequence[Found]) -> str:
    """Return the decimal mark of most columns that say one; a point when none does."""
    said = Counter(marks_of(column.filled).decimal for column in columns)
    return "," if said[","] > said["."] else "."


def _says(text: str) -> str | None:
    """Return the mark a value speaks for, `?` when it may be either, None when it has none.

    Of two different marks the last one parts the decimals; a mark that comes twice groups; a single
    one groups only between one to three digits, not led by 0, and three digits.
    """
    if "," not in text and "." not in text:
        return None
    if isinstance(text, Typed):
        return "."
    plain = bare(text).lstrip("+-")
    used = [mark for mark in plain if mark in ",."]
    if not used or not _NUMBER.fullmatch(plain):
        return None
    if len(set(used)) == 2:
        return used[-1]
    if len(used) > 1:
        return "." if used[0] == "," else ","
    before, after = plain.split(used[0])
    can_group = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return "?" if can_group else used[0]
