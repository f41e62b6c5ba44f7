"""Settings of a tenant under /settings, its users, audit trail and erasure under /admin."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.admin.contract import (
    AuditPage,
    DataPolicyAnswer,
    DataPolicyChange,
    ErasureAnswer,
    ErasureOrder,
    GuardrailsAnswer,
    GuardrailsChange,
    PageQuery,
    ThresholdsAnswer,
    ThresholdsChange,
    UserPage,
)
from smartretail.bootstrap.office import auditing, directory, erasing, steering
from smartretail.edge.http import PROBLEMS, allow, entry, metrics, resolver
from smartretail.kernel.tenancy import Role

app = resolver()
managers = allow(Role.MANAGER)
admins = allow(Role.ADMIN)


@app.get("/settings/guardrails", responses=PROBLEMS, middlewares=[managers])
def read_guardrails() -> GuardrailsAnswer:
    """Read the limits every price and action must respect."""
    return steering().guardrails(app.context["who"])


@app.put("/settings/guardrails", responses=PROBLEMS, middlewares=[managers])
def change_guardrails(change: GuardrailsChange) -> GuardrailsAnswer:
    """Replace the guardrails; the change is audited."""
    answer = steering().change_guardrails(app.context["who"], change)
    metrics.add_metric(name="SettingsChanged", unit="Count", value=1)
    return answer


@app.get("/settings/thresholds", responses=PROBLEMS, middlewares=[managers])
def read_thresholds() -> ThresholdsAnswer:
    """Read when an alert is raised and which service level is aimed at."""
    return steering().thresholds(app.context["who"])


@app.put("/settings/thresholds", responses=PROBLEMS, middlewares=[managers])
def change_thresholds(change: ThresholdsChange) -> ThresholdsAnswer:
    """Replace the thresholds; the change is audited."""
    answer = steering().change_thresholds(app.context["who"], change)
    metrics.add_metric(name="SettingsChanged", unit="Count", value=1)
    return answer


@app.get("/settings/data-policy", responses=PROBLEMS, middlewares=[managers])
def read_data_policy() -> DataPolicyAnswer:
    """Read what happens to unknown ids and to negative stock."""
    return steering().data_policy(app.context["who"])


@app.put("/settings/data-policy", responses=PROBLEMS, middlewares=[managers])
def change_data_policy(change: DataPolicyChange) -> DataPolicyAnswer:
    """Replace the data policy; the change is audited."""
    answer = steering().change_data_policy(app.context["who"], change)
    metrics.add_metric(name="SettingsChanged", unit="Count", value=1)
    return answer


@app.get("/admin/users", responses=PROBLEMS, middlewares=[admins])
def list_users(page: Annotated[PageQuery, Query()]) -> UserPage:
    """List the tenant's users with roles and scope."""
    return directory().page(app.context["who"], page.cursor)


@app.get("/admin/audit", responses=PROBLEMS, middlewares=[admins])
def read_audit(page: Annotated[PageQuery, Query()]) -> AuditPage:
    """Read the audit trail, newest first, with the integrity of what is shown."""
    return auditing().page(app.context["who"], page.cursor)


@app.delete("/admin/tenant", responses=PROBLEMS, middlewares=[admins], status_code=202)
def erase_tenant(order: ErasureOrder) -> ErasureAnswer:
    """Erase everything of the tenant but its audit trail, users included."""
    return erasing().ask(app.context["who"], order)


handler = entry(app)
