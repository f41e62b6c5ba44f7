"""Wire shapes of alerts, and the events of this context."""

from datetime import date
from typing import Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

AlertType = Literal["stockout_risk", "overstock", "demand_spike", "demand_drop", "price_gap"]
Severity = Literal["high", "medium", "low"]
Status = Literal["open", "acknowledged", "snoozed", "resolved"]


class AlertQuery(Wire):
    """Which alerts; all stores in scope and every status unless named."""

    store_id: str | None = Field(default=None, max_length=120)
    status: Status | None = None


class Alert(Wire):
    """Something that needs a look, what it may cost, and why."""

    alert_id: str
    type: AlertType
    severity: Severity
    sku_id: str
    store_id: str
    product_name: str | None
    category: str | None
    created_at: str = Field(description="Business date on which it was first seen")
    status: Status
    impact: float = Field(description="Money at stake in base currency")
    impact_basis: Literal["margin", "cost", "revenue"]
    explanation: str
    until: str | None = None
    by: str | None = None
    at: str | None = None


class Alerts(Wire):
    """Alerts in scope, the most severe and costly first."""

    alerts: list[Alert]


class AlertStep(Wire):
    """What to do about an alert of a store."""

    store_id: str = Field(min_length=1, max_length=120)


class Snooze(AlertStep):
    """Hide an alert until a date."""

    until: date = Field(description="The first date on which it shows again")


class AlertHandled(Wire):
    """Data of `AlertAcknowledged.v1`, `AlertResolved.v1` and `AlertSnoozed.v1`."""

    alert_id: str
    type: AlertType
    store_id: str
    sku_id: str


EVENTS: dict[str, type[Wire]] = {
    "AlertAcknowledged.v1": AlertHandled,
    "AlertResolved.v1": AlertHandled,
    "AlertSnoozed.v1": AlertHandled,
}
