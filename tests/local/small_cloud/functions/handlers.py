"""Functions of the small cloud that the conformance tests deploy."""

import json
import os
import sys
from typing import Any

import boto3


class NotReadyYet(Exception):
    """An exception whose name must reach Step Functions."""


def echo(event: dict[str, Any], context: Any) -> dict[str, Any]:
    claims = event.get("requestContext", {}).get("authorizer", {}).get("jwt", {}).get("claims")
    body = {"path": event.get("rawPath"), "claims": claims, "request": context.aws_request_id}
    return {"statusCode": 200, "body": json.dumps(body)}


def record(event: dict[str, Any], context: Any) -> dict[str, int]:
    sys.stdout.write("recording\n")
    items = event.get("Records") or [event]
    table = boto3.client("dynamodb")
    for item in items:
        keys = item.get("dynamodb", {}).get("Keys")
        name = f"SEEN#{keys['sk']['S']}" if keys else f"EVENT#{item.get('name', 'unnamed')}"
        table.put_item(
            TableName=os.environ["TABLE"],
            Item={"pk": {"S": "seen"}, "sk": {"S": name}, "body": {"S": json.dumps(item)}},
        )
    return {"recorded": len(items)}


def refuse(event: dict[str, Any], context: Any) -> None:
    raise NotReadyYet(f"not before {event.get('day', 'noon')}")


def trespass(event: dict[str, Any], context: Any) -> None:
    boto3.client("dynamodb").scan(TableName=os.environ["TABLE"])


def environment(event: dict[str, Any], context: Any) -> dict[str, str]:
    return dict(os.environ)
