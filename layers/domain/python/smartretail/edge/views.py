"""Answers that may be a stored document, passed through untouched, or a model built for the caller."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from smartretail.edge.http import gzipped


def view(answer: bytes | BaseModel) -> Response[Any]:
    """Answer a read model: packed bytes as they are, a model as JSON."""
    if isinstance(answer, bytes):
        return gzipped(answer)
    return Response(200, content_type="application/json", body=answer.model_dump_json())
