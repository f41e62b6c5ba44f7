"""The alerts context's wiring."""

from functools import cache

from smartretail.adapters.dynamo.alerts import DynamoAlerts
from smartretail.adapters.dynamo.told import DynamoTold
from smartretail.adapters.sns.alerts import SnsMessenger
from smartretail.alerts.usecases import AlertDesk, AlertPress
from smartretail.bootstrap.clients import sns, table, variable
from smartretail.kernel.clock import SystemClock


@cache
def alerts() -> AlertDesk:
    """Return alerts and what can be done about them."""
    return AlertDesk(DynamoAlerts(table("alerts")), SystemClock())


@cache
def press() -> AlertPress:
    """Return the writer of alerts."""
    return AlertPress(DynamoAlerts(table("alerts")), DynamoTold(table("alerts")))


@cache
def messenger() -> SnsMessenger:
    """Return the way to people who are not looking at the page."""
    return SnsMessenger(sns(), variable("ALERTS_TOPIC_ARN"))
