"""Log groups: named, encrypted with the deployment's key, and forgetting."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.blocks.estate import Estate

RETENTION = {
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}


def log_group(
    scope: Construct, estate: Estate, name: str, days: int | None = None
) -> logs.LogGroup:
    """A log group that keeps its lines for `days`, else for the stage's usual time."""
    return logs.LogGroup(
        scope,
        "Logs",
        log_group_name=name,
        encryption_key=estate.key,
        retention=RETENTION[days or estate.settings.retention.log_days],
        removal_policy=RemovalPolicy.DESTROY,
    )
