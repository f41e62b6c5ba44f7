"""The EventBridge Scheduler edge: a moment in, nothing out."""

from collections.abc import Callable
from typing import Any

from smartretail.edge.telemetry import logger, measured


def schedule(work: Callable[[], int]) -> Callable[[dict[str, Any], Any], None]:
    """Return the Lambda handler of a scheduled job, which reports how many things it did."""

    @measured
    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], context: Any) -> None:
        logger.info("scheduled job done", count=work())

    return handler
