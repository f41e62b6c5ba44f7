"""The envelope every event travels in: who, when, for which tenant, and what correlates it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Event:
    """A fact that happened, named `NounPastTense.v1`, with data that is plain JSON."""

    id: str
    name: str
    source: str
    tenant: str
    at: str
    actor: str
    correlation_id: str
    data: dict[str, Any] = field(default_factory=dict)

    def detail(self) -> dict[str, Any]:
        """Return the event as the JSON detail of an EventBridge event."""
        return asdict(self)


def happened(
    who: Principal, clock: Clock, context: str, name: str, data: dict[str, Any], cause: str = ""
) -> Event:
    """Make an event of `context` caused by `who`; `cause` is the correlation id to carry on."""
    event_id = new_id("evt")
    return Event(
        id=event_id,
        name=name,
        source=f"smartretail.{context}",
        tenant=who.tenant,
        at=timestamp(clock.now()),
        actor=who.user,
        correlation_id=cause or event_id,
        data=data,
    )
