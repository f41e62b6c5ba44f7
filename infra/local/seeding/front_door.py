"""A person at the product's own front door: signs in, calls the API, sends files."""

import gzip
import http.client
import json
import time
import urllib.error
import urllib.request
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from infra.local.failure import LocalError
from infra.local.published import Published
from infra.local.seeding.srp import sign_in
from infra.local.settings import REGION, LocalSettings

RENEW_SECONDS = 600.0
ANSWER_SECONDS = 60.0
COMPLETIONS = 5


class Refused(LocalError):
    """An answer other than success."""

    def __init__(self, status: int, asked: str, detail: str) -> None:
        super().__init__(f"{asked} was answered {status}: {detail}")
        self.status = status


class FrontDoor:
    """A signed-in session of one user."""

    def __init__(
        self, settings: LocalSettings, published: Published, email: str, password: str
    ) -> None:
        self._address = settings.address
        self._published = published
        self._email = email
        self._password = password
        self._token = ""
        self._signed_in_at = -RENEW_SECONDS
        self._cognito = boto3.session.Session().client(
            "cognito-idp",
            region_name=REGION,
            endpoint_url=settings.address,
            config=Config(signature_version=UNSIGNED),
        )

    def token(self) -> str:
        """The ID token, renewed in time."""
        if time.monotonic() - self._signed_in_at >= RENEW_SECONDS:
            answer = sign_in(
                self._cognito,
                self._published.pool_id,
                self._published.client_id,
                self._email,
                self._password,
            )
            self._token = answer["AuthenticationResult"]["IdToken"]
            self._signed_in_at = time.monotonic()
        return self._token

    def get(self, path: str) -> Any:
        """GET an API path."""
        return self._call("GET", path, None)

    def find(self, path: str) -> Any:
        """GET an API path; None when there is nothing yet."""
        try:
            return self.get(path)
        except Refused as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST an API path, as a request of its own (idempotency key)."""
        return self._call("POST", path, body)

    def send(self, table: str, file: Path, simulated: bool, currency: str | None = None) -> str:
        """Upload a file into a table by presigned URLs, a large one in parts; return its id."""
        asked = self.post(
            f"/ingest/{table}",
            {
                "file_name": file.name,
                "size_bytes": file.stat().st_size,
                "simulated": simulated,
                "currency": currency,
            },
        )
        upload_id = str(asked["upload_id"])
        if asked["mode"] == "multipart":
            self.send_parts(upload_id, file)
        else:
            put(asked["upload_url"], file.read_bytes(), asked["upload_headers"])
        return upload_id

    def send_parts(self, upload_id: str, file: Path) -> None:
        """Send the parts that have not arrived, then join all; also resumes a broken transfer."""
        with file.open("rb") as content:
            while urls := (asked := self.post(f"/ingest/{upload_id}/parts", {}))["urls"]:
                for part in urls:
                    content.seek((part["number"] - 1) * asked["part_bytes"])
                    put(part["url"], content.read(part["size_bytes"]), {})
        self._complete(upload_id)

    def _complete(self, upload_id: str) -> None:
        """Join the parts; storage may need longer than an answer may take, so it is asked again."""
        for left in reversed(range(COMPLETIONS)):
            try:
                self.post(f"/ingest/{upload_id}/complete", {})
                return
            except Refused as refusal:
                if refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR or not left:
                    raise

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own http address
            f"{self._address}/api{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {self.token()}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                packed = answer.headers.get("Content-Encoding") == "gzip"
                return json.loads(gzip.decompress(answer.read()) if packed else answer.read())
        except urllib.error.HTTPError as error:
            detail = error.read().decode("utf-8", "replace")[:500]
            raise Refused(error.code, f"{method} {path}", detail) from error


def put(url: str, body: bytes, headers: dict[str, str]) -> None:
    """PUT a body to a presigned URL."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    connection.request("PUT", f"{parts.path}?{parts.query}", body, headers)
    answer = connection.getresponse()
    detail = answer.read().decode("utf-8", "replace")[:500]
    connection.close()
    if answer.status != 200:
        raise LocalError(f"The upload was answered {answer.status}: {detail}")
