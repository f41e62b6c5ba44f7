"""Typed settings of a stage: everything in which two deployments may differ."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

Stage = Literal["dev", "prod"]
TenantMode = Literal["pooled", "silo"]
T = TypeVar("T", bound=str)
GIVEN = (
    "stage",
    "tenant_mode",
    "tenant",
    "domain_name",
    "certificate_arn",
    "web_acl_arn",
    "alarm_email",
    "connector_hosts",
)
HOST_PATTERN = re.compile(r"\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?")
SILO_TENANT = re.compile(r"[A-Z0-9]{1,8}")


@dataclass(frozen=True)
class Retention:
    """How long things are kept."""

    keep_data: bool
    log_days: int
    access_log_days: int
    superseded_object_days: int
    plan_run_days: int
    audit_days: int
    audit_locked_for_everyone: bool


@dataclass(frozen=True)
class Capacity:
    """How much work the stage accepts at once."""

    requests_per_second: int
    request_burst: int
    uploads_per_second: int
    upload_burst: int
    glue_workers: int
    glue_runs_at_once: int
    training_instance: str
    transform_instance: str


@dataclass(frozen=True)
class Thresholds:
    """When somebody is called."""

    api_error_ratio: float = 0.02
    fast_burn_ratio: float = 0.0144
    slow_burn_ratio: float = 0.006
    outbox_delay_seconds: int = 300
    latency_p95_ms: int = 1500
    forecast_error_rise_pct: float = 10


@dataclass(frozen=True)
class Settings:
    """One deployment of the platform."""

    stage: Stage
    tenant_mode: TenantMode
    tenant: str | None
    domain_name: str | None
    certificate_arn: str | None
    web_acl_arn: str | None
    alarm_email: str | None
    retention: Retention
    capacity: Capacity
    thresholds: Thresholds = Thresholds()
    token_minutes: int = 30
    session_hours: int = 12
    daily_plan_at: str = "cron(30 0 * * ? *)"
    daily_plan_time_zone: str = "Asia/Kolkata"
    stream_plan_at: str = "cron(15 * * * ? *)"
    connectors_due_at: str = "cron(0/15 * * * ? *)"
    connector_hosts: tuple[str, ...] = ("*",)

    @property
    def name(self) -> str:
        """Prefix of every physical name."""
        silo = f"-{self.tenant.lower()}" if self.tenant else ""
        return f"smartretail-{self.stage}{silo}"

    @property
    def tenant_pattern(self) -> str:
        """Tenant part of keys in IAM resources: every tenant when pooled, the one when silo."""
        return self.tenant or "*"

    @property
    def allowed_origins(self) -> list[str]:
        """Origins whose pages may send a file to a presigned URL."""
        if self.domain_name:
            return [f"https://{self.domain_name}"]
        return ["https://*.cloudfront.net", "http://localhost:8765"]

    def stack_id(self, name: str) -> str:
        """Id of the stack `name` of this deployment."""
        silo = f"-{self.tenant}" if self.tenant else ""
        return f"SmartRetail-{self.stage}{silo}-{name}"


RETENTION: dict[Stage, Retention] = {
    "dev": Retention(
        keep_data=False,
        log_days=14,
        access_log_days=30,
        superseded_object_days=7,
        plan_run_days=30,
        audit_days=365,
        audit_locked_for_everyone=False,
    ),
    "prod": Retention(
        keep_data=True,
        log_days=90,
        access_log_days=365,
        superseded_object_days=30,
        plan_run_days=90,
        audit_days=400,
        audit_locked_for_everyone=True,
    ),
}

CAPACITY: dict[Stage, Capacity] = {
    "dev": Capacity(
        requests_per_second=50,
        request_burst=100,
        uploads_per_second=2,
        upload_burst=10,
        glue_workers=2,
        glue_runs_at_once=3,
        training_instance="ml.m5.xlarge",
        transform_instance="ml.m5.xlarge",
    ),
    "prod": Capacity(
        requests_per_second=500,
        request_burst=1000,
        uploads_per_second=10,
        upload_burst=50,
        glue_workers=4,
        glue_runs_at_once=20,
        training_instance="ml.m5.xlarge",
        transform_instance="ml.m5.xlarge",
    ),
}


def load_settings(given: Mapping[str, str]) -> Settings:
    """Settings of the stage that is given; says in one sentence what is missing."""
    stage = _choice(given.get("stage") or "dev", get_args(Stage), "stage")
    mode = _choice(given.get("tenant_mode") or "pooled", get_args(TenantMode), "tenant_mode")
    tenant = given.get("tenant") if mode == "silo" else None
    if mode == "silo" and not SILO_TENANT.fullmatch(tenant or ""):
        raise ValueError("tenant_mode=silo needs tenant: up to 8 upper-case letters and digits.")
    settings = Settings(
        stage=stage,
        tenant_mode=mode,
        tenant=tenant,
        domain_name=given.get("domain_name"),
        certificate_arn=given.get("certificate_arn"),
        web_acl_arn=given.get("web_acl_arn"),
        alarm_email=given.get("alarm_email"),
        retention=RETENTION[stage],
        capacity=CAPACITY[stage],
        connector_hosts=_hosts(given.get("connector_hosts") or "*"),
    )
    if stage == "prod" and not (settings.domain_name and settings.certificate_arn):
        raise ValueError(
            "stage=prod needs domain_name and certificate_arn (ACM, us-east-1): "
            "without its own certificate CloudFront accepts TLS below 1.2."
        )
    return settings


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    wrong = [host for host in hosts if not HOST_PATTERN.fullmatch(host)]
    if wrong or not hosts:
        raise ValueError(f"connector_hosts is {text!r}; it lists hosts such as *.example.com.")
    return hosts


def _choice(value: str, allowed: tuple[T, ...], what: str) -> T:
    for option in allowed:
        if option == value:
            return option
    raise ValueError(f"{what} is {value!r}; it must be one of {', '.join(allowed)}.")
