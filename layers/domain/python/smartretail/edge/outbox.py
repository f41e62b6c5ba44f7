"""Reads outbox items out of a table's stream."""

import json

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import (
    DynamoDBRecord,
    DynamoDBRecordEventName,
)

from smartretail.adapters.dynamo.table import OUTBOX
from smartretail.admin.model import Outgoing
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal


def outgoing(record: DynamoDBRecord) -> Outgoing | None:
    """Return what a new outbox item carries; None for any other change.

    The tenant is the one of the item's key, under which the item was written by our own code.
    """
    image = record.dynamodb.new_image if record.dynamodb else None
    inserted = record.event_name is DynamoDBRecordEventName.INSERT
    if not inserted or not image or not image["sk"].startswith(OUTBOX):
        return None
    who = Principal.job(image["pk"].removeprefix("T#"))
    event = Event(**json.loads(image["event"]) | {"tenant": who.tenant})
    audit = AuditRecord(**json.loads(image["audit"])) if "audit" in image else None
    return Outgoing(event, audit)
