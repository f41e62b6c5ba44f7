"""What the intake context needs from outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from smartretail.intake.model import Profile, State, Upload
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.paging import Page
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Claim:
    """A first use of an idempotency key: what was asked, and the upload made for it."""

    asked: str
    upload_id: str


class Claims(Protocol):
    """Remembers idempotency keys for a day."""

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        """Return the claim that holds the key: this one, or the one made before."""
        ...


@dataclass(frozen=True)
class Wanted:
    """Which uploads a list is about; None is any table, any state but deleted."""

    table: Table | None = None
    state: State | None = None

    def takes(self, table: str, state: str) -> bool:
        """Return whether an upload of this table, in this state, is wanted."""
        states = {self.state} if self.state else set(State) - {State.DELETED}
        return state in states and self.table in {None, table}


class Uploads(Protocol):
    """Keeps uploads."""

    def add(self, who: Principal, upload: Upload, event: Event, audit: AuditRecord) -> None:
        """Add an upload; raise `Conflict` when there is one with its id."""
        ...

    def get(self, who: Principal, upload_id: str) -> Upload | None:
        """Return an upload, or None."""
        ...

    def page(self, who: Principal, cursor: str | None, wanted: Wanted) -> Page[Upload]:
        """Return a page of the wanted uploads, newest first; it may be short, even with a next."""
        ...

    def save(
        self,
        who: Principal,
        upload: Upload,
        event: Event | None = None,
        audit: AuditRecord | None = None,
    ) -> Upload:
        """Replace the upload of the same version; raise `Conflict` when it was changed."""
        ...


class Profiles(Protocol):
    """Remembers confirmed mappings."""

    def get(self, who: Principal, table: Table, signature: str) -> Profile | None:
        """Return what was confirmed for these columns, or None."""
        ...

    def remember(self, who: Principal, profile: Profile) -> None:
        """Remember a confirmed mapping, in place of any before."""
        ...

    def all(self, who: Principal) -> Sequence[Profile]:
        """Return every remembered mapping of the tenant."""
        ...

    def forget(self, who: Principal, profile: Profile, event: Event, audit: AuditRecord) -> None:
        """Remember a mapping no more; forgetting twice changes nothing."""
        ...


@dataclass(frozen=True)
class Span:
    """A part of an object, and the size of all of it."""

    data: bytes
    total: int


class RawFiles(Protocol):
    """Reads uploaded files, in parts."""

    def read(self, who: Principal, key: str, start: int, length: int) -> Span:
        """Return up to `length` bytes from `start`; raise `NotFound` when there is no file."""
        ...

    def stream(self, who: Principal, key: str) -> Iterator[bytes]:
        """Yield the whole file in large pieces."""
        ...


class Bodies(Protocol):
    """Takes small files that came with the request itself."""

    def put(self, who: Principal, key: str, body: bytes) -> None:
        """Write a new file; one that is there already stays as it is."""
        ...


class Gone(Exception):
    """The transfer is no longer known to storage: completed, aborted or expired."""


class Transfers(Protocol):
    """Large files that come in numbered parts. All but `begin` raise `Gone` after the end."""

    def begin(self, who: Principal, key: str) -> str:
        """Open a transfer and return its handle."""
        ...

    def received(self, who: Principal, key: str, handle: str) -> Mapping[int, tuple[int, str]]:
        """Return size and tag of each part that storage has."""
        ...

    def link(self, who: Principal, key: str, handle: str, number: int, size_bytes: int) -> str:
        """Return an address for a PUT of exactly this part."""
        ...

    def complete(self, who: Principal, key: str, handle: str, tags: Mapping[int, str]) -> None:
        """Join the parts into a new file; a file that is there already stays as it is."""
        ...

    def abort(self, who: Principal, key: str, handle: str) -> None:
        """Drop the parts."""
        ...

    def size(self, who: Principal, key: str) -> int | None:
        """Return the size of the joined file, or None while there is none."""
        ...


class Documents(Protocol):
    """Small JSON documents in the lake."""

    def write(self, who: Principal, key: str, document: Mapping[str, Any]) -> None:
        """Write a document."""
        ...

    def read(self, who: Principal, key: str) -> dict[str, Any] | None:
        """Return a document, or None."""
        ...


class Links(Protocol):
    """Signed addresses that browsers use in place of a token."""

    def to_put(self, who: Principal, key: str, size_bytes: int) -> tuple[str, dict[str, str]]:
        """Return an address for one new object of this size, and headers to send with it."""
        ...

    def to_download(self, who: Principal, key: str, file_name: str) -> str:
        """Return an address from which the object is saved as a file."""
        ...


class BaseCurrency(Protocol):
    """The currency a tenant's amounts are kept in."""

    def settle(self, who: Principal, offered: str | None) -> str | None:
        """Return the base currency; the first one ever offered becomes it."""
        ...


@dataclass(frozen=True)
class Policy:
    """What happens to unknown ids and to negative stock."""

    unknown_ids: str = "accept"
    negative_stock: str = "quarantine"


class DataPolicy(Protocol):
    """The tenant's policy for rows that break a rule in a way some retailers accept."""

    def policy(self, who: Principal) -> Policy:
        """Return the policy in force."""
        ...
