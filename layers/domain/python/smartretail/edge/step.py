"""The Step Functions edge: a state's input in, its output out, failures by their own name."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from smartretail.edge.telemetry import logger, measured
from smartretail.kernel.errors import SmartRetailError, Unavailable

State = dict[str, Any]


def step(work: Callable[[State], State]) -> Callable[[State, Any], State]:
    """Return the Lambda handler of one state; the state's JSON is plain.

    A failure of AWS becomes `Unavailable`, by which the state machine knows to try it again.
    """

    @measured
    @logger.inject_lambda_context(clear_state=True)
    def handler(event: State, context: Any) -> State:
        try:
            return work(event)
        except SmartRetailError as error:
            logger.warning("step refused", code=error.code, detail=error.detail)
            raise
        except (BotoCoreError, ClientError) as error:
            logger.exception("AWS did not do what was asked")
            raise Unavailable("A service behind this step did not answer.") from error

    return handler
