"""Lets a job act as its IAM role: temporary credentials, and checks of a machine's permissions."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import boto3
from botocore.config import Config

from infra.local.settings import ACCOUNT, REGION

ACTING: ContextVar[str] = ContextVar("acting_role", default="")


class RoleError(Exception):
    """A role that does not exist, or lacks a permission."""


def assume(role_arn: str, session: str, seconds: float) -> dict[str, str]:
    """Credentials of the role as environment variables, as the service would hand them out."""
    from ministack.core.iam_evaluator import validate_role_arn
    from ministack.services import sts

    missing = validate_role_arn(role_arn)
    if missing:
        raise RoleError(missing)
    name = role_arn.rsplit("/", 1)[-1]
    key = f"ASIA{secrets.token_hex(8).upper()}"
    made = {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
        "AWS_SESSION_TOKEN": secrets.token_urlsafe(60),
    }
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session[:64]}",
            "UserId": f"{name}:{session[:64]}",
            "SecretAccessKey": made["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": made["AWS_SESSION_TOKEN"],
            "Expiration": time.time() + seconds + 60,
        },
    )
    return {**made, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


def s3_client(credentials: dict[str, str], endpoint: str) -> Any:
    """An S3 client that acts with these credentials."""
    session = boto3.session.Session(
        aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=credentials["AWS_SESSION_TOKEN"],
        region_name=REGION,
    )
    config = Config(signature_version="s3v4", retries={"max_attempts": 3})
    return session.client("s3", endpoint_url=endpoint, config=config)


@contextmanager
def acting_as(role_arn: str) -> Iterator[None]:
    """Remember whose permissions count for what happens inside."""
    token = ACTING.set(role_arn)
    try:
        yield
    finally:
        ACTING.reset(token)


def require(*needed: tuple[str, str], passed_to: str = "") -> None:
    """Refuse unless the acting role may do each (action, resource ARN)."""
    from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate

    role = ACTING.get()
    if not role:
        return
    policies = _gather_role_policies(role.rsplit("/", 1)[-1], ACCOUNT)
    for action, resource in needed:
        context = EvalContext(
            principal_arn=role,
            principal_type="AssumedRole",
            principal_account=ACCOUNT,
            action=action,
            resource_arn=resource,
            region=REGION,
            service_context={"iam:passedtoservice": passed_to or None},
            principal_keys={},
        )
        if evaluate(context, policies).decision != "Allow":
            raise RoleError(
                f"User: {role} is not authorized to perform: {action} on resource: {resource}"
            )
