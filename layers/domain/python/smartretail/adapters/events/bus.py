"""Events on the platform's bus."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartretail.kernel.errors import Unavailable
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient


@dataclass(frozen=True)
class EventBridgeBus:
    """`EventBus` over EventBridge."""

    client: "EventBridgeClient"
    name: str

    def publish(self, who: Principal, event: Event) -> None:
        """Put the event on the bus. PutEvents answers 200 even when it took nothing: look."""
        answer = self.client.put_events(
            Entries=[
                {
                    "EventBusName": self.name,
                    "Source": event.source,
                    "DetailType": event.name,
                    "Detail": json.dumps(event.detail() | {"tenant": who.tenant}),
                }
            ]
        )
        if answer["FailedEntryCount"]:
            reason = answer["Entries"][0].get("ErrorCode", "unknown")
            raise Unavailable(f"The bus did not take {event.name}: {reason}.")
