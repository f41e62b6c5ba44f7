"""Tables, buckets and a bus in moto, and the environment that names them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from smartretail.edge.telemetry import metrics

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "ap-south-1"
LAKE = "smartretail-test-lake"
AUDIT = "smartretail-test-audit"
BUS = "smartretail-test"
STREAM = "smartretail-test-stream"
CONTEXTS = ("intake", "connectors", "forecast", "pricing", "inventory", "actions", "alerts", "kpi")
CONTEXTS += ("admin",)
_ENVIRONMENT = {
    "STAGE": "dev",
    "LAKE_BUCKET": LAKE,
    "AUDIT_BUCKET": AUDIT,
    "EVENT_BUS_NAME": BUS,
    "STREAM_QUEUE_URL": f"https://sqs.{REGION}.amazonaws.com/123456789012/{STREAM}",
    "USER_POOL_ID": "ap-south-1_TestPool1",
    "CONNECTOR_HOSTS": "*",
    "CONNECTOR_SECRETS": "smartretail-test/connectors",
    "DATA_KEY_ALIAS": "alias/smartretail-test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "POWERTOOLS_LOG_LEVEL": "WARNING",
}


class Cloud:
    """An account in memory; `empty` makes it as new."""

    def __init__(self) -> None:
        self._mock = mock_aws()

    def start(self) -> None:
        """Divert boto3 from the network."""
        self._mock.start()
        self._dynamodb = boto3.client("dynamodb")
        self._s3 = boto3.client("s3")
        self._events = boto3.client("events")
        self._sqs = boto3.client("sqs")

    def stop(self) -> None:
        """Let boto3 go."""
        self._mock.stop()

    def empty(self, contexts: tuple[str, ...] = CONTEXTS) -> None:
        """Remove everything, then make the tables of these contexts, the buckets and the bus."""
        self._mock.reset()
        for context in contexts:
            _make_table(self._dynamodb, f"{context}-table")
        self._make_bucket(LAKE)
        self._make_bucket(AUDIT, locked=True)
        self._events.create_event_bus(Name=BUS)
        self._sqs.create_queue(QueueName=STREAM)

    def _make_bucket(self, name: str, *, locked: bool = False) -> None:
        self._s3.create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": REGION},
            ObjectLockEnabledForBucket=locked,
        )


@contextmanager
def open_cloud() -> Iterator[Cloud]:
    """Set the environment and divert boto3 for as long as the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _ENVIRONMENT.items():
            patch.setenv(name, value)
        for context in CONTEXTS:
            patch.setenv(f"{context.upper()}_TABLE", f"{context}-table")
        patch.setattr(metrics, "namespace", "SmartRetail")
        patch.setattr(metrics, "service", "test")
        patch.setattr(boto3, "DEFAULT_SESSION", None)
        cloud = Cloud()
        cloud.start()
        forget_wiring()
        try:
            yield cloud
        finally:
            cloud.stop()
            forget_wiring()


def forget_wiring() -> None:
    """Empty every cache of the bootstrap modules."""
    for name, module in list(sys.modules.items()):
        if name.startswith("smartretail.bootstrap"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _make_table(dynamodb: "DynamoDBClient", name: str) -> None:
    dynamodb.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
