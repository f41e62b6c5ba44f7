"""Sends messages in batches. SQS takes a part of a batch and answers 200: look at `Failed`."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError

from smartretail.kernel.errors import Unavailable
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_BATCH = 10
_BATCH_BYTES = 262_144
_ATTEMPTS = 4
_PAUSE_SECONDS = 0.1
_SERVER_SIDE = 500
_SILENT = "The queue did not answer; send the events again."


@dataclass(frozen=True)
class SqsQueue:
    """One queue. The tenant is in the messages, which our own code makes."""

    client: "SQSClient"
    url: str

    def send(self, who: Principal, bodies: Sequence[str]) -> None:
        """Send all messages. Raise `Unavailable` when not all were taken; some may have been."""
        for batch in _batches(bodies):
            self._send(batch)

    def _send(self, batch: Sequence[str]) -> None:
        pending: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(number), "MessageBody": body} for number, body in enumerate(batch)
        ]
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_PAUSE_SECONDS * 2**attempt)
            failed = self._failed(pending)
            pending = [entry for entry in pending if entry["Id"] in failed]
            if not pending:
                return
        raise Unavailable(f"{len(pending)} messages were not taken; send them again.")

    def _failed(self, entries: "list[SendMessageBatchRequestEntryTypeDef]") -> set[str]:
        try:
            answer = self.client.send_message_batch(QueueUrl=self.url, Entries=entries)
        except HTTPClientError as error:
            raise Unavailable(_SILENT) from error
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < _SERVER_SIDE:
                raise
            raise Unavailable(_SILENT) from error
        return {entry["Id"] for entry in answer.get("Failed", [])}


def _batches(bodies: Sequence[str]) -> Iterator[list[str]]:
    """Yield messages that fit into one call: ten of them, a quarter of a mebibyte in all."""
    held: list[str] = []
    for body in bodies:
        too_many = len(held) == _BATCH
        if held and (too_many or sum(map(_size, held)) + _size(body) > _BATCH_BYTES):
            yield held
            held = []
        held.append(body)
    if held:
        yield held


def _size(body: str) -> int:
    return len(body.encode())
