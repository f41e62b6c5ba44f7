"""What the connectors context needs from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from smartretail.connectors.model import Answer, Ask, Connector, Hosts, Order, Parcel, Progress
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Claim:
    """A first use of an idempotency key: what was asked, and the connector made for it."""

    asked: str
    connector_id: str


class Connectors(Protocol):
    """Keeps connectors and how far they have read."""

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        """Return the claim that holds the key: this one, or the one made within a day before."""
        ...

    def listing(self, who: Principal) -> Sequence[tuple[Connector, Progress]]:
        """Return every connector of the tenant, oldest first."""
        ...

    def get(self, who: Principal, connector_id: str) -> Connector | None:
        """Return a connector, or None."""
        ...

    def save(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord, *, new: bool
    ) -> Connector:
        """Add it, or replace the one of the same version; raise `Conflict` when that is gone."""
        ...

    def remove(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord
    ) -> None:
        """Remove the connector of this version, and its progress."""
        ...

    def progress(self, who: Principal, connector_id: str) -> Progress:
        """Return how far it has read; a new connector has read nothing."""
        ...

    def advance(
        self, who: Principal, connector_id: str, progress: Progress, event: Event | None = None
    ) -> None:
        """Replace the progress of the same version; raise `Conflict` when it was changed."""
        ...

    def note(self, who: Principal, event: Event, audit: AuditRecord) -> None:
        """Record what a person did that changed nothing here."""
        ...

    def hosts(self, who: Principal) -> Hosts:
        """Return the tenant's allow-list; a new tenant allows nothing."""
        ...

    def allow(self, who: Principal, hosts: Hosts, event: Event, audit: AuditRecord) -> Hosts:
        """Replace the allow-list of the same version; raise `Conflict` when it was changed."""
        ...


class Vault(Protocol):
    """Keeps secrets, and gives them to nobody but the run that sends them."""

    def put(self, who: Principal, ref: str, secret: str) -> None:
        """Keep a secret under a name; keeping it again replaces it."""
        ...

    def get(self, who: Principal, ref: str) -> str | None:
        """Return the secret, or None."""
        ...

    def remove(self, who: Principal, ref: str) -> None:
        """Forget a secret at once and for good; one that is gone is no error."""
        ...


class Fetcher(Protocol):
    """Reads from other systems."""

    def fetch(self, who: Principal, ask: Ask) -> Answer:
        """Return the answer, whatever its status; raise `PullFailed` when there is none."""
        ...


class Landing(Protocol):
    """Where rows go: the intake."""

    def store(self, who: Principal, parcel: Parcel, idempotency_key: str) -> str:
        """Store a file as one upload and return its id; the same key is the same upload."""
        ...


class Orders(Protocol):
    """The queue of runs."""

    def put(self, who: Principal, order: Order) -> None:
        """Ask for a run; it will be made at least once."""
        ...


class TenantList(Protocol):
    """The tenants of this deployment."""

    def all(self) -> tuple[str, ...]:
        """Return every tenant."""
        ...
