"""Keys, buckets and tables: encrypted, TLS only, nothing public, nothing lost by accident."""

from typing import Any

from aws_cdk import Aws, CfnResource, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.blocks.estate import arn, bucket_name, table_name
from infra.config import Settings

CALLERS = ("cloudwatch", "events", "sns")


def removal(settings: Settings) -> RemovalPolicy:
    """What happens to data when its stack goes."""
    return RemovalPolicy.RETAIN if settings.retention.keep_data else RemovalPolicy.DESTROY


def data_key(scope: Construct, settings: Settings) -> kms.Key:
    """The one key of a deployment, rotated yearly, usable by the services that act for us."""
    key = kms.Key(
        scope,
        "DataKey",
        alias=f"alias/{settings.name}",
        description=f"Everything that {settings.name} stores",
        enable_key_rotation=True,
        removal_policy=removal(settings),
    )
    use = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
    key.add_to_resource_policy(
        iam.PolicyStatement(
            actions=use,
            principals=[iam.ServicePrincipal(f"{name}.amazonaws.com") for name in CALLERS],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            actions=[*use, "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
            principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.amazonaws.com")],
            resources=["*"],
            conditions={
                "ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}
            },
        )
    )
    return key


def bucket(
    scope: Construct,
    name: str,
    settings: Settings,
    key: kms.IKey | None,
    **options: Any,
) -> s3.Bucket:
    """A private bucket; without a key it is encrypted by S3, which is all a log target allows."""
    return s3.Bucket(
        scope,
        name,
        bucket_name=bucket_name(settings, name.lower()),
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        bucket_key_enabled=True if key else None,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        **options,
    )


def send_object_events(target: s3.Bucket) -> None:
    """Send the bucket's events to EventBridge; the construct's own option needs a Lambda."""
    resource = target.node.default_child
    assert isinstance(resource, CfnResource)  # noqa: S101
    resource.add_property_override(
        "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
    )


def table(scope: Construct, context: str, settings: Settings, key: kms.IKey) -> dynamodb.Table:
    """The table of one context, its new items streamed for the outbox."""
    return dynamodb.Table(
        scope,
        f"{context.capitalize()}Table",
        table_name=table_name(settings, context),
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        stream=dynamodb.StreamViewType.NEW_IMAGE,
        time_to_live_attribute="expires_at",
        deletion_protection=settings.retention.keep_data,
        removal_policy=removal(settings),
    )
