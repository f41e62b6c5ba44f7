"""Keeps DynamoDB streams whole over a restart: records that nobody has read yet, and positions.

The emulator saves how far consumers have read, but not the records; after a restart it would wait
until as many new records exist as old ones were read.
"""

from collections.abc import Iterator
from typing import Any

from infra.local.rewriting import substitute

UNREAD = "unread_stream_records"


def keep_unread(dynamodb: Any, lambda_svc: Any) -> None:
    """Save and restore unread records, and hold positions within what was restored."""

    def state() -> dict[str, Any]:
        return {**get_state(), UNREAD: dict(_unread(dynamodb, lambda_svc))}

    def restore(data: dict[str, Any]) -> None:
        unread = data.pop(UNREAD, {})
        restore_tables(data)
        for table, (position, records) in unread.items():
            dynamodb._stream_trimmed[table] = position
            dynamodb._stream_records[table] = records

    def restore_functions(data: dict[str, Any]) -> None:
        restore_lambda(data)
        for mapping, table in _consumers(lambda_svc):
            positions = lambda_svc._dynamodb_stream_positions
            if mapping in positions:
                end = dynamodb.stream_end_position(table)
                positions[mapping] = min(positions[mapping], end)

    get_state = substitute(dynamodb, "get_state", "", state)
    restore_tables = substitute(dynamodb, "load_persisted_state", "data", restore)
    restore_lambda = substitute(lambda_svc, "load_persisted_state", "data", restore_functions)


def _unread(dynamodb: Any, lambda_svc: Any) -> Iterator[tuple[str, tuple[int, list[Any]]]]:
    positions = lambda_svc._dynamodb_stream_positions
    read: dict[str, list[int]] = {}
    for mapping, table in _consumers(lambda_svc):
        read.setdefault(table, []).append(positions.get(mapping, 0))
    for table in dynamodb._stream_records.keys():  # noqa: SIM118 - no mapping
        end = dynamodb.stream_end_position(table)
        start = max(min(read.get(table, [end])), dynamodb.stream_start_position(table))
        yield table, (start, dynamodb.stream_records_since(table, start, end - start))


def _consumers(lambda_svc: Any) -> Iterator[tuple[str, str]]:
    for mapping in list(lambda_svc._esms.values()):
        source = mapping.get("EventSourceArn", "")
        if ":dynamodb:" in source and "/stream/" in source:
            yield mapping["UUID"], source.split("/")[1]
