"""A connector, what is known of its runs, and what can go wrong when another system is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from smartretail.connectors.definition import Definition
from smartretail.kernel.errors import SmartRetailError

Outcome = Literal["stored", "nothing_new", "failed"]


class PullFailed(SmartRetailError):
    """The other system could not be read; `code` says how, `detail` in words for its owner."""

    code = "pull_failed"
    status = 422
    title = "The other system could not be read"


@dataclass(frozen=True)
class Connector:
    """A definition with who made it, and the name under which the vault keeps its secret."""

    connector_id: str
    definition: Definition
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    secret_ref: str | None = None
    secret_set_at: str | None = None
    version: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Run:
    """A finished run; `paused` when its failure was the one that paused the connector."""

    asked_at: str
    ended_at: str
    outcome: Outcome
    since: str | None = None
    until: str | None = None
    pages: int = 0
    rows: int = 0
    bytes: int = 0
    upload_id: str | None = None
    problem: str | None = None
    code: str | None = None
    paused: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a connector has read, its last run, and whether it was paused.

    `reached` is the watermark. `asked_for` is the newest moment of the schedule that was put on
    the queue.
    """

    reached: str | None = None
    asked_for: str | None = None
    last: Run | None = None
    failures: int = 0
    paused_at: str | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Window:
    """The time a run asks for; no `since` means everything."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True)
class Order:
    """One run that is wanted; `asked_at` is the same at every delivery of the order."""

    connector_id: str
    asked_at: str


@dataclass(frozen=True)
class Hosts:
    """Hosts that the tenant's admin allows, such as `shop.example.com`."""

    hosts: tuple[str, ...] = ()
    at: str | None = None
    by: str | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Ask:
    """A request to another system, and how much may come back within how many seconds."""

    url: str
    headers: Mapping[str, str]
    most_bytes: int
    seconds: float
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case, body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Parcel:
    """Rows of one run as JSON lines, on their way to the intake."""

    table: str
    file_name: str
    body: bytes
    currency: str | None = None
