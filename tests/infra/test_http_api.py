import ast
import re
from pathlib import Path
from typing import Any

import pytest

from infra.catalogue.http import HTTP_FUNCTIONS
from infra.catalogue.spec import FunctionSpec, Role
from infra.ledger import Templates, plain, resources

FUNCTIONS = Path(__file__).parents[2] / "functions"
PUBLIC = {"GET /health", "GET /openapi.json"}


def _routes(templates: Templates) -> dict[str, dict[str, Any]]:
    return {r["RouteKey"]: r for _, _, r in resources(templates, "AWS::ApiGatewayV2::Route")}


def _roles_in_handler(spec: FunctionSpec) -> dict[str, set[str]]:
    """Roles by route as the handler's own decorators name them."""
    tree = ast.parse((FUNCTIONS / spec.name / "handler.py").read_text())
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    found = {}
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in (d for d in function.decorator_list if isinstance(d, ast.Call)):
            assert isinstance(call.func, ast.Attribute)
            assert isinstance(call.args[0], ast.Constant)
            path = re.sub(r"<(\w+)>", r"{\1}", str(call.args[0].value))
            found[f"{call.func.attr.upper()} {path}"] = _roles(call, named)
    return found


def _roles(call: ast.Call, named: dict[str, ast.expr]) -> set[str]:
    [middlewares] = [k.value for k in call.keywords if k.arg == "middlewares"] or [ast.List([])]
    assert isinstance(middlewares, ast.List)
    guards = [named[m.id] if isinstance(m, ast.Name) else m for m in middlewares.elts]
    members = [node for guard in guards for node in ast.walk(guard)]
    return {
        Role[node.attr].value
        for node in members
        if isinstance(node, ast.Attribute) and node.attr in Role.__members__
    }


def test_every_route_but_the_public_two_needs_a_token_of_the_pool(templates: Templates) -> None:
    open_routes = {k for k, r in _routes(templates).items() if r["AuthorizationType"] != "JWT"}
    [(_, _, authorizer)] = resources(templates, "AWS::ApiGatewayV2::Authorizer")

    assert open_routes == PUBLIC
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert "Dashboard" in plain(authorizer["JwtConfiguration"]["Audience"])
    assert plain(authorizer["JwtConfiguration"]["Issuer"]).startswith("https://cognito-idp.")


@pytest.mark.parametrize("spec", HTTP_FUNCTIONS, ids=lambda spec: spec.name)
def test_handlers_admit_the_roles_of_the_ledger(spec: FunctionSpec) -> None:
    expected = {route.key: {role.value for role in route.roles} for route in spec.routes}

    assert _roles_in_handler(spec) == expected


def test_every_route_reaches_a_function(templates: Templates) -> None:
    integrations = {
        name: integration
        for _, name, integration in resources(templates, "AWS::ApiGatewayV2::Integration")
    }
    reached = {
        part["Ref"]
        for route in _routes(templates).values()
        for part in route["Target"]["Fn::Join"][1]
        if isinstance(part, dict)
    }

    assert reached == integrations.keys()
    assert len(integrations) == len(HTTP_FUNCTIONS)
    assert all(i["PayloadFormatVersion"] == "2.0" for i in integrations.values())


def test_the_stage_is_throttled_and_uploads_more_so(templates: Templates) -> None:
    [(_, _, stage)] = resources(templates, "AWS::ApiGatewayV2::Stage")
    default = stage["DefaultRouteSettings"]
    uploads = stage["RouteSettings"]["POST /ingest/{table}"]

    assert 0 < uploads["ThrottlingRateLimit"] < default["ThrottlingRateLimit"]
    assert not default.get("DetailedMetricsEnabled"), "one billed metric per route and kind"
    assert stage["AccessLogSettings"]["DestinationArn"]


def test_access_logs_hold_ids_and_no_personal_data(templates: Templates) -> None:
    [(_, _, stage)] = resources(templates, "AWS::ApiGatewayV2::Stage")

    logged = stage["AccessLogSettings"]["Format"]

    assert "email" not in logged
    assert "$context.requestId" in logged
    assert "sourceIp" not in logged
