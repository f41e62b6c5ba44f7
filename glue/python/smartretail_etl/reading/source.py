"""The raw file as one stream of batches: target fields as text, and whatever else it holds."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.reading.ahead import in_order
from smartretail_etl.reading.canonical import Coded, canonical
from smartretail_etl.reading.chunk import Broken, Chunk, Portion, Source, Task
from smartretail_etl.reading.csv import open_csv
from smartretail_etl.reading.jsonl import MOST_FIELDS, VERSION, open_jsonl
from smartretail_etl.reading.mend import MendLayout
from smartretail_etl.reading.parquet import open_parquet
from smartretail_etl.reading.unpack import opened
from smartretail_etl.request import CurateRequest, RequestError
from smartretail_etl.schema import TableSpec

SEPARATOR = "\x1f"
NULL = "\x1e"
LINE, RECORD, CONTENT, BROKEN, UNREADABLE = "line", "record", "content", "broken", "unreadable"
EXTRA = "extra_"
MOST_EXTRAS = 100


@contextmanager
def open_source(
    paths: Sequence[Path], request: CurateRequest, names: list[str] | None = None
) -> Iterator[Source]:
    """Open a raw file; `names` tells the fields of JSON objects where they are known already."""
    with opened(paths, request.format) as file:
        match request.format.kind:
            case "csv":
                yield open_csv(file, request.format)
            case "jsonl":
                yield open_jsonl(file, request, names)
            case "xlsx":
                from smartretail_etl.reading.xlsx import open_xlsx

                yield open_xlsx(file, request)
            case _:
                yield open_parquet(file, request)


@dataclass(frozen=True)
class RawRows:
    """The rows of one raw file for one table.

    `line` is the record number that a spreadsheet shows, in the root file for a mend; `record`
    the one in this file; `content` the whole row as it came, mapped or not; `broken` why a row
    could not be read, `unreadable` how it begins; `version` what the newest row of a key has.
    """

    source: Source
    table: TableSpec
    request: CurateRequest
    upload: str

    @cached_property
    def mend(self) -> MendLayout | None:
        """How the file of a mend is laid out, None for any other."""
        if self.request.mends is None:
            return None
        return MendLayout.of(self.source.names, self.source.header)

    @cached_property
    def names(self) -> list[str]:
        """The columns of the file, or of the root file that it mends."""
        return list(self.mend.names.values()) if self.mend else list(self.source.names)

    @cached_property
    def extras(self) -> dict[str, str]:
        """Staged names of columns that no target is mapped to."""
        mapped = {*self.request.mapping.values(), VERSION}
        extras: dict[str, str] = {}
        taken: set[str] = set()
        for name in [name for name in self.names if name not in mapped][:MOST_EXTRAS]:
            safe = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60] or "column"
            number = 2
            staged = f"{EXTRA}{safe}"
            while staged in taken:
                staged, number = f"{EXTRA}{safe}_{number}", number + 1
            taken.add(staged)
            extras[staged] = name
        return extras

    @cached_property
    def schema(self) -> Any:
        """Schema of the stream: every field given and every further column as text."""
        numbers = {LINE, RECORD}
        names = [field.name for field in self.request.given(self.table)]
        names += [LINE, RECORD, CONTENT, BROKEN, UNREADABLE, "version", *self.extras]
        return pa.schema([(n, pa.int64() if n in numbers else pa.string()) for n in names])

    def batches(self) -> Iterator[Any]:
        """Stream the rows; blank ones are passed over."""
        absent = [name for name in self.request.mapping.values() if name not in self.names]
        if absent:
            raise RequestError(f"The file has no column '{absent[0]}' (mapped by the profile).")
        before = self.source.before
        tasks: Iterator[Any] = (partial(self._read, task) for task in self.source.tasks)
        for batches, portion in in_order(tasks):
            self._learn(portion.names)
            yield from (self._numbered(batch, before) for batch in batches)
            before += portion.records

    def _learn(self, names: Sequence[str]) -> None:
        """JSON objects may name further fields at any place of the file."""
        known = set(self.source.names) if names else set[str]()
        new = [name for name in names if name not in known]
        self.source.names += new[: max(0, MOST_FIELDS - len(known))]

    def _read(self, task: Task) -> tuple[list[Any], Portion]:
        portion = task()
        batches = [
            self._broken(piece) if isinstance(piece, Broken) else self._shaped(piece)
            for piece in portion.pieces
        ]
        return batches, Portion([], portion.records, portion.names)

    def _numbered(self, batch: Any, before: int) -> Any:
        record = pc.add(batch.column(RECORD), before)
        line = batch.column(LINE) if self.mend else record
        for name, column in ((RECORD, record), (LINE, line)):
            batch = batch.set_column(batch.schema.get_field_index(name), name, column)
        return batch

    def _shaped(self, chunk: Chunk) -> Any:
        lines = self.mend.rows(chunk) if self.mend else chunk.lines
        chunk = self.mend.own(chunk) if self.mend else chunk
        coded = {name: Coded(column) for name, column in chunk.columns.items()}
        text = {name: column.spread(column.values) for name, column in coded.items()}
        columns = {
            field.name: coded[at].spread(canonical(coded[at].values, field, self.request))
            for field in self.request.given(self.table)
            for at in [self.request.mapping[field.name]]
        }
        columns |= {staged: text[name] for staged, name in self.extras.items() if name in text}
        columns |= {LINE: lines, RECORD: chunk.lines, "version": self._version(text)}
        columns[CONTENT] = _content(text) if chunk.content is None else chunk.content
        if self.mend:
            lost = pc.is_null(lines)
            columns[BROKEN] = pc.if_else(lost, "no_row_number", pa.scalar(None, pa.string()))
        batch = self._batch(columns, len(chunk.lines))
        if any(column.null_count == 0 for column in text.values()):
            return batch
        held = _any_value(list(text.values()))
        return batch.filter(pc.or_(held, pc.is_valid(lines)) if self.mend else held)

    def _version(self, text: dict[str, Any]) -> Any:
        version = pa.scalar(self.request.mends or self.upload, pa.string())
        if self.request.origin == "stream" and VERSION in text:
            return pc.coalesce(text[VERSION], version)
        return version

    def _broken(self, piece: Broken) -> Any:
        columns = {RECORD: piece.lines, CONTENT: piece.texts, UNREADABLE: piece.texts}
        columns |= {BROKEN: piece.reasons, "version": self._version({})}
        if not self.mend:
            columns[LINE] = piece.lines
        return self._batch(columns, len(piece.lines))

    def _batch(self, columns: dict[str, Any], rows: int) -> Any:
        arrays = []
        for field in self.schema:
            column = columns.get(field.name)
            if column is None:
                column = pa.nulls(rows, field.type)
            elif isinstance(column, pa.Scalar):
                column = pa.repeat(column, rows)
            arrays.append(column)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _content(text: dict[str, Any]) -> Any:
    """The whole row as one text, whatever order its columns have."""
    parts = [pc.fill_null(text[name], NULL) for name in sorted(text)]
    return pc.binary_join_element_wise(*parts, SEPARATOR)


def _any_value(columns: list[Any]) -> Any:
    """Mark rows that hold anything: blank lines are no rows."""
    mask = pc.is_valid(columns[0])
    for column in columns[1:]:
        mask = pc.or_(mask, pc.is_valid(column))
    return mask
