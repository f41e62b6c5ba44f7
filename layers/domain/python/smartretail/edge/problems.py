"""RFC 9457 problem documents for every failure that reaches HTTP."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from pydantic import Field, ValidationError

from smartretail.kernel.errors import FieldError, Invalid, SmartRetailError
from smartretail.kernel.wire import Wire

CONTENT_TYPE = "application/problem+json"


class ProblemField(Wire):
    """One wrong field and the reason."""

    field: str
    reason: str


class Problem(Wire):
    """An RFC 9457 problem document; `code` is stable and made for programs."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: list[ProblemField] = Field(default_factory=list)


PROBLEMS: dict[int, Any] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (401, 403, 404, 409, 422, 429, 503)
}


def problem(error: SmartRetailError, instance: str) -> Response[str]:
    """Answer an expected failure."""
    fields = error.errors if isinstance(error, Invalid) else ()
    return _document(error.status, error.title, error.detail, error.code, instance, fields)


def routing_problem(error: ServiceError, instance: str) -> Response[str]:
    """Answer what the router itself refused, such as an unknown path."""
    phrase = HTTPStatus(error.status_code).phrase
    return _document(
        error.status_code, phrase, str(error.msg), phrase.lower().replace(" ", "_"), instance
    )


def unexpected_problem(instance: str) -> Response[str]:
    """Answer a defect of ours without telling the caller its inside."""
    detail = "The failure has been recorded. Please try again."
    return _document(500, "Something went wrong", detail, "internal", instance)


def invalid_input(error: ValidationError, where: str) -> Invalid:
    """Name each field that pydantic refused, as a path such as `body.sku_ids.0`."""
    fields = tuple(
        FieldError(".".join((where, *map(str, fault["loc"]))), fault["msg"])
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    )
    return Invalid("; ".join(f"{fault.field}: {fault.reason}" for fault in fields), fields)


def _document(
    status: int,
    title: str,
    detail: str,
    code: str,
    instance: str,
    fields: tuple[FieldError, ...] = (),
) -> Response[str]:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": instance,
        "errors": [{"field": fault.field, "reason": fault.reason} for fault in fields],
    }
    return Response(status_code=status, content_type=CONTENT_TYPE, body=json.dumps(body))
