"""HTTP side of the endpoint: GET /ping and POST /invocations with JSON lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from smartretail_ml.artefact import Artefact
from smartretail_ml.records import BadRecordError, read_records
from smartretail_ml.serving import forecast

JSON_LINES = "application/jsonlines"
ACCEPTED_TYPES = {JSON_LINES, "application/x-jsonlines", "application/jsonl", "application/json"}
LARGEST_BODY = 100 * 1024 * 1024

log = logging.getLogger(__name__)

Invoke = Callable[[bytes], bytes]


def invocation(artefact: Artefact | None) -> Invoke:
    """Answer one body of series records; requests wait for each other, the trees use all cores."""
    turn = Lock()

    def invoke(body: bytes) -> bytes:
        series = list(read_records(body.split(b"\n")))
        with turn:
            records = forecast(series, artefact)
        return b"".join(json.dumps(record).encode() + b"\n" for record in records)

    return invoke


class Endpoint(ThreadingHTTPServer):
    """The model is loaded before the port is bound, so an answer to /ping means ready."""

    def __init__(self, address: tuple[str, int], invoke: Invoke) -> None:
        super().__init__(address, Handler)
        self.invoke = invoke


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Endpoint
    protocol_version = "HTTP/1.1"
    timeout = 120

    def do_GET(self) -> None:
        """Health check of the platform."""
        if self.path == "/ping":
            self._answer(HTTPStatus.OK, b"{}", "application/json")
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "only /ping and /invocations are served")

    def do_POST(self) -> None:
        """Forecast the series records of the body."""
        length = int(self.headers.get("Content-Length") or -1)
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body length unknown or too large")
            return
        body = self.rfile.read(length)
        kind = (self.headers.get("Content-Type") or JSON_LINES).split(";")[0].strip().lower()
        if self.path != "/invocations":
            self._refuse(HTTPStatus.NOT_FOUND, "only /ping and /invocations are served")
        elif kind not in ACCEPTED_TYPES:
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {JSON_LINES}")
        else:
            self._invoke(body)

    def _invoke(self, body: bytes) -> None:
        try:
            answer = self.server.invoke(body)
        except BadRecordError as problem:
            self._refuse(HTTPStatus.BAD_REQUEST, str(problem))
        except Exception:
            log.exception("invocation failed")
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "forecast failed; see the log")
        else:
            self._answer(HTTPStatus.OK, answer, JSON_LINES)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        self._answer(status, json.dumps({"error": detail}).encode(), "application/json")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Send the access log through logging."""
        log.info(format, *args)
