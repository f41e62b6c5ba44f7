"""The audit trail: append-only lines, each carrying the hash of the one before.

Changing, dropping or reordering a line breaks every hash after it (Schneier & Kelsey, Secure Audit
Logs to Support Computer Forensics, ACM TISSEC 2(2), 1999, without its forward-secure keys).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class AuditRecord:
    """Who did what to which object, and what it was before and after."""

    at: str
    tenant_id: str
    actor: str
    action: str
    object: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def chain(record: AuditRecord, previous_hash: str) -> dict[str, Any]:
    """Return the audit line for a record: its fields, the previous hash and its own hash."""
    line = {**asdict(record), "previous_hash": previous_hash}
    return {**line, "hash": _digest(line)}


def first_break(lines: Iterable[dict[str, Any]], previous_hash: str = GENESIS) -> int | None:
    """Return the index of the first line whose hash or link is wrong, or None when all hold."""
    for index, line in enumerate(lines):
        body = {key: value for key, value in line.items() if key != "hash"}
        if line.get("previous_hash") != previous_hash or line.get("hash") != _digest(body):
            return index
        previous_hash = line["hash"]
    return None


def _digest(line: dict[str, Any]) -> str:
    canonical = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
