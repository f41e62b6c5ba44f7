"""Cuts batch transform input into requests, as SageMaker does."""

from collections.abc import Iterator
from typing import Any

DEFAULT_PAYLOAD_MB = 6


class PayloadTooLarge(ValueError):
    """One record exceeds the largest payload."""


def requests_of(content: bytes, job: dict[str, Any]) -> Iterator[bytes]:
    """The bodies of the requests that one input object becomes."""
    most = job.get("MaxPayloadInMB", DEFAULT_PAYLOAD_MB) * 1024 * 1024
    if job["TransformInput"].get("SplitType", "None") != "Line":
        yield _checked(content, most)
        return
    alone = job.get("BatchStrategy", "MultiRecord") == "SingleRecord"
    batch: list[bytes] = []
    size = 0
    for line in content.splitlines():
        if not line.strip():
            continue
        record = _checked(line, most)
        if batch and (alone or size + len(record) + 1 > most):
            yield b"\n".join(batch)
            batch, size = [], 0
        batch.append(record)
        size += len(record) + 1
    if batch:
        yield b"\n".join(batch)


def assembled(answers: list[bytes], job: dict[str, Any]) -> bytes:
    """The output object that the answers become."""
    if job["TransformOutput"].get("AssembleWith", "None") == "Line":
        return b"".join(answer.rstrip(b"\n") + b"\n" for answer in answers)
    return b"".join(answers)


def _checked(record: bytes, most: int) -> bytes:
    if len(record) > most:
        raise PayloadTooLarge(f"A record of {len(record)} bytes exceeds MaxPayloadInMB.")
    return record
