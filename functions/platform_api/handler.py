"""GET /health and GET /openapi.json, the only routes without a token."""

from pathlib import Path

from aws_lambda_powertools.event_handler import Response
from smartretail.edge.http import entry, resolver

app = resolver()
DOCUMENT = Path(__file__).with_name("openapi.json")


@app.get("/health")
def health() -> Response[str]:
    """Say that requests reach a function; nothing behind it is asked."""
    return Response(200, content_type="application/json", body='{"status":"ok"}')


@app.get("/openapi.json")
def openapi() -> Response[str]:
    """Return the OpenAPI document of every route, as built."""
    body = DOCUMENT.read_text(encoding="utf-8")
    return Response(200, content_type="application/json", body=body)


handler = entry(app)
