"""GET /health and GET /openapi.json, the only routes without a token."""

from pathlib import Path
from typing import Any, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel
from smartretail.edge.http import entry, resolver

app = resolver()
DOCUMENT = Path(__file__).with_name("openapi.json")


class Health(BaseModel):
    """That requests reach a function."""

    status: Literal["ok"] = "ok"


@app.get("/health")
def health() -> Health:
    """Say that requests reach a function; nothing behind it is asked."""
    return Health()


@app.get("/openapi.json")
def openapi() -> Response[Any]:
    """Return the OpenAPI document of every route, as built."""
    body = DOCUMENT.read_text(encoding="utf-8")
    return Response(200, content_type="application/json", body=body)


handler = entry(app)
