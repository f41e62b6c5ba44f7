"""Schedules: a small, hourly-at-most subset of the expressions of EventBridge Scheduler."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_RATE = re.compile(r"rate\((\d{1,3}) (hour|day)s?\)")
_CRON = re.compile(r"cron\((\d{1,2}) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ANY = ("*", "?")
_MOST_HOURS = 31 * 24
_LONGEST_GAP_DAYS = 62


@dataclass(frozen=True)
class Rate:
    """So many hours apart."""

    every: timedelta


@dataclass(frozen=True)
class Cron:
    """At these minutes, hours, days of month (none is any) and days of week, 0 being Sunday."""

    minute: int
    hours: frozenset[int]
    days: frozenset[int]
    weekdays: frozenset[int]


def parse_schedule(expression: str) -> Rate | Cron:
    """Read `rate(6 hours)`, or `cron(30 5,17 * * MON-FRI *)` with one minute and any month.

    Raise `ValueError` for any other.
    """
    if rate := _RATE.fullmatch(expression):
        apart = int(rate[1]) * (24 if rate[2] == "day" else 1)
        if not 1 <= apart <= _MOST_HOURS:
            raise ValueError("must be between 1 hour and 31 days apart")
        return Rate(timedelta(hours=apart))
    if cron := _CRON.fullmatch(expression.upper().replace("CRON", "cron")):
        minute, hours, days, month, weekdays, year = cron.groups()
        if int(minute) < 60 and month == year == "*" and (days in _ANY or weekdays in _ANY):
            return Cron(
                int(minute),
                _numbers(hours, 0, 23),
                frozenset() if days in _ANY else _numbers(days, 1, 28),
                frozenset(range(7)) if weekdays in _ANY else _weekdays(weekdays),
            )
    raise ValueError("must be as rate(6 hours), rate(1 day) or cron(30 5 * * ? *)")


def latest_slot(expression: str, zone: str, began: datetime, now: datetime) -> datetime | None:
    """Return the newest moment not after `now` for which the schedule asks, or None before one.

    A rate counts from `began`, which is its first moment. A cron moment in the hour that a clock
    change leaves out is taken an hour later, as wall clocks show it.
    """
    schedule = parse_schedule(expression)
    if isinstance(schedule, Rate):
        if now < began:
            return None
        return began + (now - began) // schedule.every * schedule.every
    return _latest_cron(schedule, ZoneInfo(zone), began, now)


def _latest_cron(cron: Cron, zone: ZoneInfo, began: datetime, now: datetime) -> datetime | None:
    today = now.astimezone(zone).date()
    for back in range(_LONGEST_GAP_DAYS):
        day = today - timedelta(days=back)
        if cron.days and day.day not in cron.days:
            continue
        if day.isoweekday() % 7 not in cron.weekdays:
            continue
        for hour in sorted(cron.hours, reverse=True):
            local = datetime(day.year, day.month, day.day, hour, cron.minute, tzinfo=zone)
            moment = local.astimezone(UTC)
            if moment <= now:
                return moment if moment > began else None
    return None


def _numbers(text: str, least: int, most: int) -> frozenset[int]:
    """Read `*`, `*/6`, `0/6`, `9-17` and lists of numbers."""
    found: set[int] = set()
    for part in text.split(","):
        span = re.fullmatch(r"(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", part)
        if not span or span[4] == "0":
            raise ValueError(f"cannot be read at {part!r}")
        first = least if span[1] else int(span[2])
        last = most if span[1] or (span[4] and not span[3]) else int(span[3] or first)
        if not least <= first <= last <= most:
            raise ValueError(f"has {part!r} beyond {least} to {most}")
        found |= set(range(first, last + 1, int(span[4] or 1)))
    return frozenset(found)


def _weekdays(text: str) -> frozenset[int]:
    """Read names and ranges of names; numbers count from 1 for Sunday, as in EventBridge."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin, end = _weekday(first), _weekday(last or first)
        found |= {day % 7 for day in range(begin, end + (7 if end < begin else 0) + 1)}
    return frozenset(found)


def _weekday(name: str) -> int:
    if name in _DAYS:
        return _DAYS.index(name)
    if name.isdigit() and 1 <= int(name) <= 7:
        return int(name) - 1
    raise ValueError(f"has {name!r}, which is no day of the week")
