"""/admin/connectors and /settings/connector-hosts: what other systems are read, when and how."""

from smartretail.bootstrap.connectors import allowing, asking, managing, trying
from smartretail.connectors.contract import (
    ConnectorAnswer,
    ConnectorAsk,
    ConnectorChange,
    ConnectorDeleted,
    ConnectorList,
    HostsAnswer,
    HostsChange,
    RunAsked,
    Sample,
)
from smartretail.edge.http import PROBLEMS, allow, entry, header, metrics, resolver
from smartretail.kernel.tenancy import Role

app = resolver()
admins = allow(Role.ADMIN)


@app.get("/admin/connectors", responses=PROBLEMS, middlewares=[admins])
def list_connectors() -> ConnectorList:
    """List connectors with their last run, and presets for new ones."""
    return managing().listing(app.context["who"])


@app.post("/admin/connectors", responses=PROBLEMS, middlewares=[admins], status_code=201)
def create_connector(ask: ConnectorAsk) -> ConnectorAnswer:
    """Make a connector; its secret is kept apart and never shown again."""
    made = managing().create(app.context["who"], ask, header(app, "Idempotency-Key"))
    metrics.add_metric(name="ConnectorChanged", unit="Count", value=1)
    return made


@app.get("/admin/connectors/<connector_id>", responses=PROBLEMS, middlewares=[admins])
def read_connector(connector_id: str) -> ConnectorAnswer:
    """Read one connector."""
    return managing().one(app.context["who"], connector_id)


@app.put("/admin/connectors/<connector_id>", responses=PROBLEMS, middlewares=[admins])
def change_connector(connector_id: str, change: ConnectorChange) -> ConnectorAnswer:
    """Replace a connector; without a secret the present one stays. A pause ends."""
    changed = managing().change(app.context["who"], connector_id, change)
    metrics.add_metric(name="ConnectorChanged", unit="Count", value=1)
    return changed


@app.delete("/admin/connectors/<connector_id>", responses=PROBLEMS, middlewares=[admins])
def delete_connector(connector_id: str) -> ConnectorDeleted:
    """Delete a connector and its secret; uploads it made stay."""
    deleted = managing().remove(app.context["who"], connector_id)
    metrics.add_metric(name="ConnectorChanged", unit="Count", value=1)
    return deleted


@app.post(
    "/admin/connectors/<connector_id>/run",
    responses=PROBLEMS,
    middlewares=[admins],
    status_code=202,
)
def run_connector(connector_id: str) -> RunAsked:
    """Ask for a run now."""
    return asking().ask(app.context["who"], connector_id)


@app.post("/admin/connectors/<connector_id>/test", responses=PROBLEMS, middlewares=[admins])
def test_connector(connector_id: str) -> Sample:
    """Fetch one page and show its columns and five rows; nothing is stored."""
    return trying().sample(app.context["who"], connector_id)


@app.get("/settings/connector-hosts", responses=PROBLEMS, middlewares=[admins])
def read_hosts() -> HostsAnswer:
    """Read which hosts connectors may read."""
    return allowing().read(app.context["who"])


@app.put("/settings/connector-hosts", responses=PROBLEMS, middlewares=[admins])
def change_hosts(change: HostsChange) -> HostsAnswer:
    """Replace the list of hosts; the change is audited."""
    return allowing().change(app.context["who"], change)


handler = entry(app)
