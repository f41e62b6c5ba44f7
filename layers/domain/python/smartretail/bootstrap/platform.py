"""The platform's own wiring: the relay from outboxes to events and the audit trail."""

from functools import cache

from smartretail.adapters.dynamo.audit import DynamoAuditIndex
from smartretail.adapters.events.bus import EventBridgeBus
from smartretail.adapters.s3.archive import S3Archive
from smartretail.admin.trail import Relay, Trail
from smartretail.bootstrap.clients import events, s3, table, variable


@cache
def relay() -> Relay:
    """Return the relay of outbox items."""
    archive = S3Archive(s3(), variable("AUDIT_BUCKET"))
    trail = Trail(DynamoAuditIndex(table("admin")), archive)
    return Relay(trail, EventBridgeBus(events(), variable("EVENT_BUS_NAME")))
