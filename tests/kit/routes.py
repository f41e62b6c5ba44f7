"""The routes of the reviewed ledger, and calls of them over the door of a running house."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from infra.local.seeding.srp import sign_in
from infra.local.seeding.users import PASSWORD

LEDGER = Path(__file__).parents[1] / "infra" / "route_ledger.txt"
ROUTES = [tuple(line.split(maxsplit=4)) for line in LEDGER.read_text().splitlines()]
GUARDED = [
    (method, path, roles.split()) for path, method, kind, _, roles in ROUTES if kind == "JWT"
]
PUBLIC = [(method, path) for path, method, kind, _, _ in ROUTES if kind == "NONE"]

Ask = Callable[..., tuple[int, Any]]
Token = Callable[..., str]


def asking(address: str) -> Ask:
    """Return a caller of the API that gives back status and body."""

    def send(method: str, path: str, token: str | None = None, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": "matrix"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(f"{address}/api{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    return send


def signing_in(house: Any) -> Token:
    """Return what gives the ID token of a demo user, by role and tenant."""
    site = house.configuration()
    cognito = boto3.client(
        "cognito-idp",
        region_name="ap-south-1",
        endpoint_url=house.address,
        config=Config(signature_version=UNSIGNED),
    )
    known: dict[str, str] = {}

    def of(role: str, tenant: str = "demo") -> str:
        email = f"{role}@{tenant}.example"
        if email not in known:
            answer = sign_in(cognito, site["userPoolId"], site["clientId"], email, PASSWORD)
            known[email] = answer["AuthenticationResult"]["IdToken"]
        return known[email]

    return of
