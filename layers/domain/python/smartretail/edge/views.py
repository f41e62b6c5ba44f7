"""What routes need beside models: stored documents passed through, ids read from a path."""

from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from smartretail.edge.http import gzipped


def view(answer: bytes | BaseModel) -> Response[Any]:
    """Answer a read model: packed bytes as they are, a model as JSON."""
    if isinstance(answer, bytes):
        return gzipped(answer)
    return Response(200, content_type="application/json", body=answer.model_dump_json())


def path_id(text: str) -> str:
    """Return an id from a path; a gateway may hand paths on percent-encoded or not."""
    return unquote(text)
