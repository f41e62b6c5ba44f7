"""Rows out of an answer: JSON, JSON lines or CSV become flat records of text."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from smartretail.connectors.definition import Rows
from smartretail.connectors.limits import MOST_COLUMNS
from smartretail.connectors.model import Answer, PullFailed
from smartretail.connectors.pointer import dotted, resolve

Row = dict[str, Any]
_SURPLUS = "beyond the header"


@dataclass(frozen=True)
class Page:
    """Rows of one answer, the records they were made of, and the document for its cursor."""

    rows: list[Row]
    records: int
    document: Any = None


def read_page(answer: Answer, shape: Rows) -> Page:
    """Return the rows of an answer. Raise `PullFailed` when it is not what was agreed.

    Numbers stay as they are written, so that no digit of an amount is lost. An answer without
    content (HTTP 204) is an empty page.
    """
    if answer.status == 204:
        return Page([], 0)
    text = _text(answer)
    if shape.format == "csv":
        records: list[Any] = _csv(text, shape.delimiter)
        document = None
    elif shape.format == "jsonl":
        records = [_json(line) for line in text.splitlines() if line.strip()]
        document = None
    else:
        document = _json(text)
        records = _list(document, shape.pointer)
    rows = [row for record in records for row in _rows(record, shape)]
    return Page(rows, len(records), document)


def columns_of(rows: list[Row], shape: Rows) -> list[str]:
    """Return the columns of these rows in order. Raise `PullFailed` when there are too many."""
    names = list(shape.keep) or list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > MOST_COLUMNS:
        raise PullFailed(
            f"The rows have {len(names)} columns; name up to {MOST_COLUMNS} of them to keep.",
            code="too_many_columns",
        )
    return names


def _text(answer: Answer) -> str:
    header = Message()
    header["content-type"] = answer.headers.get("content-type", "")
    charset = header.get_content_charset() or "utf-8"
    try:
        return answer.body.decode("utf-8-sig" if charset == "utf-8" else charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise PullFailed(f"The answer is not text in {charset[:40]}.", code="bad_answer") from error


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise PullFailed("The answer is not JSON, or not all of it came.", code="bad_answer") from (
            None if isinstance(error, RecursionError) else error
        )


def _no_number(name: str) -> None:
    return None


def _list(document: Any, pointer: str) -> list[Any]:
    found = resolve(document, pointer)
    if isinstance(found, list):
        return found
    place = f"at {pointer}" if pointer else "as a whole"
    raise PullFailed(f"The answer holds no list {place}.", code="no_rows_there")


def _csv(text: str, delimiter: str) -> list[Any]:
    try:
        table = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey=_SURPLUS)
        return [
            {n: delimiter.join(v) if isinstance(v, list) else v for n, v in row.items()}
            for row in table
        ]
    except csv.Error as error:
        raise PullFailed(f"The answer cannot be read as CSV: {error}.", code="bad_answer") from None


def _rows(record: Any, shape: Rows) -> Iterator[Row]:
    if not isinstance(record, dict):
        raise PullFailed("A record of the answer has no names.", code="bad_answer")
    if not shape.each:
        yield _kept(dict(_flat(record)), shape)
        return
    prefix = dotted(shape.each)
    whole = {n: v for n, v in _flat(record) if n != prefix}
    parts = resolve(record, shape.each) or []
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict):
            yield _kept(whole | dict(_flat(part, f"{prefix}.")), shape)


def _kept(row: Row, shape: Rows) -> Row:
    return {name: row.get(name) for name in shape.keep} if shape.keep else row


def _flat(record: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield cells; an object becomes columns named with a dot, a list stays one cell of JSON."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{prefix}{name}", value
