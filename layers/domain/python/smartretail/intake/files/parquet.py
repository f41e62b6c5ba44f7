"""The column names and kinds of a Parquet file, from its footer.

The footer is one Thrift struct in the compact protocol (Apache Parquet format 2.11, FileMetaData);
only as much of it is read as the schema needs: field 2, a list of SchemaElement, and field 3, the
number of rows.
"""

import struct
from collections.abc import Iterator
from typing import Any

from smartretail.intake.files.model import (
    ColumnKind,
    Found,
    Layout,
    Look,
    Unreadable,
    unique_names,
)
from smartretail.intake.files.remote import RemoteFile

MAGIC = b"PAR1"
_MOST_FOOTER_BYTES = 16 << 20
_MOST_DEPTH = 16
_SCHEMA, _ROWS = 2, 3
_TYPE, _NAME, _CHILDREN, _CONVERTED, _LOGICAL = 1, 4, 5, 6, 10
_BOOLEAN, _INT96, _TEXTS = 0, 3, frozenset({6, 7})
_DATES, _DECIMAL = frozenset({6, 9, 10}), 5
_LOGICAL_DATES, _LOGICAL_DECIMAL = frozenset({6, 8}), 5


def look_at_parquet(file: RemoteFile) -> Look:
    """Name the columns; values stay unread."""
    tail = file.part(max(0, file.size - 8), 8)
    if len(tail) < 8 or tail[4:] != MAGIC:
        raise Unreadable("The file is damaged: its Parquet footer is missing.")
    length = struct.unpack("<I", tail[:4])[0]
    if not 0 < length <= min(_MOST_FOOTER_BYTES, file.size - 12):
        raise Unreadable("The file is damaged, or its Parquet footer is too large.")
    columns, rows = _schema(file.part(file.size - 8 - length, length))
    if not rows:
        raise Unreadable("The Parquet file names its columns and holds no rows.")
    names = unique_names(name for name, _ in columns)
    kinds = [kind for _, kind in columns]
    found = (Found(name, None, kind) for name, kind in zip(names, kinds, strict=True))
    return Look(Layout("parquet"), tuple(found))


def _schema(footer: bytes) -> tuple[list[tuple[str, ColumnKind]], int]:
    try:
        fields = _Compact(footer).struct(only=_ROWS)
        root, elements = fields[_SCHEMA][0], iter(fields[_SCHEMA][1:])
        return [_column(elements) for _ in range(root[_CHILDREN])], fields[_ROWS]
    except (IndexError, KeyError, StopIteration, TypeError, UnicodeDecodeError) as error:
        raise Unreadable("The file is damaged: its Parquet footer cannot be read.") from error


def _kind(element: dict[int, Any]) -> ColumnKind:
    """Return the kind of a column: its physical type, as its annotations read it."""
    physical, converted = element.get(_TYPE), element.get(_CONVERTED)
    logical = set(element.get(_LOGICAL) or {})
    if physical is None:
        return "text"
    if converted in _DATES or logical & _LOGICAL_DATES or physical == _INT96:
        return "date"
    if physical == _BOOLEAN:
        return "flag"
    is_decimal = converted == _DECIMAL or _LOGICAL_DECIMAL in logical
    return "text" if physical in _TEXTS and not is_decimal else "number"


def _column(elements: Iterator[dict[int, Any]], depth: int = 0) -> tuple[str, ColumnKind]:
    """Take one column with everything nested in it; return its name and kind."""
    if depth > _MOST_DEPTH:
        raise Unreadable("The columns of the file are nested too deeply.")
    element = next(elements)
    for _ in range(element.get(_CHILDREN, 0)):
        _column(elements, depth + 1)
    return str(element[_NAME].decode()), _kind(element)


class _Compact:
    """Reads the Thrift compact protocol into dicts by field id."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self, only: int | None = None, depth: int = 0) -> dict[int, Any]:
        """Read a struct; with `only`, stop after that field."""
        if depth > _MOST_DEPTH:
            raise Unreadable("The file is damaged: its Parquet footer is nested too deeply.")
        fields: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._signed()
            fields[field] = self._value(head & 15, depth)
            if field == only:
                break
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2:
                found: Any = kind == 1
            case 3:
                found = self._byte()
            case 4 | 5 | 6:
                found = self._signed()
            case 7:
                found = self._bytes(8)
            case 8:
                found = self._bytes(self._unsigned())
            case 9 | 10:
                found = self._list(depth)
            case 12:
                found = self.struct(depth=depth + 1)
            case _:
                raise Unreadable("The file is damaged: its Parquet footer cannot be read.")
        return found

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = head >> 4 if head >> 4 < 15 else self._unsigned()
        if size > len(self._data):
            raise IndexError
        return [self._value(head & 15, depth) for _ in range(size)]

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, length: int) -> bytes:
        self._at += length
        if self._at > len(self._data):
            raise IndexError
        return self._data[self._at - length : self._at]

    def _unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)
