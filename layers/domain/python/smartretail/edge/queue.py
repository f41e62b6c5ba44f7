"""The SQS edge: each message alone; only what may succeed later comes again."""

from collections.abc import Callable, Sequence
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSEvent, SQSRecord

from smartretail.edge.telemetry import logger, measured, metrics
from smartretail.kernel.errors import Conflict, SmartRetailError, Unavailable
from smartretail.kernel.messages import Failures, Message

Work = Callable[[Sequence[Message]], Failures]
SetAside = Callable[[Message, SmartRetailError], None]
_MAY_PASS = (Conflict, Unavailable)


def each(work: Callable[[Message], None]) -> Work:
    """Return work on a batch that does one message after the other, whatever became of the last."""

    def on_all(messages: Sequence[Message]) -> Failures:
        failures: dict[str, Exception] = {}
        for message in messages:
            try:
                work(message)
            except Exception as failure:
                failures[message.id] = failure
        return failures

    return on_all


def queue(work: Work, set_aside: SetAside) -> Callable[[dict[str, Any], Any], Any]:
    """Return the Lambda handler of a queue's worker, which answers which messages come again.

    A message that can never succeed is set aside at once with its reason and counts as
    `MessageSetAside`; one that failed for a passing or unknown reason comes again.
    """

    @measured
    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], context: Any) -> Any:
        failures = work([_message(record) for record in SQSEvent(event).records])

        def settle(record: SQSRecord) -> None:
            failure = failures.get(record.message_id)
            if failure is not None:
                _settle(_message(record), failure, set_aside)

        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        return process_partial_response(
            event=event, record_handler=settle, processor=processor, context=context
        )

    return handler


def _settle(message: Message, failure: Exception, set_aside: SetAside) -> None:
    if isinstance(failure, SmartRetailError) and not isinstance(failure, _MAY_PASS):
        set_aside(message, failure)
        logger.error("message set aside", message_id=message.id, code=failure.code)
        metrics.add_metric(name="MessageSetAside", unit="Count", value=1)
        return
    logger.warning("message comes again", message_id=message.id, exc_info=failure)
    raise failure


def _message(record: SQSRecord) -> Message:
    return Message(record.message_id, record.body)
