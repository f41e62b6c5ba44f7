"""train.py and serve.py as a container runs them: processes, paths, HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "sagemaker" / "forecast"
SOURCES = os.pathsep.join(str(ROOT / part) for part in ("sagemaker/python",))
SMALL = {"rounds": "20", "rows_per_block": "4000", "num_threads": "1", "sagemaker_program": "x"}


def environment(job: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": SOURCES,
        "OMP_NUM_THREADS": "1",
        "SM_CHANNEL_PANEL": str(job / "panel"),
        "SM_MODEL_DIR": str(job / "model"),
        "SM_OUTPUT_DATA_DIR": str(job / "output" / "data"),
        "SM_INPUT_CONFIG_DIR": str(job / "config"),
        **more,
    }


def run_training(job: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "train.py")]
    return subprocess.run(
        command, env=environment(job), capture_output=True, text=True, timeout=120, check=False
    )


def write_job(job: Path, lines: list[str]) -> Path:
    (job / "panel").mkdir(parents=True)
    half = len(lines) // 2
    (job / "panel" / "part-0000.jsonl").write_text("\n".join(lines[:half]))
    (job / "panel" / "part-0001.jsonl").write_text("\n".join(lines[half:]) + "\n")
    (job / "config").mkdir()
    (job / "config" / "hyperparameters.json").write_text(json.dumps(SMALL))
    return job


@contextmanager
def serving(job: Path) -> Iterator[http.client.HTTPConnection]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bind = {"SAGEMAKER_BIND_TO_HOST": "127.0.0.1", "SAGEMAKER_BIND_TO_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "serve.py")],
        env=environment(job, **bind),
        stderr=subprocess.PIPE,
    )
    try:
        connection = wait_until_ready(port, process)
        yield connection
        connection.close()
    finally:
        process.terminate()
        _, log = process.communicate(timeout=20)
        assert process.returncode == 0, log.decode()


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> http.client.HTTPConnection:
    for _ in range(300):
        assert process.poll() is None
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/ping")
        except ConnectionRefusedError:
            connection.close()
            time.sleep(0.1)
            continue
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        return connection
    raise AssertionError("endpoint never answered /ping")


def call(
    connection: http.client.HTTPConnection,
    body: str,
    kind: str = "application/jsonlines",
    path: str = "/invocations",
) -> tuple[int, str, str]:
    connection.request("POST", path, body.encode(), {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.headers["Content-Type"], answer.read().decode()


@pytest.fixture(scope="module")
def lines(records: list[dict[str, Any]]) -> list[str]:
    return [json.dumps(raw) for raw in records[:40]]


@pytest.fixture(scope="module")
def trained(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    job = write_job(tmp_path_factory.mktemp("job"), lines)
    done = run_training(job)
    assert done.returncode == 0, done.stderr
    return job


@pytest.fixture(scope="module")
def endpoint(trained: Path) -> Iterator[http.client.HTTPConnection]:
    with serving(trained) as connection:
        yield connection


def test_training_leaves_a_model_and_its_metrics(trained: Path) -> None:
    report = json.loads((trained / "output" / "data" / "metrics.json").read_text())

    assert (trained / "model" / "model.json").exists()
    assert report["series"] == report["eligible"] == 40
    assert report["settings"]["rounds"] == 20
    assert report["overall"]["wape"] < report["overall"]["naive_wape"]


def test_the_endpoint_answers_one_line_per_line_in_order(
    endpoint: http.client.HTTPConnection, lines: list[str]
) -> None:
    status, kind, body = call(endpoint, "\n".join(lines) + "\n")
    answers = [json.loads(line) for line in body.splitlines()]
    asked = [json.loads(line) for line in lines]

    assert (status, kind) == (200, "application/jsonlines")
    assert [a["sku_id"] for a in answers] == [a["sku_id"] for a in asked]
    assert not any(a["degraded"] for a in answers)
    assert len({a["model_version"] for a in answers}) == 1


@pytest.mark.parametrize(
    ("body", "kind", "path", "status", "said"),
    [
        ("{}", "application/jsonlines", "/invocations", 400, "line 1: field units"),
        ("{broken", "application/jsonlines", "/invocations", 400, "line 1"),
        ("\xff\x00", "application/jsonlines", "/invocations", 400, "line 1"),
        ("{}", "text/csv", "/invocations", 415, "application/jsonlines"),
        ("{}", "application/jsonlines", "/other", 404, "/invocations"),
    ],
)
def test_a_bad_request_is_refused_with_its_reason_and_the_endpoint_lives_on(
    endpoint: http.client.HTTPConnection, body: str, kind: str, path: str, status: int, said: str
) -> None:
    got, _, answer = call(endpoint, body, kind, path)

    assert got == status
    assert said in json.loads(answer)["error"]


def test_an_empty_body_has_an_empty_answer(endpoint: http.client.HTTPConnection) -> None:
    assert call(endpoint, "\n")[::2] == (200, "")


def test_without_a_model_the_endpoint_answers_degraded(lines: list[str], tmp_path: Path) -> None:
    with serving(tmp_path) as connection:
        status, _, body = call(connection, lines[0])
    answer = json.loads(body)

    assert status == 200
    assert (answer["degraded"], answer["reason"]) == (True, "model_failed")
    assert len(answer["series"]) == 28


def test_a_failing_training_says_why_in_the_failure_file(lines: list[str], tmp_path: Path) -> None:
    job = write_job(tmp_path / "job", [lines[0], '{"store_id": "S"}'])

    assert run_training(job).returncode == 1
    assert "line 1: field units" in (job / "output" / "failure").read_text()
    assert not (job / "model").exists()
