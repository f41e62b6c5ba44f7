"""Delimited text, streamed; ragged rows are set aside with their line."""

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from smartretail_etl.reading.chunk import Broken, Chunk, text_column, unique_names
from smartretail_etl.request import Format, RequestError

BLOCK_BYTES = 16 << 20
"""One record must fit into a block."""


def read_csv(file: IO[bytes], form: Format) -> Iterator[Chunk | Broken]:
    """Stream a delimited file."""
    names = _header(file, form)
    file.seek(0)
    ragged: list[tuple[int, str]] = []

    def set_aside(row: Any) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    first = 2
    missing: set[int] = set()
    for batch in _batches(file, form, names, set_aside):
        missing.update(number for number, _ in ragged)
        lines, first = _number(first, batch.num_rows, missing)
        yield from _flush(ragged)
        yield Chunk(dict(zip(names, batch.columns, strict=True)), lines)
    yield from _flush(ragged)


def _header(file: IO[bytes], form: Format) -> list[str]:
    encoding = "utf-8-sig" if form.encoding.lower() in {"utf-8", "utf8"} else form.encoding
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    rows = csv.reader(
        text,
        delimiter=form.delimiter,
        quotechar=form.quote,
        quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
    )
    try:
        header = next((row for row in rows if row), None)
    except UnicodeDecodeError as problem:
        raise RequestError(f"The file is not written in {form.encoding}.") from problem
    finally:
        text.detach()
    if header is None:
        raise RequestError("The file is empty.")
    return unique_names(header)


def _batches(file: IO[bytes], form: Format, names: list[str], set_aside: Any) -> Iterator[Any]:
    try:
        reader = arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                column_names=names,
                skip_rows_after_names=1,
                encoding=form.encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quote or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
        yield from reader
    except (pa.ArrowInvalid, UnicodeDecodeError) as problem:
        if "Empty CSV" in str(problem):
            return
        raise RequestError(f"The file cannot be read as {form.encoding} text: {problem}") from None


def _number(first: int, rows: int, missing: set[int]) -> tuple[Any, int]:
    """Give `rows` rows their record numbers, passing over those that were set aside."""
    last = first + rows
    skipped = {number for number in missing if number < last}
    while True:
        further = first + rows + len([n for n in skipped if n >= first])
        now = {number for number in missing if number < further}
        if now == skipped:
            break
        skipped = now
    numbers = np.arange(first, further, dtype=np.int64)
    kept = np.setdiff1d(numbers, np.fromiter(skipped, dtype=np.int64), assume_unique=True)
    missing.difference_update(skipped)
    return pa.array(kept), further


def _flush(ragged: list[tuple[int, str]]) -> Iterator[Broken]:
    if ragged:
        lines = pa.array([number for number, _ in ragged], pa.int64())
        texts = text_column([text for _, text in ragged])
        ragged.clear()
        yield Broken(lines, texts)
