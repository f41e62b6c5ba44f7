"""JSON and Parquet."""

import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.broken_files.case import Case, Read, failed, refused

_ROW = {"date": "2024-03-01", "sku_id": "A1", "store_id": "S01", "units_sold": 2}


def _json_lines(*rows: object) -> Callable[[], bytes]:
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    return lambda: "\n".join(texts).encode()


def parquet(columns: dict[str, list[Any]]) -> bytes:
    """Write a Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def _columns(rows: int = 2) -> dict[str, list[Any]]:
    return {name: [value] * rows for name, value in _ROW.items()}


CASES = (
    Case("JSON lines", _json_lines(_ROW, _ROW | {"sku_id": "A2"}), Read(2, form={"kind": "jsonl"})),
    Case(
        "a JSON array", lambda: json.dumps([_ROW, _ROW]).encode(), refused("JSON array", "per line")
    ),
    Case(
        "one JSON document over many lines",
        lambda: json.dumps({"rows": [_ROW]}, indent=1).encode(),
        refused("one JSON document", "per line"),
    ),
    Case(
        "a JSON line cut off",
        _json_lines(_ROW, '{"date": "2024-03-02", "sku', _ROW | {"sku_id": "A3"}),
        Read(2, {2: "not_json"}),
    ),
    Case(
        "nested JSON",
        _json_lines(_ROW | {"customer": {"city": "Pune", "tags": ["new", {"a": 1}]}}),
        Read(1),
    ),
    Case(
        "a JSON field of many types",
        _json_lines(
            *(
                _ROW | {"sku_id": f"A{n}", "units_sold": u}
                for n, u in enumerate([1, "2", 3, 4.5, 6, None, [3], {"a": 1}, True])
            )
        ),
        Read(5, {6: "missing", 7: "not_a_number", 8: "not_a_number", 9: "not_a_number"}),
    ),
    Case(
        "JSON lines with NaN",
        _json_lines(
            '{"date": "2024-03-01", "sku_id": "A1", "store_id": "S01", "units_sold": NaN}', _ROW
        ),
        Read(1, {1: "missing"}),
    ),
    Case("no JSON at all", _json_lines("{not json}", "{nor this}"), refused("JSON", "{not json}")),
    Case("Parquet", lambda: parquet(_columns()), Read(1, form={"kind": "parquet"})),
    Case(
        "Parquet with nested columns",
        lambda: parquet(_columns() | {"tags": [["a"], ["b"]], "place": [{"x": 1}, {"x": 2}]}),
        Read(2),
    ),
    Case("Parquet without rows", lambda: parquet(_columns(0)), refused("holds no rows")),
    Case("Parquet cut off", lambda: parquet(_columns())[:-40], refused("damaged", "footer")),
    Case(
        "Parquet named csv with damaged pages",
        lambda: _damaged(parquet(_columns(5000) | {"sku_id": [f"A{n}" for n in range(5000)]})),
        failed("damaged"),
    ),
)


def _damaged(data: bytes) -> bytes:
    return data[:4] + bytes(len(data) // 3) + data[4 + len(data) // 3 :]
