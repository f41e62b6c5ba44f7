"""JSON lines: one object per line."""

import json

from smartretail.intake.files.model import MOST_ROWS, Found, Layout, Look, Unreadable, unique_names


def look_at_json_lines(text: str, *, whole: bool, encoding: str) -> Look:
    """Collect the fields of the objects, in the order they appear."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not whole and len(lines) > 1:
        lines.pop()
    rows = [row for line in lines[:MOST_ROWS] if (row := _object(line)) is not None]
    if not rows:
        raise Unreadable("No line of the file is a JSON object.")
    names = list(dict.fromkeys(name for row in rows for name in row))
    unique_names(names)
    columns = tuple(Found(name, tuple(row.get(name, "") for row in rows)) for name in names)
    return Look(Layout("jsonl", encoding=encoding), columns)


def _object(line: str) -> dict[str, str] | None:
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
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
