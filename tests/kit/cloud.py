"""Tables, buckets, a bus and a user pool in moto, and the environment that names them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws

REGION = "ap-south-1"
LAKE = "smartretail-test-lake"
AUDIT = "smartretail-test-audit"
BUS = "smartretail-test"
CONTEXTS = ("intake", "forecast", "pricing", "inventory", "actions", "alerts", "kpi", "admin")


@contextmanager
def open_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the cloud the functions expect, and let the wiring find it afresh."""
    for name, value in _environment().items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        for context in CONTEXTS:
            _table(f"{context}-table")
        s3 = boto3.client("s3", region_name=REGION)
        place = {"LocationConstraint": REGION}
        s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration=place)  # type: ignore[arg-type]
        s3.create_bucket(  # type: ignore[call-overload]
            Bucket=AUDIT, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=True
        )
        boto3.client("events", region_name=REGION).create_event_bus(Name=BUS)
        forget_wiring()
        yield
    forget_wiring()


def forget_wiring() -> None:
    """Empty every cache of the bootstrap modules."""
    for name, module in list(sys.modules.items()):
        if name.startswith("smartretail.bootstrap"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _environment() -> dict[str, str]:
    tables = {f"{context.upper()}_TABLE": f"{context}-table" for context in CONTEXTS}
    return tables | {
        "STAGE": "dev",
        "LAKE_BUCKET": LAKE,
        "AUDIT_BUCKET": AUDIT,
        "EVENT_BUS_NAME": BUS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "POWERTOOLS_SERVICE_NAME": "test",
        "POWERTOOLS_METRICS_NAMESPACE": "SmartRetail",
        "POWERTOOLS_LOG_LEVEL": "WARNING",
    }


def _table(name: str) -> None:
    boto3.client("dynamodb", region_name=REGION).create_table(
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
