"""A stream's outside in memory: a queue, a lake folder, and calls that fail when told to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smartretail.intake.ports import Policy
from smartretail.intake.stream.daily import DailyUploads
from smartretail.intake.stream.envelope import Envelope
from smartretail.intake.streaming import WriteEvents
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Unavailable
from smartretail.kernel.messages import Message
from smartretail.kernel.tenancy import Principal, Role
from smartretail_etl.lake import FolderLake

from tests.kit.intake import FakeUploads

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CLOCK = FixedClock(NOW)
WHO = Principal("SHOP", "seller@shop.example", frozenset({Role.SELLER}))
SALE: dict[str, Any] = {
    "event_id": "ORD-1-1",
    "occurred_at": "2026-11-21T09:00:00Z",
    "date": "2026-11-21",
    "sku_id": "TEA",
    "store_id": "S01",
    "units_sold": 2,
    "price": 10.5,
}


@dataclass
class FakeQueue:
    """`EventQueue` in memory."""

    sent: list[str] = field(default_factory=list)

    def send(self, who: Principal, bodies: Sequence[str]) -> None:
        self.sent += bodies


@dataclass
class Outside:
    """A lake folder and a register of uploads whose n-th call raises."""

    root: Path
    uploads: FakeUploads = field(default_factory=FakeUploads)
    fails_at: int | None = None
    calls: int = 0

    def get(self, *given: Any) -> Any:
        self._count()
        return self.uploads.get(*given)

    def add(self, *given: Any) -> Any:
        self._count()
        return self.uploads.add(*given)

    def put(self, who: Principal, key: str, body: bytes) -> None:
        self._count()
        lake = FolderLake(self.root)
        if lake.read(key) is None:
            lake.write(key, body)
        self._count()

    def write(self, who: Principal, key: str, document: Mapping[str, Any]) -> None:
        FolderLake(self.root).write(key, json.dumps(document).encode())

    def policy(self, who: Principal) -> Policy:
        return Policy()

    def worker(self) -> WriteEvents:
        return WriteEvents(DailyUploads(self, CLOCK), self, CLOCK)  # type: ignore[arg-type]

    def parts(self) -> list[list[str]]:
        found = FolderLake(self.root)
        return [
            (found.read(key) or b"").decode().splitlines() for key in found.keys("raw/tenant=SHOP/")
        ]

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise Unavailable("The lake did not answer.")


def message(name: str, *events: Mapping[str, Any], table: str = "sales") -> Message:
    sent_at = "2026-11-21T09:30:00.000Z"
    envelope = Envelope("SHOP", table, "u", ("*",), ("*",), sent_at, events)
    [body] = envelope.bodies()
    return Message(name, body)
