"""The DynamoDB stream edge: each record alone, and only those that failed are retried."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from smartretail.edge.telemetry import logger, measured


def stream(work: Callable[[DynamoDBRecord], None]) -> Callable[[dict[str, Any], Any], Any]:
    """Return the Lambda handler of a stream consumer that reports partial failures."""
    processor = BatchProcessor(
        event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False
    )

    @measured
    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], context: Any) -> Any:
        return process_partial_response(
            event=event, record_handler=work, processor=processor, context=context
        )

    return handler
