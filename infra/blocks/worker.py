"""Work that arrives by itself, with a place for what could not be done and a call when it fills."""

import json

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.alarms import alarm
from infra.blocks.estate import Estate, queue_name
from infra.blocks.explain import explain
from infra.blocks.function import RetailFunction
from infra.catalogue.spec import QueueSpec

READ_QUEUE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
NEW_OUTBOX_ITEMS = {
    "eventName": ["INSERT"],
    "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "OUTBOX#"}]}}},
}


class DeadLetters(Construct):
    """A queue of what could not be done; anything in it raises an alarm."""

    def __init__(self, scope: Construct, estate: Estate, work: str) -> None:
        super().__init__(scope, "DeadLetters")
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=f"{estate.settings.name}-{work}-dlq",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=estate.key,
            data_key_reuse=Duration.hours(1),
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        explain(self.queue, SQS3="This is the dead-letter queue of a rule, schedule or stream.")
        alarm(
            self,
            "NotEmpty",
            estate,
            name=f"{work}-dlq-not-empty",
            metric=self.queue.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            above=0,
        )

    def accept_from(self, role: iam.Role, estate: Estate) -> None:
        """Let a role put its failures here."""
        permissions.allow(role, ("sqs:SendMessage",), [self.queue.queue_arn])
        permissions.use_key(role, estate, "sqs")


class OutboxConsumer(Construct):
    """A function fed with the new outbox items of every table, in order and at least once."""

    def __init__(self, worker: RetailFunction, estate: Estate) -> None:
        super().__init__(worker, "Outbox")
        self.letters = DeadLetters(self, estate, work="outbox")
        self.letters.accept_from(worker.role, estate)
        streams = [_stream(table) for table in estate.tables.values()]
        permissions.allow(worker.role, READ_STREAM, streams)
        permissions.allow(
            worker.role, ("dynamodb:ListStreams",), ["*"], because=permissions.NO_RESOURCE
        )
        for context, table in estate.tables.items():
            mapping = lambda_.CfnEventSourceMapping(
                self,
                f"From{context.capitalize()}",
                function_name=worker.function.function_name,
                event_source_arn=_stream(table),
                starting_position="TRIM_HORIZON",
                batch_size=50,
                bisect_batch_on_function_error=True,
                function_response_types=["ReportBatchItemFailures"],
                maximum_retry_attempts=10,
                maximum_record_age_in_seconds=12 * 3600,
                filter_criteria={"filters": [{"pattern": json.dumps(NEW_OUTBOX_ITEMS)}]},
                destination_config={"onFailure": {"destination": self.letters.queue.queue_arn}},
            )
            mapping.node.add_dependency(worker.role)


class QueueWorker(Construct):
    """A function fed from a queue of its own, in batches, at least once.

    Only the messages that failed come again. After `attempts` they lie in the dead-letter queue;
    what the function itself set aside counts as `MessageSetAside`. Both call somebody, and so does
    a message that nobody took in time.
    """

    def __init__(self, worker: RetailFunction, estate: Estate, spec: QueueSpec) -> None:
        super().__init__(worker, "Feed")
        self.letters = DeadLetters(self, estate, work=spec.name)
        self.queue = self._queue(worker, estate, spec)
        permissions.allow(worker.role, READ_QUEUE, [self.queue.queue_arn])
        permissions.use_key(worker.role, estate, "sqs")
        mapping = lambda_.CfnEventSourceMapping(
            self,
            "Mapping",
            function_name=worker.function.function_name,
            event_source_arn=self.queue.queue_arn,
            batch_size=spec.batch,
            maximum_batching_window_in_seconds=spec.wait_seconds,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximumConcurrency": spec.at_once},
        )
        mapping.node.add_dependency(worker.role)
        self._alarms(worker, estate, spec)

    def _queue(self, worker: RetailFunction, estate: Estate, spec: QueueSpec) -> sqs.Queue:
        """The source; a message is hidden for six timeouts and a batch's wait, as AWS advises."""
        hidden = 6 * worker.spec.timeout_seconds + spec.wait_seconds
        return sqs.Queue(
            self,
            "Queue",
            queue_name=queue_name(estate.settings, spec.name),
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=estate.key,
            data_key_reuse=Duration.hours(1),
            enforce_ssl=True,
            retention_period=Duration.days(7),
            visibility_timeout=Duration.seconds(hidden),
            dead_letter_queue=sqs.DeadLetterQueue(
                max_receive_count=spec.attempts, queue=self.letters.queue
            ),
        )

    def _alarms(self, worker: RetailFunction, estate: Estate, spec: QueueSpec) -> None:
        minutes = Duration.minutes(5)
        aside = cloudwatch.Metric(
            namespace="SmartRetail",
            metric_name="MessageSetAside",
            dimensions_map={"service": worker.spec.name},
            period=minutes,
            statistic="Sum",
        )
        alarm(self, "SetAside", estate, name=f"{spec.name}-set-aside", metric=aside, above=0)
        age = self.queue.metric_approximate_age_of_oldest_message(
            period=minutes, statistic="Maximum"
        )
        late = spec.late_minutes * 60
        alarm(self, "Late", estate, name=f"{spec.name}-late", metric=age, above=late)


class ScheduledRun(Construct):
    """A function called at set times; a call that is lost is kept and reported."""

    def __init__(
        self, worker: RetailFunction, estate: Estate, *, work: str, at: str, time_zone: str = "UTC"
    ) -> None:
        super().__init__(worker, work.capitalize())
        letters = DeadLetters(self, estate, work=work)
        role = permissions.service_role(self, "Role", "scheduler.amazonaws.com")
        permissions.allow(role, ("lambda:InvokeFunction",), [worker.function.function_arn])
        letters.accept_from(role, estate)
        scheduler.CfnSchedule(
            self,
            "Schedule",
            name=f"{estate.settings.name}-{worker.spec.name}",
            description=worker.spec.does,
            schedule_expression=at,
            schedule_expression_timezone=time_zone,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": worker.function.function_arn,
                "roleArn": role.role_arn,
                "deadLetterConfig": {"arn": letters.queue.queue_arn},
                "retryPolicy": {"maximumRetryAttempts": 5, "maximumEventAgeInSeconds": 7200},
            },
        )


def _stream(table: dynamodb.Table) -> str:
    arn = table.table_stream_arn
    if arn is None:
        raise ValueError(f"{table.node.path} has no stream.")
    return arn
