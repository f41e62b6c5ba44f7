"""The little of HTTP that the gateway needs, over plain ASGI."""

import io
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: str) -> str:
    """Value of a request header, empty when absent."""
    wanted = name.encode()
    for key, value in scope["headers"]:
        if key == wanted:
            return str(value.decode("latin-1"))
    return ""


async def respond(
    send: Send, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> None:
    """Send a whole response."""
    listed = {"content-length": str(len(body)), **(headers or {})}
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in listed.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def problem(send: Send, status: int, title: str, detail: str, code: str) -> None:
    """Send a problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    headers = {"content-type": "application/problem+json", "cache-control": "no-store"}
    if status == 503:
        headers["retry-after"] = "2"
    await respond(send, status, json.dumps(body).encode(), headers)


def whole_body(receive: Receive) -> Receive:
    """Hand the body over as one message, gathered in one growing buffer.

    The emulator joins the pieces of a body, which holds a large upload twice; a single piece is
    joined without a copy.
    """

    async def gathered() -> Message:
        buffer = io.BytesIO()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            buffer.write(message.get("body", b""))
            if not message.get("more_body", False):
                return {"type": "http.request", "body": buffer.getvalue(), "more_body": False}

    return gathered
