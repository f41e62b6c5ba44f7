"""Serves the dashboard's built files: one page, its hashed assets, the right caching."""

import mimetypes
import re
from email.utils import formatdate
from pathlib import Path

from infra.local.asgi import Scope, Send, header, respond

FOREVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"
PAGE = "index.html"
UNKNOWN = "application/octet-stream"
# A product code in a page's address may hold a dot: only these are files, as at CloudFront.
FILE = re.compile(r"/(assets/.+|[^/]+\.[A-Za-z0-9]+)")
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}


class Site:
    """The files of one folder, with the page for every path that is no file."""

    def __init__(self, folder: Path, policy: str) -> None:
        self._folder = folder.resolve()
        self._policy = policy

    async def serve(self, scope: Scope, send: Send) -> None:
        """Answer a GET or HEAD for a file or a page of the dashboard."""
        path = self._find(scope["path"])
        if path is None:
            text = b"The dashboard is not built yet: run `make run`.\n"
            await respond(send, 404, text, {"content-type": "text/plain; charset=utf-8"})
            return
        headers = self._headers(path)
        if header(scope, "if-none-match") == headers["etag"]:
            await respond(send, 304, b"", headers)
            return
        body = path.read_bytes()
        headers["content-length"] = str(len(body))
        await respond(send, 200, b"" if scope["method"] == "HEAD" else body, headers)

    def _find(self, path: str) -> Path | None:
        found = (self._folder / path.lstrip("/")).resolve()
        if found.is_relative_to(self._folder) and found.is_file():
            return found
        if FILE.fullmatch(path):
            return None
        page = self._folder / PAGE
        return page if page.is_file() else None

    def _headers(self, path: Path) -> dict[str, str]:
        stat = path.stat()
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or UNKNOWN
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        return {
            "content-type": kind,
            "cache-control": FOREVER if path.parent.name == "assets" else ALWAYS_ASK,
            "etag": f'W/"{stat.st_mtime_ns:x}-{stat.st_size:x}"',
            "last-modified": formatdate(stat.st_mtime, usegmt=True),
            "content-security-policy": self._policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
        }
