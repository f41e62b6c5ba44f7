"""EventBridge, DynamoDB streams and the Scheduler as we rely on them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def test_an_object_under_raw_starts_the_machine(cloud: Any, wait: Callable[..., Any]) -> None:
    s3 = cloud.client("s3")
    s3.put_object(Bucket=cloud["Lake"], Key="elsewhere/no.csv", Body=b"x")
    s3.put_object(Bucket=cloud["Lake"], Key="raw/tenant=T/sales.csv", Body=b"x")

    assert wait(lambda: cloud.item("EVENT#raw/tenant=T/sales.csv"))
    assert cloud.item("EVENT#elsewhere/no.csv") is None


def test_the_stream_brings_outbox_items_alone(cloud: Any, wait: Callable[..., Any]) -> None:
    dynamodb = cloud.client("dynamodb")
    for sk in ("NOTE#1", "OUTBOX#1"):
        item = {"pk": {"S": "T#1"}, "sk": {"S": sk}, "body": {"S": "{}"}}
        dynamodb.put_item(TableName=cloud["Table"], Item=item)

    seen = wait(lambda: cloud.item("SEEN#OUTBOX#1"))

    record = json.loads(seen["body"]["S"])
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"]["body"] == {"S": "{}"}
    assert cloud.item("SEEN#NOTE#1") is None


def test_a_schedule_fires(cloud: Any, wait: Callable[..., Any]) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    cloud.client("scheduler").create_schedule(
        Name="soon",
        ScheduleExpression=f"at({soon:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:lambda:ap-south-1:000000000000:function:small-record",
            "RoleArn": cloud["ScheduleRole"],
            "Input": json.dumps({"name": "scheduled"}),
        },
    )

    assert wait(lambda: cloud.item("EVENT#scheduled"), 30)
