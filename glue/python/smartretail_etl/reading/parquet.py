"""Parquet files, batch by batch, as text."""

from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smartretail_etl.reading.chunk import CHUNK_ROWS, Chunk, text_column, unique_names
from smartretail_etl.request import RequestError


def read_parquet(file: IO[bytes]) -> Iterator[Chunk]:
    """Stream a Parquet file; lines count its rows as if under a header."""
    try:
        source = pq.ParquetFile(file)
    except pa.ArrowInvalid as problem:
        raise RequestError("The file is not a Parquet file.") from problem
    names = unique_names(source.schema_arrow.names)
    first = 2
    for batch in source.iter_batches(batch_size=CHUNK_ROWS):
        lines = pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64))
        first += batch.num_rows
        yield Chunk(dict(zip(names, map(_text, batch.columns), strict=True)), lines)


def _text(column: Any) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pa.types.is_nested(kind):
        return text_column([None if v is None else str(v) for v in column.to_pylist()])
    if pa.types.is_timestamp(kind):
        return pc.strftime(pc.cast(column, pa.timestamp("s", kind.tz), safe=False))
    return pc.cast(column, pa.string(), safe=False)
