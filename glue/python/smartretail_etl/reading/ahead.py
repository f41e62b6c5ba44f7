"""Reading ahead: stretches are worked on side by side and handed over in order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

WORKERS = 2
IN_FLIGHT = 4
"""Bounds the memory: so many stretches at most are parsed and not yet taken."""
T = TypeVar("T")


def in_order(tasks: Iterator[Callable[[], T]]) -> Iterator[T]:
    """Run tasks a few ahead of the reader and yield their results in order."""
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for task in tasks:
                waiting.append(pool.submit(task))
                if len(waiting) == IN_FLIGHT:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
