"""Counts calls to AWS, by operation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list of operations called so far."""
    seen: list[str] = []
    call: Any = vars(BaseClient)["_make_api_call"]

    def counting(self: BaseClient, operation: str, arguments: Any) -> Any:
        seen.append(operation)
        return call(self, operation, arguments)

    with patch.object(BaseClient, "_make_api_call", counting):
        yield seen
