"""The HTTP edge: typed routes, roles from verified claims, every failure a problem document."""

import base64
import gzip
import json
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel
from smartretail.edge.http import PROBLEMS, allow, entry, gzipped, header, resolver
from smartretail.kernel.errors import Conflict, NotFound
from smartretail.kernel.tenancy import Role

PACKED = gzip.compress(b'{"a":1}', mtime=0)


class Order(BaseModel):
    units: int


class Paging(BaseModel):
    page: int = 1


class Placed(BaseModel):
    message: str


def build_handler() -> Any:
    app = resolver()

    @app.post(
        "/orders/<store>", status_code=201, responses=PROBLEMS, middlewares=[allow(Role.SELLER)]
    )
    def place(store: str, order: Order, paging: Annotated[Paging, Query()]) -> Placed:
        match store:
            case "GONE":
                raise NotFound("There is no store GONE.")
            case "BUSY":
                raise Conflict("It was changed meanwhile.")
            case "BROKEN":
                raise ValueError("secret detail")
        key = header(app, "Idempotency-Key") if store == "KEYED" else ""
        return Placed(message=f"{store} {order.units} {paging.page} {app.context['who'].user}{key}")

    @app.get("/packed", middlewares=[allow(Role.SELLER)])
    def packed() -> Any:
        return gzipped(PACKED)

    return entry(app)


def claims(tenant: str = "DEMO", groups: str = "[seller]") -> dict[str, dict[str, str]]:
    return {"claims": {"custom:tenant": tenant, "cognito:groups": groups}}


def event(method: str, path: str, body: Any = None, **over: Any) -> dict[str, Any]:
    given = {**claims()["claims"], "email": "s@demo.example", **over.pop("claims", {})}
    return {
        "version": "2.0",
        "rawPath": path,
        "headers": {},
        "isBase64Encoded": False,
        "body": body if isinstance(body, str) else json.dumps(body),
        "requestContext": {
            "requestId": "req-1",
            "stage": "$default",
            "http": {"method": method, "path": path},
            "authorizer": {"jwt": {"claims": given, "scopes": None}},
        },
        **over,
    }


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "SmartRetail")
    handler = build_handler()
    context = SimpleNamespace(
        function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="r"
    )

    def send(*args: Any, **over: Any) -> tuple[int, Any, dict[str, str]]:
        answer = handler(event(*args, **over), context)
        body = answer["body"] if answer["isBase64Encoded"] else json.loads(answer["body"])
        return answer["statusCode"], body, answer["headers"]

    return send


def test_a_route_gets_path_body_query_and_caller(call: Any) -> None:
    status, body, _ = call("POST", "/orders/S1", {"units": 3}, queryStringParameters={"page": "2"})

    assert (status, body) == (201, {"message": "S1 3 2 s@demo.example"})


def test_the_api_prefix_of_the_front_door_is_understood(call: Any) -> None:
    assert call("POST", "/api/orders/S1", {"units": 3})[0] == 201


@pytest.mark.parametrize(
    ("path", "body", "over", "status", "code", "field"),
    [
        ("/orders/S1", {"units": "x"}, {}, 422, "invalid", "body.units"),
        ("/orders/S1", "{", {}, 422, "invalid", "body"),
        ("/orders/S1", {}, {"queryStringParameters": {"page": "x"}}, 422, "invalid", "body.units"),
        ("/orders/KEYED", {"units": 1}, {}, 422, "invalid", "Idempotency-Key"),
        ("/orders/GONE", {"units": 1}, {}, 404, "not_found", None),
        ("/orders/BUSY", {"units": 1}, {}, 409, "conflict", None),
        ("/orders/BROKEN", {"units": 1}, {}, 500, "internal", None),
        ("/nowhere", {}, {}, 404, "not_found", None),
        (
            "/orders/S1",
            {"units": 1},
            {"claims": {"cognito:groups": "[admin]"}},
            403,
            "forbidden",
            None,
        ),
        (
            "/orders/S1",
            {"units": 1},
            {"claims": {"cognito:groups": "[job]"}},
            403,
            "forbidden",
            None,
        ),
        ("/orders/S1", {"units": 1}, {"claims": {"custom:tenant": ""}}, 403, "no_tenant", None),
    ],
)
def test_every_failure_is_a_problem_document(
    call: Any, path: str, body: Any, over: Any, status: int, code: str, field: str | None
) -> None:
    answered, problem, headers = call("POST", path, body, **over)

    assert (answered, problem["status"], problem["code"]) == (status, status, code)
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["instance"] == path
    assert "secret" not in json.dumps(problem)
    if field:
        assert problem["errors"][0]["field"] == field


def test_a_stored_gzip_document_passes_through_untouched(call: Any) -> None:
    status, body, headers = call("GET", "/packed", headers={"accept-encoding": "gzip, br"})

    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert base64.b64decode(body) == PACKED


def test_a_client_without_gzip_gets_the_document_plain(call: Any) -> None:
    status, body, headers = call("GET", "/packed", headers={"accept-encoding": "identity"})

    assert (status, body) == (200, {"a": 1})
    assert "Content-Encoding" not in headers
