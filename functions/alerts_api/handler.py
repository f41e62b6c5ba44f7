"""GET /alerts, POST /alerts/{alert_id}/acknowledge, /resolve, /snooze."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.alerts.contract import Alert, AlertQuery, Alerts, AlertStep, Snooze
from smartretail.bootstrap.alerts import alerts
from smartretail.edge.http import PROBLEMS, allow, entry, resolver
from smartretail.kernel.tenancy import Role

app = resolver()
everyone = allow(Role.SELLER, Role.MANAGER, Role.ADMIN)


@app.get("/alerts", responses=PROBLEMS, middlewares=[everyone])
def list_alerts(query: Annotated[AlertQuery, Query()]) -> Alerts:
    """List alerts in scope, the most severe first."""
    return alerts().listing(app.context["who"], query)


@app.post("/alerts/<alert_id>/acknowledge", responses=PROBLEMS, middlewares=[everyone])
def acknowledge(alert_id: str, step: AlertStep) -> Alert:
    """Say that somebody is on it; audited."""
    return alerts().acknowledge(app.context["who"], alert_id, step)


@app.post("/alerts/<alert_id>/resolve", responses=PROBLEMS, middlewares=[everyone])
def resolve(alert_id: str, step: AlertStep) -> Alert:
    """Close an alert; it opens again when a later plan still finds it; audited."""
    return alerts().resolve(app.context["who"], alert_id, step)


@app.post("/alerts/<alert_id>/snooze", responses=PROBLEMS, middlewares=[everyone])
def snooze(alert_id: str, step: Snooze) -> Alert:
    """Hide an alert until a date; audited."""
    return alerts().snooze(app.context["who"], alert_id, step)


handler = entry(app)
