"""Which way dates are written; where two ways fit, both are named and a person is asked."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ISO = "ISO"
_CLOCK = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?Z| ?UTC| ?[+-]\d{2}:?\d{2})?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO_LIKE = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK)
_MONTH_NAMED = re.compile(
    r"(\d{1,2})([-/. ])([A-Za-z]{3})[a-z]*\.?(,? |[-/.])(\d{4}|\d{2})" + _CLOCK
)
_MONTH_LEADS = re.compile(r"([A-Za-z]{3})[a-z]*\.?( )(\d{1,2})(,? )(\d{4}|\d{2})" + _CLOCK)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Reading:
    """The best ways to read a column's dates (equally good), and the share they fit."""

    formats: tuple[str, ...]
    share: float

    @property
    def is_ambiguous(self) -> bool:
        """Whether more than one way fits equally well."""
        return len(self.formats) > 1


NO_DATES = Reading((), 0.0)


def read_dates(values: Iterable[str]) -> Reading:
    """Return the ways that fit most values."""
    fits: Counter[str] = Counter()
    count = 0
    for value in values:
        count += 1
        fits.update(formats_of(value))
    if not fits:
        return NO_DATES
    most = max(fits.values())
    return Reading(tuple(sorted(way for way, n in fits.items() if n == most)), most / count)


def is_date(text: str) -> bool:
    """Return whether the text can be read as a date, eight digits in a row left out."""
    return bool(formats_of(text)) and not text.strip().isdigit()


def formats_of(text: str) -> tuple[str, ...]:
    """Return the ways one value can be read, as strftime formats; `ISO` for ISO 8601."""
    value = text.strip()
    if found := _ISO_LIKE.fullmatch(value):
        return _checked((ISO, found[1], found[2], found[3]))
    if found := _YEAR_FIRST.fullmatch(value):
        return _checked((f"%Y{found[2]}%m{found[2]}%d", found[1], found[3], found[4]))
    if found := _YEAR_LAST.fullmatch(value):
        mark, year = found[2], "%Y" if len(found[4]) == 4 else "%y"
        return _checked(
            (f"%d{mark}%m{mark}{year}", found[4], found[3], found[1]),
            (f"%m{mark}%d{mark}{year}", found[4], found[1], found[3]),
        )
    return _named(value) or _solid(value)


def _named(value: str) -> tuple[str, ...]:
    if found := _MONTH_NAMED.fullmatch(value):
        year = "%Y" if len(found[5]) == 4 else "%y"
        return _checked((f"%d{found[2]}%b{found[4]}{year}", found[5], _month(found[3]), found[1]))
    if found := _MONTH_LEADS.fullmatch(value):
        year = "%Y" if len(found[5]) == 4 else "%y"
        return _checked((f"%b{found[2]}%d{found[4]}{year}", found[5], _month(found[1]), found[3]))
    return ()


def _solid(value: str) -> tuple[str, ...]:
    found = _SOLID.fullmatch(value)
    return _checked(("%Y%m%d", found[1], found[2], found[3])) if found else ()


def _checked(*readings: tuple[str, str, str, str]) -> tuple[str, ...]:
    return tuple(way for way, *parts in readings if _exists(*map(int, parts)))


def _exists(year: int, month: int, day: int) -> bool:
    full = year if year > 99 else year + (1900 if year >= 69 else 2000)
    try:
        return 1980 <= date(full, month, day).year <= 2100
    except ValueError:
        return False


def _month(name: str) -> str:
    short = name.lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"
