"""Work that arrives by itself, with a place for what could not be done and a call when it fills."""

import json

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.alarms import alarm
from infra.blocks.estate import Estate
from infra.blocks.explain import explain
from infra.blocks.function import RetailFunction

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


class DailyRun(Construct):
    """A function called once a day at a local time; a call that is lost is kept and reported."""

    def __init__(self, worker: RetailFunction, estate: Estate) -> None:
        super().__init__(worker, "Daily")
        letters = DeadLetters(self, estate, work="daily")
        role = permissions.service_role(self, "Role", "scheduler.amazonaws.com")
        permissions.allow(role, ("lambda:InvokeFunction",), [worker.function.function_arn])
        letters.accept_from(role, estate)
        scheduler.CfnSchedule(
            self,
            "Schedule",
            name=f"{estate.settings.name}-{worker.spec.name}",
            description=worker.spec.does,
            schedule_expression=estate.settings.daily_plan_at,
            schedule_expression_timezone=estate.settings.daily_plan_time_zone,
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
