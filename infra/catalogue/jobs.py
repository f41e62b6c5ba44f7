"""The functions that no person calls: steps, the outbox consumer, the daily run, the trigger."""

from infra.catalogue.spec import CONTEXTS, FunctionSpec, Grant, fetches, keeps, reads, stores

OUTBOX_FUNCTION = FunctionSpec(
    name="platform_on_outbox",
    does="Sends outbox items on as events and appends their audit lines.",
    environment=("ADMIN_TABLE", "AUDIT_BUCKET", "EVENT_BUS_NAME"),
    grants=(
        *keeps("admin"),
        Grant("bus/", ("events:PutEvents",)),
        Grant("audit/audit/tenant={tenant}/*", ("s3:PutObject",)),
    ),
    timeout_seconds=60,
)

DAILY_FUNCTION = FunctionSpec(
    name="actions_run_daily",
    does="Asks for a plan of every tenant, once a day.",
    environment=("ACTIONS_TABLE", "ADMIN_TABLE"),
    grants=(*keeps("actions"), *reads("admin")),
    timeout_seconds=60,
)

SIGN_IN_FUNCTION = FunctionSpec(
    name="admin_on_sign_in",
    does="Puts each sign-in into the audit trail of the person's tenant.",
    environment=("ADMIN_TABLE",),
    grants=(Grant("table/admin", ("dynamodb:PutItem",)),),
    timeout_seconds=5,
)

OPERATOR_FUNCTIONS = (
    FunctionSpec(
        name="admin_run_open_tenant",
        does="Opens a tenant: its name, currency and time zone. An operator invokes it.",
        environment=("ADMIN_TABLE",),
        grants=keeps("admin"),
        timeout_seconds=30,
    ),
)

INTAKE_STEPS = (
    FunctionSpec(
        name="intake_step_inspect",
        does="Looks into an uploaded file and finds or asks for its column mapping.",
        environment=("ADMIN_TABLE", "INTAKE_TABLE", "LAKE_BUCKET"),
        grants=(
            *keeps("admin", "intake"),
            *fetches("raw/tenant={tenant}/*"),
            *stores("reports/intake/tenant={tenant}/*"),
        ),
        memory_mb=1024,
        timeout_seconds=60,
    ),
    FunctionSpec(
        name="intake_step_finish",
        does="Records what the cleaning kept and rejected, and announces the curated upload.",
        environment=("INTAKE_TABLE", "LAKE_BUCKET"),
        grants=(*keeps("intake"), *fetches("reports/intake/tenant={tenant}/*")),
        timeout_seconds=30,
    ),
    FunctionSpec(
        name="intake_step_fail",
        does="Records why an upload could not be used.",
        environment=("INTAKE_TABLE",),
        grants=keeps("intake"),
        timeout_seconds=30,
    ),
)

PLAN_STEPS = (
    FunctionSpec(
        name="actions_step_prepare",
        does="Takes the tenant's lease for one plan run, or marks that another must follow.",
        environment=("ACTIONS_TABLE",),
        grants=keeps("actions"),
        timeout_seconds=30,
    ),
    FunctionSpec(
        name="actions_step_stores",
        does="Reads what there is to plan: stores, series, missing tables.",
        environment=("ACTIONS_TABLE", "LAKE_BUCKET"),
        grants=(*keeps("actions"), *fetches("plans/tenant={tenant}/*")),
        timeout_seconds=30,
    ),
    FunctionSpec(
        name="actions_step_decide",
        does="Turns one store's forecasts and positions into orders, prices, alerts and figures.",
        environment=("LAKE_BUCKET", *(f"{context.upper()}_TABLE" for context in CONTEXTS[1:])),
        grants=(
            *keeps("forecast", "pricing", "inventory", "actions", "alerts", "kpi"),
            *reads("admin"),
            *fetches("plans/tenant={tenant}/*"),
        ),
        kind="compute",
        memory_mb=2048,
        timeout_seconds=600,
    ),
    FunctionSpec(
        name="actions_step_publish",
        does="Adds the stores up and ends the run: its events, its figures, its lease.",
        environment=(
            "ACTIONS_TABLE",
            "ALERTS_TABLE",
            "ALERTS_TOPIC_ARN",
            "KPI_TABLE",
            "LAKE_BUCKET",
        ),
        grants=(
            *keeps("actions", "alerts", "kpi"),
            *fetches("plans/tenant={tenant}/*"),
            Grant("topic/", ("sns:Publish",)),
        ),
        memory_mb=1024,
        timeout_seconds=300,
    ),
    FunctionSpec(
        name="actions_step_fail",
        does="Ends a failed run: why, and its lease.",
        environment=("ACTIONS_TABLE",),
        grants=keeps("actions"),
        timeout_seconds=30,
    ),
)
