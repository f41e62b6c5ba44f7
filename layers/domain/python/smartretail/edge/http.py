"""The HTTP edge: routing, roles, problems and telemetry for every `<context>_api` function."""

import base64
import gzip
import inspect
import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.logging import correlation_paths

from smartretail.edge.binding import body_of, bound
from smartretail.edge.problems import (
    PROBLEMS,
    problem,
    routing_problem,
    unexpected_problem,
)
from smartretail.edge.telemetry import logger, measured, metrics
from smartretail.kernel.errors import FieldError, Forbidden, Invalid, SmartRetailError
from smartretail.kernel.tenancy import Principal, Role

__all__ = [
    "PROBLEMS",
    "Api",
    "allow",
    "entry",
    "gzipped",
    "header",
    "logger",
    "metrics",
    "raw_body",
    "resolver",
]

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


_ROUTE = inspect.signature(APIGatewayHttpResolver.route)


class Api(APIGatewayHttpResolver):
    """An HTTP API resolver whose routes take and return pydantic models."""

    def route(self, *args: Any, **options: Any) -> Callable[..., Any]:
        """Register a route; see `bound` for how its arguments are filled."""
        register = super().route(*args, **options)
        given = _ROUTE.bind(self, *args, **options).arguments
        status = int(given.get("status_code", 200))

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            register(bound(function, lambda: self.current_event, status))
            return function

        return decorate


def resolver() -> Api:
    """Return a resolver that answers every failure with a problem document."""
    app = Api(strip_prefixes=["/api"], serializer=_serialise)

    def expected(error: SmartRetailError) -> Response[str]:
        return problem(error, app.current_event.path)

    def refused(error: ServiceError) -> Response[str]:
        return routing_problem(error, app.current_event.path)

    def unknown(error: Exception) -> Response[str]:
        return routing_problem(ServiceError(404, "There is nothing here."), app.current_event.path)

    def unexpected(error: Exception) -> Response[str]:
        logger.exception("unexpected failure")
        return unexpected_problem(app.current_event.path)

    app.exception_handler(SmartRetailError)(expected)
    app.exception_handler(ServiceError)(refused)
    app.exception_handler(Exception)(unexpected)
    app.not_found(unknown)
    return app


def allow(*roles: Role) -> Callable[..., Any]:
    """Return a middleware that lets these roles in, with the caller as `app.context["who"]`."""

    def check(app: Api, next_middleware: NextMiddleware) -> Response[Any]:
        authorizer = app.current_event.request_context.authorizer
        claims = authorizer.jwt_claim if authorizer else None
        who = Principal.from_claims(claims or {})
        if not who.has_any(roles):
            raise Forbidden(f"This needs one of the roles: {', '.join(sorted(roles))}.")
        logger.append_keys(tenant=who.tenant)
        app.context["who"] = who
        return next_middleware(app)

    check.roles = roles  # type: ignore[attr-defined]
    return check


def header(app: Api, name: str) -> str:
    """Return a request header that must be there. Raise `Invalid` naming it otherwise."""
    value = app.current_event.headers.get(name.lower(), "").strip()
    if not value:
        raise Invalid(f"The header {name} is required.", (FieldError(name, "missing"),))
    return value


def raw_body(app: Api) -> tuple[str, bytes]:
    """Return media type and bytes of a body that the route reads itself."""
    return app.current_event.headers.get("content-type", ""), body_of(app.current_event)


def gzipped(body: bytes) -> Response[bytes]:
    """Pass a stored gzip JSON document through, untouched."""
    headers: dict[str, str | list[str]] = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(200, content_type="application/json", body=body, headers=headers)


def _serialise(body: Any) -> Any:
    return body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":"))


def entry(app: Api) -> Handler:
    """Return the Lambda handler of `app` with logging and metrics around it."""

    @measured
    @logger.inject_lambda_context(
        correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True
    )
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return _accepted(event, app.resolve(event, context))

    return handler


def _accepted(event: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """Unpack a gzip answer for the rare client that did not say it takes one (RFC 9110, 12.5.3)."""
    if answer["headers"].get("Content-Encoding") != "gzip":
        return answer
    asked = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if "gzip" in asked.get("accept-encoding", ""):
        return answer
    body = gzip.decompress(base64.b64decode(answer["body"])).decode()
    headers = {k: v for k, v in answer["headers"].items() if k != "Content-Encoding"}
    return {**answer, "headers": headers, "body": body, "isBase64Encoded": False}
