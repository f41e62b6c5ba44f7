"""The functions behind the HTTP API, one per context, with their routes and roles."""

from infra.catalogue.spec import (
    ADMINS,
    BUSINESS,
    EVERYONE,
    MANAGERS,
    PUBLIC,
    FunctionSpec,
    Grant,
    Route,
    fetches,
    keeps,
    reads,
    stores,
)

HTTP_FUNCTIONS = (
    FunctionSpec(
        name="platform_api",
        does="Health and the OpenAPI document, for everybody.",
        routes=(Route("GET", "/health", PUBLIC), Route("GET", "/openapi.json", PUBLIC)),
    ),
    FunctionSpec(
        name="intake_api",
        does="Uploads: presigned URLs, states, rejected rows, column mappings.",
        environment=("INTAKE_TABLE", "LAKE_BUCKET"),
        grants=(
            *keeps("intake"),
            *stores("raw/tenant={tenant}/*"),
            *fetches("quarantine/*/tenant={tenant}/*", "reports/intake/tenant={tenant}/*"),
        ),
        routes=(
            Route("POST", "/ingest/{table}", EVERYONE),
            Route("GET", "/ingest", EVERYONE),
            Route("GET", "/ingest/{upload_id}", EVERYONE),
            Route("GET", "/ingest/{upload_id}/rejects", EVERYONE),
            Route("POST", "/ingest/{upload_id}/mapping", EVERYONE),
        ),
    ),
    FunctionSpec(
        name="forecast_api",
        does="Forecasts of a store's SKUs.",
        environment=("FORECAST_TABLE",),
        grants=reads("forecast"),
        routes=(
            Route("GET", "/forecast", EVERYONE),
            Route("POST", "/forecast", EVERYONE),
            Route("GET", "/forecast/{store_id}/{sku_id}", EVERYONE),
        ),
    ),
    FunctionSpec(
        name="pricing_api",
        does="Price suggestions inside the tenant's guardrails.",
        environment=("ADMIN_TABLE", "PRICING_TABLE"),
        grants=reads("admin", "pricing"),
        routes=(Route("POST", "/pricing-suggest", BUSINESS),),
    ),
    FunctionSpec(
        name="inventory_api",
        does="Stock, days of cover and risk.",
        environment=("INVENTORY_TABLE",),
        grants=reads("inventory"),
        routes=(
            Route("GET", "/inventory/{store_id}", BUSINESS),
            Route("GET", "/inventory/{store_id}/{sku_id}", BUSINESS),
        ),
    ),
    FunctionSpec(
        name="actions_api",
        does="Ranked recommendations, decisions on them, and runs of the plan.",
        environment=("ACTIONS_TABLE", "ADMIN_TABLE"),
        grants=(*keeps("actions"), *reads("admin")),
        routes=(
            Route("POST", "/recommendations", BUSINESS),
            Route("POST", "/recommendations/{rec_id}/accept", BUSINESS),
            Route("POST", "/recommendations/{rec_id}/reject", BUSINESS),
            Route("POST", "/recommendations/{rec_id}/undo", BUSINESS),
            Route("POST", "/plan/runs", MANAGERS),
            Route("GET", "/plan/runs/latest", EVERYONE),
        ),
    ),
    FunctionSpec(
        name="alerts_api",
        does="Open alerts and what was done about them.",
        environment=("ALERTS_TABLE",),
        grants=keeps("alerts"),
        routes=(
            Route("GET", "/alerts", EVERYONE),
            Route("POST", "/alerts/{alert_id}/acknowledge", EVERYONE),
            Route("POST", "/alerts/{alert_id}/resolve", EVERYONE),
            Route("POST", "/alerts/{alert_id}/snooze", EVERYONE),
        ),
    ),
    FunctionSpec(
        name="kpi_api",
        does="The tiles and series of the first page.",
        environment=("KPI_TABLE",),
        grants=reads("kpi"),
        routes=(Route("GET", "/kpi", EVERYONE), Route("GET", "/kpi/series", EVERYONE)),
    ),
    FunctionSpec(
        name="admin_api",
        does="Guardrails and thresholds, users, audit trail.",
        environment=("ADMIN_TABLE", "AUDIT_BUCKET", "USER_POOL_ID"),
        grants=(
            *keeps("admin"),
            *fetches("audit/tenant={tenant}/*", bucket="audit"),
            Grant("pool/", ("cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers")),
        ),
        routes=(
            Route("GET", "/settings/guardrails", MANAGERS),
            Route("PUT", "/settings/guardrails", MANAGERS),
            Route("GET", "/settings/thresholds", MANAGERS),
            Route("PUT", "/settings/thresholds", MANAGERS),
            Route("GET", "/admin/users", ADMINS),
            Route("GET", "/admin/audit", ADMINS),
        ),
    ),
)
