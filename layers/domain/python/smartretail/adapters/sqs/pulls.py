"""`Orders` of connector runs, as messages of a queue."""

import json
from dataclasses import dataclass

from smartretail.adapters.sqs.queue import SqsQueue
from smartretail.connectors.model import Order
from smartretail.kernel.errors import Invalid
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class SqsOrders:
    """One message per run; the tenant in it is written by our own code alone."""

    queue: SqsQueue

    def put(self, who: Principal, order: Order) -> None:
        """Send the order."""
        message = {
            "tenant": who.tenant,
            "connector_id": order.connector_id,
            "asked_at": order.asked_at,
        }
        self.queue.send(who, [json.dumps(message)])


def read_order(body: str) -> tuple[Principal, Order]:
    """Return for whom a message orders which run. Raise `Invalid` when it is none of ours."""
    try:
        said = json.loads(body)
        return Principal.job(said["tenant"]), Order(said["connector_id"], said["asked_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("The message orders no run.", code="no_order") from error
