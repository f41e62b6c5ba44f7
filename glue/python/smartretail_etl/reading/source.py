"""The raw file as one stream of batches: target fields as text, line, content, broken text."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.reading.canonical import canonical, canonical_text
from smartretail_etl.reading.chunk import Broken, Chunk
from smartretail_etl.reading.csv import read_csv
from smartretail_etl.reading.jsonl import read_jsonl
from smartretail_etl.reading.parquet import read_parquet
from smartretail_etl.reading.xlsx import read_xlsx
from smartretail_etl.request import CurateRequest, RequestError
from smartretail_etl.schema import TableSpec

SEPARATOR = "\x1f"
NULL = "\x1e"
LINE, CONTENT, BROKEN = "line", "content", "broken"


def raw_schema(table: TableSpec) -> Any:
    """Schema of the stream: every target field as text."""
    fields = [pa.field(field.name, pa.string()) for field in table.source_fields]
    extra = [(LINE, pa.int64()), (CONTENT, pa.string()), (BROKEN, pa.string())]
    return pa.schema(fields + [pa.field(name, kind) for name, kind in extra])


def read_raw(path: Path, table: TableSpec, request: CurateRequest) -> Iterator[Any]:
    """Stream a raw file; `content` is the whole row as it came, mapped or not."""
    schema = raw_schema(table)
    with _opened(path) as file:
        for piece in _pieces(file, request):
            if isinstance(piece, Broken):
                yield _broken(piece, schema)
            else:
                yield _shaped(piece, table, request, schema)


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _pieces(file: IO[bytes], request: CurateRequest) -> Iterator[Chunk | Broken]:
    match request.format.kind:
        case "csv":
            return read_csv(file, request.format)
        case "jsonl":
            return read_jsonl(file, request.format, frozenset(request.mapping.values()))
        case "xlsx":
            return iter(read_xlsx(file, request.format))
        case _:
            return iter(read_parquet(file))


def _shaped(chunk: Chunk, table: TableSpec, request: CurateRequest, schema: Any) -> Any:
    absent = [name for name in request.mapping.values() if name not in chunk.columns]
    if absent:
        raise RequestError(f"The file has no column '{absent[0]}' (mapped by the profile).")
    rows = len(chunk.lines)
    text = {name: canonical_text(column) for name, column in chunk.columns.items()}
    fields = {field.name: field for field in table.source_fields}
    mapped = {
        target: canonical(chunk.columns[column], fields[target], request)
        for target, column in request.mapping.items()
        if target in fields
    }
    absent_column = pa.nulls(rows, pa.string())
    columns = [mapped.get(name, absent_column) for name in fields]
    content = [pc.fill_null(text[name], NULL) for name in sorted(text)]
    columns += [
        chunk.lines,
        pc.binary_join_element_wise(*content, SEPARATOR),
        absent_column,
    ]
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    return batch.filter(_any_value(list(text.values())))


def _any_value(columns: list[Any]) -> Any:
    """Mark rows that hold anything: blank lines are no rows."""
    mask = pc.is_valid(columns[0])
    for column in columns[1:]:
        mask = pc.or_(mask, pc.is_valid(column))
    return mask


def _broken(piece: Broken, schema: Any) -> Any:
    columns = {LINE: piece.lines, CONTENT: piece.texts, BROKEN: piece.texts}
    nulls = pa.nulls(len(piece.lines), pa.string())
    return pa.RecordBatch.from_arrays(
        [columns.get(name, nulls) for name in schema.names], schema=schema
    )
