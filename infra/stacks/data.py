"""What lasts: the key, the lake, the audit trail, the tables, the event bus, the topics."""

from typing import Any

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.blocks.alarms import accept_alarms
from infra.blocks.storage import bucket, data_key, removal, send_object_events, table
from infra.catalogue.spec import CONTEXTS
from infra.config import Settings


class DataStack(Stack):
    """The stateful part of a deployment; everything else can be made again."""

    def __init__(self, scope: Construct, settings: Settings, **options: Any) -> None:
        super().__init__(scope, settings.stack_id("Data"), **options)
        self.settings = settings
        self.key = data_key(self, settings)
        self.access_logs = self._access_logs()
        self.lake = self._lake()
        self.audit = self._audit()
        self.tables = {name: table(self, name, settings, self.key) for name in CONTEXTS}
        self.bus = events.EventBus(self, "Bus", event_bus_name=settings.name, kms_key=self.key)
        self.alerts = self._topic("Alerts")
        self.operations = self._topic("Operations")
        accept_alarms(self.operations)
        if settings.alarm_email:
            self.operations.add_subscription(subscriptions.EmailSubscription(settings.alarm_email))
        self._outputs()

    def _access_logs(self) -> s3.Bucket:
        days = self.settings.retention.access_log_days
        return bucket(
            self,
            "Logs",
            self.settings,
            key=None,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(days))],
            removal_policy=removal(self.settings),
        )

    def _lake(self) -> s3.Bucket:
        keep = self.settings.retention
        lake = bucket(
            self,
            "Lake",
            self.settings,
            self.key,
            versioned=True,
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="lake/",
            cors=[self._presigned_uploads()],
            lifecycle_rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(keep.superseded_object_days),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                ),
                s3.LifecycleRule(prefix="plans/", expiration=Duration.days(keep.plan_run_days)),
                s3.LifecycleRule(prefix="models/", expiration=Duration.days(keep.plan_run_days)),
            ],
            removal_policy=removal(self.settings),
        )
        send_object_events(lake)
        return lake

    def _presigned_uploads(self) -> s3.CorsRule:
        return s3.CorsRule(
            allowed_methods=[s3.HttpMethods.PUT, s3.HttpMethods.GET],
            allowed_origins=self.settings.allowed_origins,
            allowed_headers=["content-type", "if-none-match"],
            exposed_headers=["ETag"],
            max_age=3600,
        )

    def _audit(self) -> s3.Bucket:
        keep = self.settings.retention
        lock = (
            s3.ObjectLockRetention.compliance
            if keep.audit_locked_for_everyone
            else s3.ObjectLockRetention.governance
        )
        return bucket(
            self,
            "Audit",
            self.settings,
            self.key,
            object_lock_enabled=True,
            object_lock_default_retention=lock(Duration.days(keep.audit_days)),
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="audit/",
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _topic(self, name: str) -> sns.Topic:
        key: kms.IKey = self.key
        return sns.Topic(
            self,
            f"{name}Topic",
            topic_name=f"{self.settings.name}-{name.lower()}",
            master_key=key,
            enforce_ssl=True,
        )

    def _outputs(self) -> None:
        CfnOutput(self, "LakeBucketName", value=self.lake.bucket_name)
        CfnOutput(self, "AuditBucketName", value=self.audit.bucket_name)
        CfnOutput(self, "EventBusName", value=self.bus.event_bus_name)
        CfnOutput(self, "AlertsTopicArn", value=self.alerts.topic_arn)
        CfnOutput(self, "OperationsTopicArn", value=self.operations.topic_arn)
        for context, of in self.tables.items():
            CfnOutput(self, f"{context.capitalize()}TableName", value=of.table_name)
