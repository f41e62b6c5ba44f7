"""The wiring of streamed events: taken from people, written by the queue's worker."""

from functools import cache

from smartretail.adapters.dynamo.intake import DynamoUploads
from smartretail.adapters.s3.lake import S3Bodies
from smartretail.adapters.sqs.queue import SqsQueue
from smartretail.bootstrap.clients import s3, sqs, table, variable
from smartretail.intake.stream.aside import SetAside
from smartretail.intake.stream.daily import DailyUploads
from smartretail.intake.streaming import TakeEvents, WriteEvents
from smartretail.kernel.clock import SystemClock


@cache
def taking() -> TakeEvents:
    """Return the taking of events."""
    return TakeEvents(SqsQueue(sqs(), variable("STREAM_QUEUE_URL")), SystemClock())


@cache
def writing() -> WriteEvents:
    """Return the worker that writes events into the lake."""
    days = DailyUploads(DynamoUploads(table("intake")), SystemClock())
    return WriteEvents(days, _files(), SystemClock())


@cache
def quarantine() -> SetAside:
    """Return the keeper of messages that can never succeed."""
    return SetAside(_files())


def _files() -> S3Bodies:
    return S3Bodies(s3(), variable("LAKE_BUCKET"))
