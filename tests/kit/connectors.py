"""The connectors context's ports in memory, and a connector to begin from."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from smartretail.connectors.definition import Definition
from smartretail.connectors.model import (
    Answer,
    Ask,
    Connector,
    Hosts,
    Order,
    Parcel,
    Progress,
    PullFailed,
)
from smartretail.connectors.ports import Claim
from smartretail.connectors.pulling import Pull
from smartretail.connectors.running import RunConnector
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal, Role

DEMO = Principal.job("DEMO")
ADMIN = Principal("DEMO", "admin@demo.example", frozenset({Role.ADMIN}))
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
AT = "2026-11-21T09:30:00.000Z"
HOST = "api.example.com"
ADDRESS = f"https://{HOST}/orders"


class Crash(Exception):
    """The process dies here."""


def definition(**changes: Any) -> Definition:
    """Return a definition that reads one page of JSON, or with these parts."""
    given = {"name": "My shop", "table": "sales", "request": {"url": ADDRESS}}
    return Definition.model_validate(given | changes)


def connector(**changes: Any) -> Connector:
    """Return a connector with this definition."""
    secret = "con_1/sec_1" if changes.get("auth") else None
    return Connector("con_1", definition(**changes), AT, "ann", AT, "ann", secret, secret and AT)


@dataclass
class FakeConnectors:
    """`Connectors` in memory."""

    kept: dict[tuple[str, str], Connector] = field(default_factory=dict)
    read: dict[tuple[str, str], Progress] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    allowed: dict[str, Hosts] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    audited: list[AuditRecord] = field(default_factory=list)

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        return self.claims.setdefault((who.tenant, key), claim)

    def listing(self, who: Principal) -> Sequence[tuple[Connector, Progress]]:
        mine = sorted(place for place in self.kept if place[0] == who.tenant)
        return [(self.kept[place], self.read.get(place, Progress())) for place in mine]

    def get(self, who: Principal, connector_id: str) -> Connector | None:
        return self.kept.get((who.tenant, connector_id))

    def save(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord, *, new: bool
    ) -> Connector:
        place = (who.tenant, connector.connector_id)
        present = self.kept.get(place)
        if (present is None) != new or (present and present.version != connector.version):
            raise Conflict("It was changed.")
        later = connector if new else replace(connector, version=connector.version + 1)
        self.kept[place] = later
        self._note(event, audit)
        return later

    def remove(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord
    ) -> None:
        place = (who.tenant, connector.connector_id)
        if place not in self.kept or self.kept[place].version != connector.version:
            raise Conflict("It was changed.")
        del self.kept[place]
        self.read.pop(place, None)
        self._note(event, audit)

    def progress(self, who: Principal, connector_id: str) -> Progress:
        return self.read.get((who.tenant, connector_id), Progress())

    def advance(
        self, who: Principal, connector_id: str, progress: Progress, event: Event | None = None
    ) -> None:
        if self.progress(who, connector_id).version != progress.version:
            raise Conflict("It was changed.")
        later = replace(progress, version=progress.version + 1)
        self.read[who.tenant, connector_id] = later
        self.events += [event] if event else []

    def note(self, who: Principal, event: Event, audit: AuditRecord) -> None:
        self._note(event, audit)

    def hosts(self, who: Principal) -> Hosts:
        return self.allowed.get(who.tenant, Hosts())

    def allow(self, who: Principal, hosts: Hosts, event: Event, audit: AuditRecord) -> Hosts:
        if self.hosts(who).version != hosts.version:
            raise Conflict("It was changed.")
        self.allowed[who.tenant] = replace(hosts, version=hosts.version + 1)
        self._note(event, audit)
        return self.allowed[who.tenant]

    def _note(self, event: Event, audit: AuditRecord) -> None:
        self.events.append(event)
        self.audited.append(audit)


@dataclass
class FakeVault:
    """`Vault` in memory."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, who: Principal, ref: str, secret: str) -> None:
        self.kept[who.tenant, ref] = secret

    def get(self, who: Principal, ref: str) -> str | None:
        return self.kept.get((who.tenant, ref))

    def remove(self, who: Principal, ref: str) -> None:
        self.kept.pop((who.tenant, ref), None)


@dataclass
class FakeFetcher:
    """`Fetcher` that answers as told and keeps what was asked."""

    answer: Callable[[Ask], Answer]
    asked: list[Ask] = field(default_factory=list)

    def fetch(self, who: Principal, ask: Ask) -> Answer:
        self.asked.append(ask)
        return self.answer(ask)


@dataclass
class FakeLanding:
    """`Landing` that keeps uploads by idempotency key, as the intake does."""

    uploads: dict[str, Parcel] = field(default_factory=dict)

    def store(self, who: Principal, parcel: Parcel, idempotency_key: str) -> str:
        self.uploads.setdefault(idempotency_key, parcel)
        return f"upl_{list(self.uploads).index(idempotency_key) + 1}"


@dataclass
class FakeOrders:
    """`Orders` in memory."""

    waiting: list[Order] = field(default_factory=list)

    def put(self, who: Principal, order: Order) -> None:
        self.waiting.append(order)


@dataclass
class Bench:
    """Everything a run needs, with one connector in it."""

    connectors: FakeConnectors
    vault: FakeVault
    fetcher: FakeFetcher
    landing: FakeLanding
    orders: FakeOrders
    clock: FixedClock
    calls: int = 0
    dies_at: int = 0

    @property
    def pull(self) -> Pull:
        """Return the puller."""
        made = Pull(
            connectors=self._mortal(self.connectors),
            vault=self._mortal(self.vault),
            fetcher=self._mortal(self.fetcher),
            admitted=("*",),
            monotonic=lambda: 0.0,
        )
        return made

    @property
    def running(self) -> RunConnector:
        """Return the use case over these ports."""
        return RunConnector(
            self._mortal(self.connectors),
            self.pull,
            self._mortal(self.landing),
            self._mortal(self.orders),
            self.clock,
        )

    def _mortal(self, port: Any) -> Any:
        return _Mortal(self, port)


class _Mortal:
    """A port whose n-th call, counted over all ports of the bench, kills before or after it."""

    def __init__(self, bench: Bench, port: Any) -> None:
        self._bench, self._port = bench, port

    def __getattr__(self, name: str) -> Any:
        work, bench = getattr(self._port, name), self._bench

        def call(*given: Any, **named: Any) -> Any:
            bench.calls += 1
            if bench.dies_at == 2 * bench.calls - 1:
                raise Crash(f"before {name}")
            done = work(*given, **named)
            if bench.dies_at == 2 * bench.calls:
                raise Crash(f"after {name}")
            return done

        return call


def bench(answer: Callable[[Ask], Answer], **changes: Any) -> Bench:
    """Return a bench whose connector has this definition and whose host is allowed."""
    made = Bench(
        FakeConnectors(),
        FakeVault({("DEMO", "con_1/sec_1"): "s3cret"}),
        FakeFetcher(answer),
        FakeLanding(),
        FakeOrders(),
        FixedClock(NOW),
    )
    made.connectors.kept["DEMO", "con_1"] = connector(**changes)
    made.connectors.allowed["DEMO"] = Hosts((HOST, "login.example.com"))
    return made


def ok(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    """Return an answer; `_` in a header's name stands for `-`."""
    known = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, known, body.encode() if isinstance(body, str) else body)


@contextmanager
def failing(code: str) -> Iterator[None]:
    """Expect `PullFailed` with this code."""
    try:
        yield
    except PullFailed as failure:
        assert failure.code == code, (failure.code, failure.detail)
        return
    raise AssertionError(f"nothing failed as {code}")
