"""AWS clients and the environment, both read on first use and kept for the life of the process."""

import os
from functools import cache
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config

from smartretail.adapters.dynamo.table import ContextTable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

Context = Literal[
    "intake",
    "connectors",
    "forecast",
    "pricing",
    "inventory",
    "actions",
    "alerts",
    "kpi",
    "admin",
]
_PATIENT = Config(
    connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4}
)
_SIGNED = Config(signature_version="s3v4", s3={"addressing_style": "path"})


class NotConfigured(RuntimeError):
    """The function was deployed without a variable it reads."""


def variable(name: str) -> str:
    """Return an environment variable that must be set."""
    value = os.environ.get(name, "")
    if not value:
        raise NotConfigured(f"The environment variable {name} is not set.")
    return value


@cache
def dynamodb() -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return boto3.client("dynamodb", config=_PATIENT)


@cache
def s3() -> "S3Client":
    """Return the S3 client; it signs by SigV4 and addresses buckets by path."""
    return boto3.client("s3", config=_PATIENT.merge(_SIGNED))


@cache
def events() -> "EventBridgeClient":
    """Return the EventBridge client."""
    return boto3.client("events", config=_PATIENT)


@cache
def cognito() -> "CognitoIdentityProviderClient":
    """Return the Cognito user pool client."""
    return boto3.client("cognito-idp", config=_PATIENT)


@cache
def sns() -> "SNSClient":
    """Return the SNS client."""
    return boto3.client("sns", config=_PATIENT)


@cache
def sqs() -> "SQSClient":
    """Return the SQS client."""
    return boto3.client("sqs", config=_PATIENT)


@cache
def secrets() -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return boto3.client("secretsmanager", config=_PATIENT)


@cache
def table(context: Context) -> ContextTable:
    """Return the table of a context, named by `<CONTEXT>_TABLE`."""
    return ContextTable(dynamodb(), variable(f"{context.upper()}_TABLE"))
