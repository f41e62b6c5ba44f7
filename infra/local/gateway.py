"""One port for everybody: the dashboard, the API under /api, and the AWS services behind them."""

import json
from collections.abc import Callable

from infra.local.asgi import App, Receive, Scope, Send, header, problem, respond, whole_body
from infra.local.published import Published
from infra.local.settings import REGION, LocalSettings
from infra.local.site import Site
from infra.local.traffic import API_PREFIX, Kind, classify

REPORTED = ("GET", "HEAD", "OPTIONS")


def content_policy(settings: LocalSettings) -> str:
    """What the dashboard's page may load and call."""
    own = f"'self' {settings.address} http://127.0.0.1:{settings.port}"
    return (
        f"default-src 'self'; connect-src {own}; img-src 'self' data: blob:; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class Gateway:
    """The ASGI application of local mode."""

    def __init__(
        self,
        emulator: App,
        settings: LocalSettings,
        published: Published,
        on_change: Callable[[], None],
    ) -> None:
        self._emulator = emulator
        self._settings = settings
        self._published = published
        self._on_change = on_change
        self._site = Site(settings.site, content_policy(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._emulator(scope, receive, send)
        elif scope["type"] == "http":
            await self._route(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = classify(scope)
        if kind is Kind.REFUSED:
            await problem(send, 403, "Forbidden", "Not reachable from here.", "foreign_origin")
        elif kind is Kind.OBJECT:
            await problem(send, 403, "Forbidden", "The request is not signed.", "unsigned")
        elif kind is Kind.SITE:
            await self._page(scope, send)
        elif kind is Kind.API:
            await self._api(scope, receive, send)
        else:
            await self._cloud(scope, receive, send)

    async def _page(self, scope: Scope, send: Send) -> None:
        host = header(scope, "host")
        if scope["path"] == "/config.json":
            await self._configuration(send)
        elif host.startswith("127.0.0.1"):
            location = f"{self._settings.address}{scope['path']}"
            await respond(send, 307, b"", {"location": location, "cache-control": "no-store"})
        else:
            await self._site.serve(scope, send)

    async def _configuration(self, send: Send) -> None:
        if not self._published.ready:
            await problem(send, 503, "Starting", "The local cloud is starting.", "starting")
            return
        body = {
            "region": REGION,
            "userPoolId": self._published.pool_id,
            "clientId": self._published.client_id,
            "cognitoEndpoint": self._settings.address,
            "stage": self._published.stage,
            "localMode": True,
        }
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        await respond(send, 200, json.dumps(body).encode(), headers)

    async def _api(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._published.ready:
            await problem(send, 503, "Starting", "The local cloud is starting.", "starting")
            return
        base = f"/_aws/execute-api/{self._published.api_id}/$default/"
        raw = scope.get("raw_path") or scope["path"].encode()
        inner = {
            **scope,
            "path": base + scope["path"].removeprefix(API_PREFIX),
            "raw_path": base.encode() + raw.removeprefix(API_PREFIX.encode()),
        }
        await self._cloud(inner, receive, send)

    async def _cloud(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._emulator(scope, whole_body(receive), send)
        if scope["method"] not in REPORTED:
            self._on_change()
