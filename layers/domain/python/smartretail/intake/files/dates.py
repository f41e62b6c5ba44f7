"""Which way dates are written; where two ways fit, both are named and a person is asked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

ISO = "ISO"
_CLOCK = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?Z| ?UTC| ?[+-]\d{2}:?\d{2})?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _shape(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern + _CLOCK, re.ASCII)


_ISO_LIKE = _shape(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR_FIRST = _shape(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = _shape(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_NAMED = _shape(r"(\d{1,2})([-/. ])([A-Za-z]{3})[a-z]*\.?(,? |[-/.])(\d{4}|\d{2})")
_MONTH_LEADS = _shape(r"([A-Za-z]{3})[a-z]*\.?( )(\d{1,2})(,? )(\d{4}|\d{2})")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DIGITS = re.compile(r"\d+(\.\d+)?", re.ASCII)
_FEW, _MANY = 3, 10
_MISTAKES = 0.02
_FIRST_SOLID = "1980"


@dataclass(frozen=True)
class Reading:
    """The best ways to read a column's dates (equally good), and the share they fit.

    `clash` holds two values that no single way can read, when day and month change places in the
    middle of the column.
    """

    formats: tuple[str, ...]
    share: float
    clash: tuple[str, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether more than one way fits equally well."""
        return len(self.formats) > 1


NO_DATES = Reading((), 0.0)


def read_dates(values: Iterable[str]) -> Reading:
    """Return the ways that fit most values."""
    fits: Counter[str] = Counter()
    days: dict[str, list[date]] = {}
    alone: dict[str, list[str]] = {}
    count = 0
    for value in values:
        count += 1
        found = dict(_ways(value))
        fits.update(found.keys())
        for way, day in found.items():
            days.setdefault(way, []).append(day)
        if len(found) == 1:
            alone.setdefault(next(iter(found)), []).append(value)
    if not fits:
        return NO_DATES
    most = max(fits.values())
    best = tuple(sorted(way for way, n in fits.items() if n == most))
    return Reading(_plausible(best, days), most / count, _clash(best[0], alone))


def is_date(text: str) -> bool:
    """Return whether the text can be read as a date, eight digits in a row left out."""
    return bool(formats_of(text)) and not text.strip().isdigit()


def formats_of(text: str) -> tuple[str, ...]:
    """Return the ways one value can be read, as strftime formats; `ISO` for ISO 8601."""
    return tuple(way for way, _ in _ways(text))


def counted_from(values: Iterable[str]) -> str | None:
    """Say what plain numbers in place of dates probably count, or None."""
    numbers = [float(value) for value in values if _DIGITS.fullmatch(value)]
    if not numbers:
        return None
    middle = sorted(numbers)[len(numbers) // 2]
    if 29_000 <= middle <= 73_500:
        return "days as Excel counts them"
    if 3e8 <= middle <= 4.2e9:
        return "seconds since 1970"
    return "milliseconds since 1970" if 3e11 <= middle <= 4.2e12 else None


def _ways(text: str) -> tuple[tuple[str, date], ...]:
    value = unicodedata.normalize("NFKC", text).strip()
    if found := _ISO_LIKE.fullmatch(value):
        return _checked((ISO, found[1], found[2], found[3]))
    if found := _YEAR_FIRST.fullmatch(value):
        return _checked((f"%Y{found[2]}%m{found[2]}%d", found[1], found[3], found[4]))
    if found := _YEAR_LAST.fullmatch(value):
        return _year_last(*found.groups())
    return _named(value) or _solid(value)


def _year_last(first: str, mark: str, second: str, third: str) -> tuple[tuple[str, date], ...]:
    """Day or month first; with two-digit years the year may stand first as well."""
    year = "%Y" if len(third) == 4 else "%y"
    ways = [
        (f"%d{mark}%m{mark}{year}", third, second, first),
        (f"%m{mark}%d{mark}{year}", third, first, second),
    ]
    if year == "%y" and len(first) == 2:
        ways.append((f"%y{mark}%m{mark}%d", first, second, third))
    return _checked(*ways)


def _named(value: str) -> tuple[tuple[str, date], ...]:
    if found := _MONTH_NAMED.fullmatch(value):
        year = "%Y" if len(found[5]) == 4 else "%y"
        return _checked((f"%d{found[2]}%b{found[4]}{year}", found[5], _month(found[3]), found[1]))
    if found := _MONTH_LEADS.fullmatch(value):
        year = "%Y" if len(found[5]) == 4 else "%y"
        return _checked((f"%b{found[2]}%d{found[4]}{year}", found[5], _month(found[1]), found[3]))
    return ()


def _solid(value: str) -> tuple[tuple[str, date], ...]:
    found = _SOLID.fullmatch(value)
    if not found or found[1] < _FIRST_SOLID:
        return ()
    return _checked(("%Y%m%d", found[1], found[2], found[3]))


def _plausible(best: tuple[str, ...], days: Mapping[str, list[date]]) -> tuple[str, ...]:
    """Leave out a way under which a few days of the month come in many years.

    Where another way reads the same values as many days of a few years, the first one has taken
    the year for the day.
    """
    wide = {way: len({d.day for d in days[way]}) >= _MANY for way in best}
    brief = {way: len({d.year for d in days[way]}) <= _FEW for way in best}
    if not any(wide[way] and brief[way] for way in best):
        return best
    return tuple(
        way
        for way in best
        if len({d.day for d in days[way]}) > _FEW or len({d.year for d in days[way]}) < _MANY
    )


def _clash(best: str, alone: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return two values that only different orders of the same parts can read."""
    ours = alone.get(best, [])
    for way, others in alone.items():
        kin = way != best and sorted(way) == sorted(best)
        if kin and ours and len(others) > _MISTAKES * (len(ours) + len(others)):
            return ours[0], others[0]
    return ()


def _checked(*readings: tuple[str, str, str, str]) -> tuple[tuple[str, date], ...]:
    days = ((way, _day(*map(int, parts))) for way, *parts in readings)
    return tuple((way, day) for way, day in days if day)


def _day(year: int, month: int, day: int) -> date | None:
    full = year if year > 99 else year + (1900 if year >= 69 else 2000)
    try:
        found = date(full, month, day)
    except ValueError:
        return None
    return found if 1900 <= full <= 2100 else None


def _month(name: str) -> str:
    short = name.lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"
