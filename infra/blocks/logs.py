"""Log groups: named, encrypted with the deployment's key, and forgetting."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.blocks.estate import Estate

RETENTION = {
    14: logs.RetentionDays.TWO_WEEKS,
    90: logs.RetentionDays.THREE_MONTHS,
}


def log_group(scope: Construct, estate: Estate, name: str, id_: str = "Logs") -> logs.LogGroup:
    """A log group that keeps its lines for the stage's usual time."""
    return logs.LogGroup(
        scope,
        id_,
        log_group_name=name,
        encryption_key=estate.key,
        retention=RETENTION[estate.settings.retention.log_days],
        removal_policy=RemovalPolicy.DESTROY,
    )
