"""JSON lines: one object per line."""

import json

from smartretail.intake.files.model import (
    MOST_ROWS,
    Found,
    Layout,
    Look,
    Typed,
    Unreadable,
    unique_names,
)

_PREVIEWED = 8


def look_at_json_lines(text: str, *, whole: bool, encoding: str) -> Look:
    """Collect the fields of the objects, in the order they appear."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not whole and len(lines) > 1:
        lines.pop()
    rows = [row for line in lines[:MOST_ROWS] if (row := _object(line)) is not None]
    if not rows:
        raise Unreadable(_why(text, lines))
    names = list(dict.fromkeys(name for row in rows for name in row))
    unique_names(names)
    columns = tuple(Found(name, tuple(row.get(name, "") for row in rows)) for name in names)
    first = tuple(tuple(row.get(name, "") for name in names) for row in rows[:_PREVIEWED])
    return Look(Layout("jsonl", encoding=encoding), columns, first)


def more_objects(text: str, names: list[str]) -> list[list[str]]:
    """Read objects out of the middle of the file, leaving out the cut lines at both ends."""
    rows = (_object(line) for line in text.splitlines()[1:-1])
    return [[row.get(name, "") for name in names] for row in rows if row is not None]


def _why(text: str, lines: list[str]) -> str:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return (
            f"No line of the file is a JSON object; the first is {lines[0][:60]!r}. Write one "
            "whole object per line (JSON lines)."
        )
    return (
        "The file is one JSON document over several lines. Write one object per line (JSON lines)."
    )


def _object(line: str) -> dict[str, str] | None:
    try:
        found = json.loads(line, parse_float=Typed, parse_int=Typed, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {name: _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
