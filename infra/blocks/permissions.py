"""Identity policies with literal actions; every wildcard in a resource is explained on the spot."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.blocks.estate import Estate
from infra.blocks.explain import acknowledge
from infra.catalogue.spec import Grant

KEY_ACTIONS = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
SERVICES = {"table": "dynamodb", "lake": "s3", "audit": "s3", "topic": "sns", "queue": "sqs"}
SERVICES |= {"secret": "secretsmanager"}
NO_RESOURCE = "These actions have no resource-level permissions."
KEYS_OF_TENANTS = "Object keys below this pattern are made at run time, one prefix per tenant."


def service_role(scope: Construct, name: str, service: str) -> iam.Role:
    """A role that only `service` may take."""
    return iam.Role(scope, name, assumed_by=iam.ServicePrincipal(service))


def allow(
    role: iam.Role,
    actions: Iterable[str],
    resources: Iterable[str],
    conditions: dict[str, dict[str, list[str]]] | None = None,
    because: str = "",
) -> None:
    """Add one statement; `because` explains the wildcards in its resources."""
    resources = list(resources)
    role.add_to_policy(
        iam.PolicyStatement(
            actions=sorted(actions), resources=resources, conditions=conditions or None
        )
    )
    for resource in resources:
        if "*" in resource:
            explain_wildcard(role, resource, because)


def grant(role: iam.Role, estate: Estate, grants: Iterable[Grant]) -> None:
    """Give a role what the catalogue says, and the use of the data key through those services."""
    grants = list(grants)
    for wanted in grants:
        allow(
            role,
            wanted.actions,
            [estate.arn(wanted.on)],
            estate.conditions(wanted.on),
            because=KEYS_OF_TENANTS,
        )
    kinds = {wanted.on.partition("/")[0] for wanted in grants}
    services = sorted({SERVICES[kind] for kind in kinds if kind in SERVICES})
    if services:
        use_key(role, estate, *services)


def write_logs(role: iam.Role, group: logs.ILogGroup, *more: str) -> None:
    """Write to one existing log group."""
    allow(role, ("logs:CreateLogStream", "logs:PutLogEvents", *more), [group.log_group_arn])


def use_key(role: iam.Role, estate: Estate, *services: str) -> None:
    """Use the data key, only through these services."""
    hosts = [f"{service}.{Aws.REGION}.amazonaws.com" for service in services]
    allow(role, KEY_ACTIONS, [estate.key.key_arn], {"StringEquals": {"kms:ViaService": hosts}})


def explain_wildcard(role: iam.Role, resource: str, reason: str) -> None:
    """Record why a policy of this role names a pattern instead of one resource."""
    finding = f"AwsSolutions-IAM5[Resource::{_flat(Stack.of(role).resolve(resource))}]"
    acknowledge(role, finding, reason)


def _flat(resolved: Any) -> str:
    """An ARN as the checks print it: `arn:<AWS::Partition>:s3:::…`."""
    match resolved:
        case {"Fn::Join": [glue, parts]}:
            return str(glue).join(_flat(part) for part in parts)
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
    return str(resolved)
