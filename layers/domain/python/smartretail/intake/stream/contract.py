"""Wire shapes of events."""

from typing import Any

from pydantic import Field

from smartretail.intake.contract import Wire
from smartretail.intake.stream.event import MAX_EVENTS


class EventsAsk(Wire):
    """Orders or stock counts as they happen, by our own names of the table's fields.

    Each has an `event_id`, the same whenever it is told again, and `occurred_at` in UTC; of two
    that tell the same event, the one that occurred later counts.
    """

    events: list[dict[str, Any]] = Field(min_length=1, max_length=MAX_EVENTS)


class EventsTaken(Wire):
    """How many events were taken: all that were sent."""

    accepted: int
