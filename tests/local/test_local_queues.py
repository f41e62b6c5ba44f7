"""Queues that feed functions, as our workers rely on them."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

WINDOW = {"BatchSize": 50, "MaximumBatchingWindowInSeconds": 1}


def test_a_queue_feeds_a_function_in_batches(cloud: Any, wait: Callable[..., Any]) -> None:
    queue = _queue(cloud, "small-orders")
    _feed(cloud, queue, "small-record")
    cloud.client("sqs").send_message(QueueUrl=queue, MessageBody='{"order": 1}')

    seen = wait(lambda: cloud.item("EVENT#unnamed"))

    record = json.loads(seen["body"]["S"])
    assert (record["eventSource"], record["body"]) == ("aws:sqs", '{"order": 1}')
    assert record["messageId"]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert wait(lambda: _waiting(cloud, queue) == "0")


def test_a_message_that_keeps_failing_becomes_a_dead_letter(
    cloud: Any, wait: Callable[..., Any]
) -> None:
    letters = cloud.client("sqs").create_queue(QueueName="small-orders-dlq")["QueueUrl"]
    redrive = {"deadLetterTargetArn": _arn(cloud, letters), "maxReceiveCount": 2}
    queue = _queue(cloud, "small-poison", VisibilityTimeout="1", RedrivePolicy=json.dumps(redrive))
    _feed(cloud, queue, "small-refuse")
    cloud.client("sqs").send_message(QueueUrl=queue, MessageBody="poison")

    assert wait(lambda: _waiting(cloud, letters) == "1", 30)


def test_a_batch_call_needs_the_right_to_the_single_call(cloud: Any) -> None:
    queue = _queue(cloud, "small-rights")
    sender = _client_that_may(cloud, "sqs:SendMessage", _arn(cloud, queue))

    sent = sender.send_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "MessageBody": "x"}])

    assert [one["Id"] for one in sent["Successful"]] == ["1"]
    with pytest.raises(sender.exceptions.ClientError, match="not authorized"):
        sender.receive_message(QueueUrl=queue)


def _client_that_may(cloud: Any, action: str, resource: str) -> Any:
    iam = cloud.client("iam")
    iam.create_user(UserName="sender")
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="sender", PolicyName="own", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="sender")["AccessKey"]
    return boto3.client(
        "sqs",
        endpoint_url=cloud.address,
        region_name="ap-south-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )


def _queue(cloud: Any, name: str, **attributes: str) -> str:
    made = cloud.client("sqs").create_queue(
        QueueName=name, Attributes={"VisibilityTimeout": "30", **attributes}
    )
    return str(made["QueueUrl"])


def _feed(cloud: Any, queue: str, function: str) -> None:
    cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=_arn(cloud, queue),
        FunctionName=function,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        ScalingConfig={"MaximumConcurrency": 2},
        **WINDOW,
    )


def _arn(cloud: Any, queue: str) -> str:
    return str(_attribute(cloud, queue, "QueueArn"))


def _waiting(cloud: Any, queue: str) -> str:
    return str(_attribute(cloud, queue, "ApproximateNumberOfMessages"))


def _attribute(cloud: Any, queue: str, name: str) -> Any:
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    return found["Attributes"][name]
