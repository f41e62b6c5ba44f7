"""A model server under the container contract."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FILE = Path(os.environ["SM_MODEL_DIR"]) / "model.json"
MODEL = json.loads(FILE.read_text()) if FILE.exists() else {"lines": 0}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        records = [json.loads(line) for line in body.splitlines()]
        made = [json.dumps({**record, **MODEL, "batch": len(records)}) for record in records]
        self._answer("\n".join(made).encode())

    def log_message(self, *given: object) -> None:
        pass

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("127.0.0.1", int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler).serve_forever()
