"""What the intake context needs from outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from smartretail.intake.model import Profile, Upload
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


class Uploads(Protocol):
    """Keeps uploads."""

    def add(self, who: Principal, upload: Upload, event: Event, audit: AuditRecord) -> None:
        """Add an upload; raise `Conflict` when there is one with its id."""
        ...

    def get(self, who: Principal, upload_id: str) -> Upload | None:
        """Return an upload, or None."""
        ...

    def page(self, who: Principal, cursor: str | None) -> Page[Upload]:
        """Return a page of uploads, newest first."""
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
