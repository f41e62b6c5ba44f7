"""JSON lines: numbers keep the digits they were written with."""

import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import pyarrow as pa

from smartretail_etl.reading.chunk import CHUNK_ROWS, Broken, Chunk, text_column
from smartretail_etl.request import Format, RequestError

REST = "other fields"


def read_jsonl(file: IO[bytes], form: Format, wanted: frozenset[str]) -> Iterator[Chunk | Broken]:
    """Stream JSON objects, one per line; unmapped fields travel together as one text."""
    decoded = io.TextIOWrapper(file, encoding=form.encoding)
    lines = enumerate(decoded, start=1)
    names = sorted(wanted)
    try:
        while batch := list(islice(lines, CHUNK_ROWS)):
            good: list[tuple[int, dict[str, str | None]]] = []
            bad: list[tuple[int, str]] = []
            for number, text in batch:
                row = _parse(text)
                if row is not None:
                    good.append((number, row))
                elif text.strip():
                    bad.append((number, text))
            yield from _pieces(names, good, bad)
    except UnicodeDecodeError as problem:
        raise RequestError(f"The file is not written in {form.encoding}.") from problem
    finally:
        decoded.detach()


def _parse(text: str) -> dict[str, str | None] | None:
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {name: _text(value) for name, value in found.items()}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _pieces(
    names: list[str], good: list[tuple[int, dict[str, str | None]]], bad: list[tuple[int, str]]
) -> Iterator[Chunk | Broken]:
    if good:
        columns = {name: text_column([row.get(name) for _, row in good]) for name in names}
        rest = [{k: v for k, v in row.items() if k not in columns} for _, row in good]
        columns[REST] = text_column([json.dumps(row, sort_keys=True) for row in rest])
        yield Chunk(columns, pa.array([number for number, _ in good], pa.int64()))
    if bad:
        yield Broken(
            pa.array([number for number, _ in bad], pa.int64()),
            text_column([text.rstrip("\n") for _, text in bad]),
        )
