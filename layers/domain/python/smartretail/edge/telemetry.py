"""One logger and one metrics collector per function; ids and counts only, never bodies."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()
Answer = TypeVar("Answer")


def measured(handler: Callable[[Any, Any], Answer]) -> Callable[[Any, Any], Answer]:
    """Write the metrics of a call when it made any; a call without metrics costs no log line."""

    @functools.wraps(handler)
    def call(event: Any, context: Any) -> Answer:
        try:
            return handler(event, context)
        finally:
            if metrics.metric_set:
                metrics.flush_metrics()

    return call
