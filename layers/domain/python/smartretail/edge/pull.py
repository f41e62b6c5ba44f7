"""What is counted and logged of connector runs: outcomes and sizes, never addresses or rows."""

from collections.abc import Callable

from smartretail.connectors.model import Run
from smartretail.edge.telemetry import logger, metrics
from smartretail.kernel.errors import SmartRetailError
from smartretail.kernel.messages import Message


def counted(work: Callable[[Message], Run | None]) -> Callable[[Message], None]:
    """Return the work on one message, its run counted in metrics and in one log line."""

    def run(message: Message) -> None:
        done = work(message)
        if done is None:
            return
        failed = done.outcome == "failed"
        metrics.add_metric(name="PullFailed", unit="Count", value=int(failed))
        metrics.add_metric(name="ConnectorPaused", unit="Count", value=int(done.paused))
        metrics.add_metric(name="PulledRows", unit="Count", value=done.rows)
        logger.info(
            "connector run ended",
            outcome=done.outcome,
            code=done.code,
            pages=done.pages,
            rows=done.rows,
            bytes=done.bytes,
            upload_id=done.upload_id,
        )

    return run


def named(message: Message, error: SmartRetailError) -> None:
    """Keep nothing of an order that can never be made: it holds no data, and the log names it."""
