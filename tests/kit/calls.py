"""Calls of functions as AWS makes them, from the recorded samples."""

import gzip
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "events" / "samples"


def sample(path: str) -> Any:
    """Return a recorded event."""
    return json.loads((SAMPLES / path).read_text(encoding="utf-8"))


def load(function: str) -> Any:
    """Import a function's handler module."""
    path = ROOT / "functions" / function / "handler.py"
    spec = spec_from_file_location(f"functions_under_test_{function}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Context:
    """The Lambda context, as far as Powertools reads it."""

    function_name = "under-test"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:ap-south-1:123456789012:function:under-test"
    aws_request_id = "6f9c2b1e-0d3a-4c5b-8e7f-1a2b3c4d5e6f"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Return a time that is far away."""
        return 10_000


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: Any
    headers: dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """A signed-in user who calls one function."""

    handler: Any
    tenant: str = "DEMO"
    role: str = "manager"
    email: str = "manager@demo.example"
    stores: str = "*"
    skus: str = "*"
    headers: dict[str, str] = field(default_factory=dict)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: dict[str, str] | None = None,
        **headers: str,
    ) -> Reply:
        """Call a route; a body of bytes is sent as it is, any other as JSON."""
        event = sample("apigateway/http_v2_jwt.json")
        event["rawPath"] = path
        event["requestContext"]["http"] |= {"method": method, "path": path}
        event["headers"] |= {name.replace("_", "-"): text for name, text in headers.items()}
        event["queryStringParameters"] = query
        if isinstance(body, bytes):
            event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
        else:
            event["body"] = None if body is None else json.dumps(body)
        event["requestContext"]["authorizer"]["jwt"]["claims"] |= {
            "custom:tenant": self.tenant,
            "custom:stores": self.stores,
            "custom:skus": self.skus,
            "cognito:groups": f"[{self.role}]",
            "email": self.email,
        }
        return _reply(self.handler(event, Context()))


def _reply(answer: dict[str, Any]) -> Reply:
    body = answer["body"]
    if answer.get("isBase64Encoded"):
        body = gzip.decompress(b64decode(body)).decode()
    headers = {key: value[0] for key, value in answer.get("multiValueHeaders", {}).items()}
    return Reply(answer["statusCode"], json.loads(body), headers | answer.get("headers", {}))
