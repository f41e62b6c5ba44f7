"""Calendar of a panel: weekday, season, and the distance to named events, known ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Float
from smartretail_ml.panel import Panel
from smartretail_ml.records import HORIZON

NEAR_DAYS = 14
FAR = NEAR_DAYS + 1.0


@dataclass(frozen=True)
class EventDays:
    """Per calendar and day: code of the next event near by, days to it, days since the last."""

    code: Float
    days_to: Float
    days_since: Float


def event_names(panel: Panel) -> list[str]:
    """All event names of the panel in a fixed order; their position + 1 is their code."""
    return sorted({name for calendar in panel.calendars for name in calendar.values()})


def event_days(panel: Panel, names: list[str]) -> EventDays:
    """Lay every calendar of the panel over its days and the horizon ahead."""
    code_of = {name: i + 1.0 for i, name in enumerate(names)}
    width = panel.days + HORIZON
    answer = [_one(calendar, panel.first_day, width, code_of) for calendar in panel.calendars]
    code, days_to, days_since = (np.array([one[i] for one in answer]) for i in range(3))
    return EventDays(code, days_to, days_since)


def _one(
    calendar: dict[str, str], first: dt.date, width: int, code_of: dict[str, float]
) -> tuple[Float, Float, Float]:
    code, days_to, days_since = np.zeros(width), np.full(width, FAR), np.full(width, FAR)
    for day, name in calendar.items():
        at = (dt.date.fromisoformat(day) - first).days
        for d in range(max(at - NEAR_DAYS, 0), min(at + 1, width)):
            if at - d < days_to[d]:
                days_to[d], code[d] = at - d, code_of.get(name, 0.0)
        for d in range(max(at, 0), min(at + NEAR_DAYS + 1, width)):
            days_since[d] = min(days_since[d], d - at)
    return code, days_to, days_since


def calendar_days(first: dt.date, width: int) -> dict[str, Float]:
    """Weekday (Monday 0), day of month and ISO-like week of the year of each day."""
    days = [first + dt.timedelta(days=i) for i in range(width)]
    return {
        "weekday": np.array([float(day.weekday()) for day in days]),
        "day_of_month": np.array([float(day.day) for day in days]),
        "week_of_year": np.array([float((day.timetuple().tm_yday - 1) // 7) for day in days]),
    }
