"""Turns a typed route into one the router can call: input parsed, output dumped, by pydantic alone.

Powertools' own validation does the same at four times the CPU, so it is left off and used only for
the OpenAPI document, which it derives from the very same signatures.
"""

import base64
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ValidationError

from smartretail.edge.problems import invalid_input


@dataclass(frozen=True)
class _Inputs:
    body: tuple[str, type[BaseModel], bool] | None
    query: tuple[str, type[BaseModel]] | None


def bound(
    route: Callable[..., Any], event: Callable[[], APIGatewayProxyEventV2], status: int
) -> Callable[..., Any]:
    """Wrap `route`: a model argument is the body, `Annotated[Model, Query()]` the query string.

    A body of `Model | None` is None when it is not JSON: the route then reads it by itself.
    """
    inputs = _inputs(route)

    @functools.wraps(route)
    def call(**path: str) -> Response[Any]:
        arguments: dict[str, Any] = dict(path)
        if inputs.body:
            name, model, optional = inputs.body
            foreign = optional and not _is_json(event())
            arguments[name] = None if foreign else _parse_body(model, event())
        if inputs.query:
            name, model = inputs.query
            arguments[name] = _parse_query(model, event())
        return _respond(route(**arguments), status)

    return call


def body_of(event: APIGatewayProxyEventV2) -> bytes:
    """Return the bytes of a body, as they came."""
    body = event.body or ""
    return base64.b64decode(body) if event.is_base64_encoded else body.encode()


def _inputs(route: Callable[..., Any]) -> _Inputs:
    hints = get_type_hints(route, include_extras=True)
    body = query = None
    for name in inspect.signature(route).parameters:
        hint = hints[name]
        if get_origin(hint) is Annotated and any(isinstance(m, Query) for m in get_args(hint)[1:]):
            query = (name, get_args(hint)[0])
        else:
            kinds = get_args(hint) or (hint,)
            models = [k for k in kinds if inspect.isclass(k) and issubclass(k, BaseModel)]
            if models:
                body = (name, models[0], NoneType in kinds)
    return _Inputs(body, query)


def _is_json(event: APIGatewayProxyEventV2) -> bool:
    media_type = event.headers.get("content-type", "application/json")
    return media_type.partition(";")[0].strip().lower() == "application/json"


def _parse_body(model: type[BaseModel], event: APIGatewayProxyEventV2) -> BaseModel:
    try:
        return model.model_validate_json(body_of(event) or b"{}")
    except ValidationError as error:
        raise invalid_input(error, "body") from error


def _parse_query(model: type[BaseModel], event: APIGatewayProxyEventV2) -> BaseModel:
    try:
        return model.model_validate(dict(event.query_string_parameters or {}))
    except ValidationError as error:
        raise invalid_input(error, "query") from error


def _respond(answer: Any, status: int) -> Response[Any]:
    if isinstance(answer, Response):
        return answer
    return Response(status, content_type="application/json", body=answer.model_dump_json())
