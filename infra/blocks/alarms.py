"""Alarms: named, quiet when there is no data, and sent to the operations topic."""

from aws_cdk import Aws
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.blocks.estate import Estate


def alarm(
    scope: Construct,
    id_: str,
    estate: Estate,
    *,
    name: str,
    metric: cloudwatch.IMetric,
    above: float,
    periods: int = 1,
) -> cloudwatch.Alarm:
    """Call somebody when `metric` is above a number for so many periods."""
    raised = cloudwatch.Alarm(
        scope,
        id_,
        alarm_name=f"{estate.settings.name}-{name}",
        metric=metric,
        threshold=above,
        evaluation_periods=periods,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    raised.add_alarm_action(actions.SnsAction(estate.operations))
    return raised


def accept_alarms(topic: sns.Topic) -> None:
    """Let alarms of this account publish; a topic with its own policy admits nobody else."""
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["sns:Publish"],
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )
