"""Days as numbers, so that spans of days mean the same on every engine."""

from collections.abc import Mapping
from datetime import date

import narwhals as nw

EPOCH = date(1970, 1, 1)
EPOCH_NUMBER = 719_469
"""`day_number` of 1970-01-01 before the shift to zero."""


def day_number(day: nw.Expr) -> nw.Expr:
    """Return days since 1970-01-01 in the proleptic Gregorian calendar.

    Years begin in March here, so that the leap day is the last of its year.
    """
    month = day.dt.month().cast(nw.Int64())
    shifted = (month + 9) % 12
    year = day.dt.year().cast(nw.Int64()) - (month <= 2).cast(nw.Int64())
    leaps = year // 4 - year // 100 + year // 400
    in_year = (shifted * 153 + 2) // 5 + day.dt.day().cast(nw.Int64())
    return year * 365 + leaps + in_year - EPOCH_NUMBER


def ordinal(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH).days


def spans(rows: Mapping[date, int], at_once: int) -> list[tuple[date, date]]:
    """Cut days into runs of at most `at_once` rows; a day with more is a run of its own."""
    found: list[tuple[date, date]] = []
    held = 0
    for day in sorted(rows):
        if found and held + rows[day] <= at_once:
            found[-1] = found[-1][0], day
            held += rows[day]
        else:
            found.append((day, day))
            held = rows[day]
    return found
