"""The few corrections to the embedded emulator; each has a conformance test in tests/local."""

import mmap
import os
import queue
import time
from pathlib import Path
from typing import Any

from infra.local import multipart, rewriting, streams

INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT", "AWS_ENDPOINT_URL")
END_OF_LOG = "\x1eend of invocation"
LOG_WAIT_SECONDS = 0.25


def apply() -> None:
    """Correct the emulator; fail loudly when it is not the one that these corrections are for."""
    rewriting.require_version()
    from ministack import app
    from ministack.core import iam_actions, iam_evaluator, lambda_runtime
    from ministack.services import dynamodb, lambda_svc, s3, sts

    verify_root(app, iam_evaluator, sts)
    authorise_batches(iam_actions)
    name_exceptions(lambda_runtime, lambda_svc)
    end_logs(lambda_runtime)
    isolate_workers(lambda_runtime)
    read_ranges(s3)
    multipart.keep_parts(s3)
    streams.keep_unread(dynamodb, lambda_svc)


def verify_root(app: Any, iam_evaluator: Any, sts: Any) -> None:
    """Root is one key pair, and its signature is checked like everybody's.

    The emulator takes unsigned S3 requests, the key `test` and every account number for root's.
    """
    rewriting.substitute(iam_evaluator, "is_root_access_key", "access_key_id", is_root)
    sts.is_root_access_key = is_root
    rewriting.rewrite(
        iam_evaluator,
        "pin_signed_request",
        ("and not _is_root_key(claimed) and not authorization", "and not authorization"),
        ("and not _is_root_key(claimed) and _s3_presigned", "and _s3_presigned"),
        (" and not (\n            claimed and _is_root_key(claimed)) and not _s3", " and not _s3"),
        (" or (access_key_id and _is_root_key(access_key_id)):", ":"),
    )
    rewriting.rewrite(
        iam_evaluator,
        "enforce",
        ('anonymous_ok = service == "s3" or iam_action', "anonymous_ok = iam_action"),
    )
    app.pin_signed_request = iam_evaluator.pin_signed_request


def is_root(access_key_id: str) -> bool:
    """Whether this key is root's; no key is, for what AWS serves unsigned (sign-in, health)."""
    return access_key_id in ("", os.environ["AWS_ACCESS_KEY_ID"])


def authorise_batches(iam_actions: Any) -> None:
    """A batch call of SQS needs the right to the single call; IAM knows no `SendMessageBatch`."""
    rewriting.rewrite(
        iam_actions,
        "_action_from_target",
        (
            'if "." in target:',
            'if target.startswith("AmazonSQS."):\n'
            '        return target.rpartition(".")[2].removesuffix("Batch")\n'
            '    if "." in target:',
        ),
    )


def name_exceptions(lambda_runtime: Any, lambda_svc: Any) -> None:
    """Lambda reports the class of a handler's exception; Step Functions' Error is that name.

    The emulator calls them all `Runtime.HandlerError`, and ends the worker where Lambda keeps it.
    A process that ended by itself is a `Runtime.ExitError`.
    """
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewriting.replaced(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        "the worker script",
        (
            (
                '{"status": "error", "error": str(e), "trace": traceback.format_exc()}',
                '{"status": "error", "type": type(e).__name__, "error": str(e),'
                ' "trace": traceback.format_exc()}',
            ),
        ),
    )
    rewriting.rewrite(
        lambda_svc,
        "_execute_function_warm",
        (
            'error_type = "Runtime.HandlerError"',
            'error_type = result.get("type", "Runtime.ExitError")',
        ),
        ('"errorType": type(e).__name__', '"errorType": "Runtime.ExitError"'),
    )
    rewriting.rewrite(
        lambda_runtime.Worker,
        "invoke",
        (
            'if response.get("status") == "error":',
            'if response.get("status") == "error" and "type" not in response:',
        ),
    )


def end_logs(lambda_runtime: Any) -> None:
    """The worker says when an invocation's log ends, instead of a 50 ms wait for more lines."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewriting.replaced(
        lambda_runtime._PYTHON_WORKER_SCRIPT,
        "the worker script",
        (
            (
                '"trace": traceback.format_exc()}) + "\\n")\n        _real_stdout.flush()',
                '"trace": traceback.format_exc()}) + "\\n")\n'
                f'        sys.__stderr__.write("{END_OF_LOG}\\n")\n'
                "        sys.__stderr__.flush()\n        _real_stdout.flush()",
            ),
        ),
    )
    rewriting.substitute(
        lambda_runtime.Worker,
        "_drain_stderr_bounded",
        "self, first_line_wait, idle_confirm, hard_cap",
        _log_of_invocation,
    )


def _log_of_invocation(worker: Any) -> str:
    lines: list[str] = []
    deadline = time.monotonic() + LOG_WAIT_SECONDS
    while True:
        try:
            line = worker._stderr_queue.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if line == END_OF_LOG:
            break
        lines.append(line)
    return "\n".join(lines)


def isolate_workers(lambda_runtime: Any) -> None:
    """Functions see their own environment and no secret of this machine; Ctrl-C is not theirs."""
    lambda_runtime._inherited_environment = inherited_environment
    rewriting.rewrite(
        lambda_runtime.Worker,
        "_spawn",
        (
            "spawn_env = {**os.environ, **env_vars}",
            "spawn_env = {**_inherited_environment(), **env_vars}",
        ),
        ("bufsize=1,", "bufsize=1, start_new_session=True,"),
    )


def inherited_environment() -> dict[str, str]:
    """What a child process gets from this one: where programs are, language, the endpoint."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {
        **kept,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def read_ranges(s3: Any) -> None:
    """A ranged read touches its range; the emulator reads the whole object for every one."""
    s3._mapped_body = mapped_body
    rewriting.rewrite(
        s3,
        "_get_object",
        (
            "body = _read_body(bucket_name, key, obj)",
            'read = _mapped_body if headers.get("range") else _read_body\n'
            "    body = read(bucket_name, key, obj)",
        ),
    )


def mapped_body(bucket: str, key: str, stored: dict[str, Any]) -> Any:
    """An object's bytes, still on disk where they are; a file that is replaced meanwhile stays."""
    from ministack.services import s3

    path = s3._object_disk_path(bucket, key) if stored.get("body") is None else None
    if path is None or not stored["size"]:
        return s3._read_body(bucket, key, stored)
    with Path(path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
