"""The time a run asks for, and how far has been read once its rows are stored.

With `{until}` in the request a run covers its window, so the watermark moves to the window's end.
Without it the answer is open-ended: the watermark moves to the largest value of a column, or to the
moment of the run.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from smartretail.connectors.checks import placeholders
from smartretail.connectors.definition import Definition, Watermark
from smartretail.connectors.model import Window
from smartretail.kernel.clock import timestamp

_NO_TIME = 10


def bounded(definition: Definition) -> bool:
    """Return whether the request names the end of its window."""
    return any("until" in placeholders(text) for text in definition.request.templates)


def window_for(definition: Definition, reached: str | None, asked_at: str) -> Window:
    """Return the window of a run: from the watermark less the overlap, up to one step."""
    asked, mark = parse_moment(asked_at), definition.watermark
    if mark is None:
        return Window(None, asked)
    begin = parse_moment(reached) if reached else _midnight(mark.start)
    until = asked
    if mark.step_days and bounded(definition):
        until = min(asked, begin + timedelta(days=mark.step_days))
    since = begin - timedelta(days=mark.overlap_days) if reached else begin
    return Window(min(since, until), until)


def reached_by(
    definition: Definition, window: Window, rows: Iterable[dict[str, Any]], before: str | None
) -> str | None:
    """Return the watermark once these rows are stored; it never moves back."""
    mark = definition.watermark
    if mark is None:
        return None
    if mark.field and not bounded(definition):
        found = [_value(row, mark) for row in rows]
        moments = [moment for moment in found if moment and moment <= window.until]
        reached = timestamp(max(moments)) if moments else before
    else:
        reached = timestamp(window.until)
    return max(reached, before) if reached and before else reached


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 moment or date; without an offset it is UTC. Raise `ValueError`."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _value(row: dict[str, Any], mark: Watermark) -> datetime | None:
    text = str(row.get(mark.field or "") or "")
    try:
        if text.isdecimal() and len(text) >= _NO_TIME:
            return datetime.fromtimestamp(int(text[:_NO_TIME]), UTC)
        return parse_moment(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
