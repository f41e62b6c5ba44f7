"""The functions that no person calls: steps, the outbox consumer, the daily run, the trigger."""

from infra.catalogue.spec import (
    CONTEXTS,
    PLANNED,
    FunctionSpec,
    Grant,
    QueueSpec,
    fetches,
    keeps,
    reads,
    reveals,
    sends,
    stores,
)

SWEEP = ("dynamodb:BatchWriteItem", "dynamodb:Query")

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

HOURLY_FUNCTION = FunctionSpec(
    name="actions_run_hourly",
    does="Asks for a plan of each tenant whose streamed orders or stock are newer than its plan.",
    environment=("ACTIONS_TABLE", "ADMIN_TABLE", "INTAKE_TABLE"),
    grants=(*keeps("actions"), *reads("admin", "intake")),
    timeout_seconds=60,
)

STREAM_QUEUE = QueueSpec("stream", batch=200, wait_seconds=120, at_once=2)
STREAM_FUNCTION = FunctionSpec(
    name="intake_on_events",
    does="Writes streamed orders and stock counts into the day's upload of their tenant.",
    environment=("INTAKE_TABLE", "LAKE_BUCKET"),
    grants=(
        *keeps("intake"),
        *stores("raw/tenant={tenant}/*", "quarantine/stream/tenant={tenant}/*"),
    ),
    memory_mb=512,
    timeout_seconds=60,
)

TICK_FUNCTION = FunctionSpec(
    name="connectors_run_pull",
    does="Asks for a run of every connector that is due.",
    environment=("ADMIN_TABLE", "CONNECTORS_TABLE", "PULLS_QUEUE_URL"),
    grants=(*keeps("connectors"), *reads("admin"), *sends("pulls")),
    timeout_seconds=60,
)

PULLS_QUEUE = QueueSpec("pulls", batch=1, at_once=5, attempts=3, late_minutes=120)
PULL_FUNCTION = FunctionSpec(
    name="connectors_on_pull",
    does="Makes one run of a connector: reads the other system, hands its rows to the intake.",
    environment=(
        "CONNECTORS_TABLE",
        "CONNECTOR_HOSTS",
        "CONNECTOR_SECRETS",
        "DATA_KEY_ALIAS",
        "INTAKE_TABLE",
        "LAKE_BUCKET",
        "PULLS_QUEUE_URL",
    ),
    grants=(
        *keeps("connectors", "intake"),
        *stores("raw/tenant={tenant}/*"),
        *reveals("connectors/{tenant}/*"),
        *sends("pulls"),
    ),
    memory_mb=1024,
    timeout_seconds=720,
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
            *fetches("raw/tenant={tenant}/*", "reports/intake/tenant={tenant}/*"),
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

FORGET_STEPS = (
    FunctionSpec(
        name="intake_step_forgotten",
        does="Records that an upload is gone from the lake, and announces it.",
        environment=("INTAKE_TABLE",),
        grants=keeps("intake"),
        timeout_seconds=30,
    ),
)

ERASE_STEPS = (
    FunctionSpec(
        name="admin_step_lockout",
        does="Deletes the users of a tenant that is being erased.",
        environment=("USER_POOL_ID",),
        grants=(Grant("pool/", ("cognito-idp:AdminDeleteUser", "cognito-idp:ListUsers")),),
        timeout_seconds=300,
    ),
    FunctionSpec(
        name="admin_step_erase",
        does="Removes a tenant's items from every table; the audit trail stays.",
        environment=(
            "CONNECTOR_SECRETS",
            "DATA_KEY_ALIAS",
            *(f"{context.upper()}_TABLE" for context in CONTEXTS),
        ),
        grants=(
            Grant("secret/connectors/{tenant}/*", ("secretsmanager:DeleteSecret",)),
            *(Grant(f"table/{context}", SWEEP) for context in CONTEXTS[:-1]),
            Grant("table/admin", (*SWEEP, "dynamodb:PutItem")),
        ),
        timeout_seconds=300,
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
        environment=(
            "ADMIN_TABLE",
            "LAKE_BUCKET",
            *(f"{context.upper()}_TABLE" for context in PLANNED),
        ),
        grants=(
            *keeps(*PLANNED),
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
            "FORECAST_TABLE",
            "INVENTORY_TABLE",
            "KPI_TABLE",
            "LAKE_BUCKET",
            "PRICING_TABLE",
        ),
        grants=(
            *keeps("actions", "alerts", "kpi"),
            *(Grant(f"table/{context}", SWEEP) for context in ("forecast", "inventory", "pricing")),
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
