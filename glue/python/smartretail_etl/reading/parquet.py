"""Parquet files, batch by batch, as text."""

import json
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smartretail_etl.reading.chunk import (
    Chunk,
    Portion,
    Source,
    Task,
    lines_from,
    text_column,
    unique_names,
)
from smartretail_etl.request import CurateRequest, RequestError

BATCH_ROWS = 32_768
LARGEST_COLUMN_BYTES = 1 << 30
"""Of one row group, unpacked: the reader holds as much at once."""
DAMAGED = "The Parquet file is damaged ({}). Write it again and send it again."


def open_parquet(file: IO[bytes], request: CurateRequest) -> Source:
    """Open a Parquet file; rows are counted as if under a header, structs are flattened once."""
    start = file.read(4)
    if start == b"PARE":
        raise RequestError("The Parquet file is encrypted. Write it without encryption.")
    if start != b"PAR1":
        raise RequestError("The file is not a Parquet file.")
    file.seek(0)
    try:
        source = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as problem:
        raise RequestError(_damage(problem)) from None
    _check_size(source.metadata)
    fields = pa.Table.from_batches([], source.schema_arrow).flatten().schema.names
    names = unique_names(fields)
    return Source(names, _tasks(source, names, request.column_decimals), 1, fields)


def _damage(problem: Exception) -> str:
    text = str(problem).splitlines()[0][:120]
    if "ncrypt" in text:
        return "The Parquet file is encrypted. Write it without encryption."
    return DAMAGED.format(text)


def _check_size(metadata: Any) -> None:
    for group in range(metadata.num_row_groups):
        found = metadata.row_group(group)
        largest = max(
            (found.column(c).total_uncompressed_size for c in range(found.num_columns)), default=0
        )
        if largest > LARGEST_COLUMN_BYTES:
            raise RequestError(
                "The Parquet file has row groups of more than 1 GB. "
                "Write it with smaller ones (100,000 rows, for example)."
            )


def _tasks(source: Any, names: list[str], signs: dict[str, str]) -> Iterator[Task]:
    try:
        for batch in source.iter_batches(batch_size=BATCH_ROWS):
            yield partial(_read, batch, names, signs)
    except (pa.ArrowException, OSError) as problem:
        raise RequestError(_damage(problem)) from None


def _read(batch: Any, names: list[str], signs: dict[str, str]) -> Portion:
    flat = pa.Table.from_batches([batch]).flatten()
    columns = {
        name: _text(column.combine_chunks(), signs.get(name, "."))
        for name, column in zip(names, flat.columns, strict=True)
    }
    return Portion([Chunk(columns, lines_from(1, batch.num_rows))], batch.num_rows)


def _text(column: Any, sign: str) -> Any:
    """Write values as text; numbers as this file's texts write them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode(), sign)
    if pa.types.is_timestamp(kind):
        return pc.strftime(pc.cast(column, pa.timestamp("s", kind.tz), safe=False))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.replace_substring(pc.cast(column, pa.string()), ".", sign)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return text_column([None if v is None else _written(v) for v in column.to_pylist()])
    try:
        return pc.cast(column, pa.string())
    except pa.ArrowException:
        return text_column([None if v is None else str(v) for v in column.to_pylist()])


def _written(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str)
