"""JSON lines: numbers keep the digits they were written with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import IO, Any

from smartretail_etl.reading.chunk import (
    Aside,
    Chunk,
    Portion,
    Source,
    Task,
    line_column,
    text_column,
)
from smartretail_etl.reading.text import utf8_blocks
from smartretail_etl.request import CurateRequest, RequestError

LONGEST_LINE = 8 << 20
MOST_FIELDS = 300
VERSION = "_version"
Row = dict[str, str | None]


class _Number(str):
    """A number as it is written."""


class _RepeatedName(ValueError):
    """An object names a field twice."""


@dataclass(frozen=True)
class _Shape:
    """The fields that become columns, and how their numbers are written."""

    names: tuple[str, ...]
    mapped: frozenset[str]
    """Fields that a target is mapped to; a nested one among them stays whole."""
    signs: dict[str, str]
    """Fields whose texts have another decimal sign than a point."""


def open_jsonl(file: IO[bytes], request: CurateRequest, names: list[str] | None) -> Source:
    """Open a file of JSON objects, one per line; nested ones are flattened once, with dots.

    Columns are the fields of the first stretch and the mapped ones, unless `names` gives them.
    """
    bodies = _bodies(utf8_blocks(file, request.format.encoding))
    first = next(bodies, b"")
    mapped = frozenset(request.mapping.values())
    found = names or _fields(first, mapped)
    found += sorted(name for name in mapped - set(found) if names is None)
    shape = _Shape(tuple(found), mapped, request.column_decimals)
    tasks: Iterator[Task] = (partial(_read, body, shape) for body in chain([first], bodies))
    return Source(found, tasks)


def _bodies(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut blocks after a line; an overlong line stays whole up to its limit."""
    held = b""
    for block in blocks:
        held += block
        end = held.rfind(b"\n") + 1
        if end:
            yield held[:end]
            held = held[end:]
        elif len(held) > LONGEST_LINE:
            raise RequestError(
                "A line is longer than 8 MB: the file holds one large JSON value. "
                "Write one object per line."
            )
    if held:
        yield held + b"\n"


def _fields(body: bytes, mapped: frozenset[str]) -> list[str]:
    names: dict[str, None] = {}
    for line in body.split(b"\n"):
        row = _parse(line, mapped)
        names.update(dict.fromkeys(row) if isinstance(row, dict) else {})
        if len(names) > MOST_FIELDS:
            raise RequestError(
                f"The objects have more than {MOST_FIELDS} different fields. "
                "Are ids used as names of fields?"
            )
    return list(names)


def _read(body: bytes, shape: _Shape) -> Portion:
    rows: list[Row] = []
    numbers: list[int] = []
    aside = Aside()
    names: dict[str, None] = {}
    lines = body.split(b"\n")[:-1]
    for number, line in enumerate(lines, start=1):
        row = _parse(line, shape.mapped)
        if isinstance(row, dict):
            rows.append(row)
            numbers.append(number)
            names.update(dict.fromkeys(row))
        elif line.strip():
            aside.add(number, line.decode(errors="replace"), row or "ragged_row")
    pieces = [*_chunk(rows, numbers, shape), *aside.pieces()]
    return Portion(pieces, len(lines), tuple(names))


def _chunk(rows: list[Row], numbers: list[int], shape: _Shape) -> list[Chunk]:
    if not rows:
        return []
    content = text_column([_content(row) for row in rows])
    for name, sign in shape.signs.items():
        for row in rows:
            if isinstance(value := row.get(name), _Number):
                row[name] = value.replace(".", sign)
    columns = {name: text_column([row.get(name) for row in rows]) for name in shape.names}
    return [Chunk(columns, line_column(numbers), content)]


def _content(row: Row) -> str:
    told = {k: v for k, v in row.items() if v is not None and k != VERSION}
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


def _parse(line: bytes, mapped: frozenset[str]) -> Row | str:
    """Return an object's fields as text, or the reason why there is none."""
    try:
        found = _decode(line.decode())
    except UnicodeDecodeError:
        return "bad_encoding"
    except _RepeatedName:
        return "repeated_field"
    except (ValueError, RecursionError):
        return "not_json"
    return _flat(found, mapped) if isinstance(found, dict) else "not_json"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedName
    return found


_decode = json.JSONDecoder(
    parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_pairs
).decode


def _flat(found: dict[str, Any], mapped: frozenset[str]) -> Row:
    row: Row = {}
    for name, value in found.items():
        if isinstance(value, str) or value is None:
            row[name] = value
        elif isinstance(value, dict) and name not in mapped:
            row |= {f"{name}.{inner}": _text(part) for inner, part in value.items()}
        else:
            row[name] = _text(value)
    return row


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else _written(value)


def _written(value: Any) -> str:
    """Write a value as JSON, numbers with the digits they came with."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        fields = (f"{_written(name)}: {_written(value[name])}" for name in sorted(value))
        return f"{{{', '.join(fields)}}}"
    return json.dumps(value, ensure_ascii=False)
