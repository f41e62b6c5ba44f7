"""A batch transform job: `serve.py` on a free port, the input in batches, one output per object."""

import http.client
import socket
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.engines import objects
from infra.local.engines.batches import assembled, requests_of
from infra.local.engines.subprocesses import JobProcess

PING_SECONDS = 120.0
ANSWER_SECONDS = 600.0


class ServingError(Exception):
    """The model server did not start, or refused a request."""


def unpack_model(s3: Any, url: str | None, folder: Path) -> Path:
    """The model's files; empty when the model has no artefact."""
    model = folder / "model"
    model.mkdir(parents=True)
    if url:
        archive = objects.download(s3, url, folder)
        with tarfile.open(archive) as tar:
            tar.extractall(model, filter="data")
    return model


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ModelServer:
    """The model server of one job."""

    def __init__(self, process: JobProcess, port: int, log: Path) -> None:
        self._process = process
        self._port = port
        self._log = log

    def wait_ready(self, stopped: Callable[[], bool]) -> None:
        """Wait until GET /ping answers 200."""
        deadline = time.monotonic() + PING_SECONDS
        while time.monotonic() < deadline and self._process.running and not stopped():
            try:
                if self._call("GET", "/ping", b"", {})[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise ServingError(f"The model server did not start: {self._process.last_line()}")

    def invoke(self, body: bytes, job: dict[str, Any]) -> bytes:
        """POST one batch to /invocations."""
        content = job["TransformInput"].get("ContentType", "application/octet-stream")
        accept = job["TransformOutput"].get("Accept", "*/*")
        headers = {"Content-Type": content, "Accept": accept}
        status, answer = self._call("POST", "/invocations", body, headers)
        if status != 200:
            text = answer.decode("utf-8", "replace")[:300]
            raise ServingError(f"ClientError: the model server answered {status}: {text}")
        return answer

    def _call(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def transform_objects(
    s3: Any, server: ModelServer, job: dict[str, Any], stopped: Callable[[], bool]
) -> None:
    """Send every input object through the server and put its output beside the others."""
    source = job["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"]
    bucket, prefix = objects.location(source)
    target, folder = objects.location(job["TransformOutput"]["S3OutputPath"])
    base = prefix if prefix.endswith("/") else prefix.rpartition("/")[0] + "/"
    keys = list(objects.keys_under(s3, source))
    if not keys:
        raise ServingError(f"ClientError: no objects found under {source}")
    for key in keys:
        content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        answers = []
        for body in requests_of(content, job):
            if stopped():
                return
            answers.append(server.invoke(body, job))
        name = f"{folder.rstrip('/')}/{key.removeprefix(base)}.out"
        s3.put_object(Bucket=target, Key=name, Body=assembled(answers, job))
