"""All pages of one window, within the limits of the connector."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from smartretail.connectors.asking import Place, address, first_place, next_place
from smartretail.connectors.definition import Definition
from smartretail.connectors.hosts import HostRule
from smartretail.connectors.model import Answer, Connector, PullFailed, Window
from smartretail.connectors.ports import Connectors, Fetcher, Vault
from smartretail.connectors.reading import Row, read_page
from smartretail.connectors.session import Session
from smartretail.kernel.tenancy import Principal


@dataclass
class Pulled:
    """Rows read so far and what they cost."""

    rows: list[Row] = field(default_factory=list)
    pages: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Pull:
    """Reads pages one after another. What a limit would cut is refused whole: half a window
    stored as if it were all of it would lose the other half.
    """

    connectors: Connectors
    vault: Vault
    fetcher: Fetcher
    admitted: tuple[str, ...]
    monotonic: Callable[[], float] = time.monotonic

    def all(self, who: Principal, connector: Connector, window: Window) -> Pulled:
        """Return every row of the window; raise `PullFailed` at the first thing that is wrong."""
        definition = connector.definition
        talk = self._session(who, connector, definition.limits.seconds)
        got, seen, place = Pulled(), Seen(), first_place(definition.paging)
        while True:
            url = address(definition, window, place)
            seen.note_address(url)
            answer = talk.get(who, url, _room(definition, got))
            following = self._take(definition, got, seen, place, url, answer)
            if following is None:
                return got
            place = following

    def one(
        self, who: Principal, connector: Connector, window: Window, seconds: float, most: int
    ) -> Pulled:
        """Return the first page alone."""
        definition = connector.definition
        talk = self._session(who, connector, seconds)
        got, place = Pulled(), first_place(definition.paging)
        url = address(definition, window, place)
        self._take(definition, got, Seen(), place, url, talk.get(who, url, most))
        return got

    def _session(self, who: Principal, connector: Connector, seconds: float) -> Session:
        rule = HostRule(self.connectors.hosts(who).hosts, self.admitted)
        rule.require(connector.definition.request.url)
        secret = self.vault.get(who, connector.secret_ref) if connector.secret_ref else None
        end = self.monotonic() + seconds

        def left() -> float:
            remaining = end - self.monotonic()
            if remaining <= 0:
                raise PullFailed(
                    f"It took longer than the limit of {seconds:.0f} seconds.", code="too_slow"
                )
            return remaining

        return Session(self.fetcher, connector.definition, secret, rule, left)

    def _take(
        self,
        definition: Definition,
        got: Pulled,
        seen: "Seen",
        place: Place,
        url: str,
        answer: Answer,
    ) -> Place | None:
        page = read_page(answer, definition.rows)
        got.rows += page.rows
        got.pages += 1
        got.bytes += len(answer.body)
        if page.records:
            seen.note_body(answer.body)
        return next_place(definition.paging, place, url, page, answer)


@dataclass
class Seen:
    """Remembers addresses and the last page, to notice pages that lead round in a circle."""

    addresses: set[str] = field(default_factory=set)
    body: bytes = b""

    def note_address(self, url: str) -> None:
        """Raise `PullFailed` for an address that was read before."""
        if url in self.addresses:
            raise PullFailed("The pages lead back to one that was read.", code="loop")
        self.addresses.add(url)

    def note_body(self, body: bytes) -> None:
        """Raise `PullFailed` for a page that is the one before once more."""
        digest = hashlib.sha256(body).digest()
        if digest == self.body:
            raise PullFailed(
                "Two pages in a row are the same; the paging does not fit this system.",
                code="loop",
            )
        self.body = digest


def _room(definition: Definition, got: Pulled) -> int:
    """Return the bytes that may still come; raise `PullFailed` when pages or bytes are used up."""
    limits = definition.limits
    advice = "shorten the window (step_days) or raise the limit"
    if got.pages >= limits.pages:
        raise PullFailed(f"There are more than {limits.pages} pages; {advice}.", "too_many_pages")
    if got.bytes >= limits.bytes:
        raise PullFailed(f"There are more than {limits.bytes} bytes; {advice}.", "too_large")
    return limits.bytes - got.bytes
