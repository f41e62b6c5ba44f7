"""`Fetcher` over HTTPS: public addresses, verified names, bounded bodies, few polite retries."""

import http.client
import random
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin, urlsplit

from smartretail.adapters.https.addresses import Permit, Resolve, checked, is_public, look_up
from smartretail.adapters.https.body import read_body, truncated
from smartretail.adapters.https.connection import PinnedConnection
from smartretail.adapters.https.retrying import MOST_ATTEMPTS, WORTH_RETRYING, pause
from smartretail.connectors.checks import authority
from smartretail.connectors.model import Answer, Ask, PullFailed
from smartretail.kernel.tenancy import Principal

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT = "SmartRetail-connector/1"
_PASSING = frozenset({"timeout", "unreachable", "truncated"})


@dataclass(frozen=True)
class HttpsFetcher:
    """Sends one request over a connection of its own.

    `resolve` and `permit` say where a name leads and which addresses are allowed; only tests give
    others than these.
    """

    resolve: Resolve = look_up
    permit: Permit = is_public
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    monotonic: Callable[[], float] = time.monotonic

    def fetch(self, who: Principal, ask: Ask) -> Answer:
        """Return the answer of any status; what passes by itself is tried again a few times."""
        end = self.monotonic() + ask.seconds
        for attempt in range(1, MOST_ATTEMPTS + 1):
            left = replace(ask, seconds=max(end - self.monotonic(), 0.001))
            try:
                answer = self._follow(left)
            except PullFailed as failure:
                if failure.code not in _PASSING or not self._wait(attempt, "", end):
                    raise
                continue
            after = answer.headers.get("retry-after", "")
            if answer.status not in WORTH_RETRYING or not self._wait(attempt, after, end):
                break
        return answer

    def _wait(self, attempt: int, retry_after: str, end: float) -> bool:
        seconds = pause(attempt, retry_after, datetime.now(UTC), self.chance())
        if seconds is None or self.monotonic() + seconds >= end:
            return False
        self.sleep(seconds)
        return True

    def _follow(self, ask: Ask) -> Answer:
        """Follow redirects within the same host only: credentials go nowhere else."""
        home = _authority(ask.url)
        if home is None:
            raise PullFailed("The address names no public host.", code="host_not_allowed")
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._send(ask)
            if answer.status not in _REDIRECTS or ask.form is not None:
                return answer
            url = urljoin(ask.url, answer.headers.get("location", ""))
            if _authority(url) != home:
                raise PullFailed(
                    "The other system sends us to another host; that is not followed.",
                    code="redirected",
                )
            ask = replace(ask, url=url)
        raise PullFailed("The other system redirects in a circle.", code="redirected")

    def _send(self, ask: Ask) -> Answer:
        parts = urlsplit(ask.url)
        host, port = parts.hostname or "", parts.port or 443
        addresses = checked(host, port, self.resolve, self.permit)
        connection = PinnedConnection(host, port, addresses, ask.seconds, self.tls)
        try:
            return _exchange(connection, ask, f"{parts.path or '/'}?{parts.query}".rstrip("?"))
        except PullFailed:
            raise
        except Exception as error:
            raise _failure(error, host, overdue=connection.overdue) from error
        finally:
            connection.finish()


def _exchange(connection: PinnedConnection, ask: Ask, target: str) -> Answer:
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
    headers |= ask.headers
    body = None
    if ask.form is not None:
        body = urlencode(ask.form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if body is None else "POST", target, body, headers)
    with closing(connection.getresponse()) as response:
        found: dict[str, str] = {}
        for name, value in response.getheaders():
            known = found.get(name.lower())
            found[name.lower()] = f"{known}, {value}" if known else value
        good = response.status == 200
        return Answer(response.status, found, read_body(response, ask.most_bytes) if good else b"")


def _authority(url: str) -> str | None:
    try:
        return authority(url)
    except ValueError:
        return None


def _failure(error: Exception, host: str, *, overdue: bool) -> PullFailed:
    """Say in words what went wrong on the wire; nothing of the request is repeated in them."""
    if overdue or isinstance(error, TimeoutError):
        return PullFailed(f"{host} took too long to answer.", code="timeout")
    if isinstance(error, ssl.SSLCertVerificationError):
        return PullFailed(f"The certificate of {host} is not valid for it.", code="bad_certificate")
    if isinstance(error, http.client.IncompleteRead | ssl.SSLEOFError | ConnectionResetError):
        return truncated()
    if isinstance(error, ssl.SSLError):
        return PullFailed(f"{host} speaks no TLS that we accept.", code="bad_certificate")
    if isinstance(error, OSError):
        return PullFailed(f"{host} cannot be reached.", code="unreachable")
    if isinstance(error, http.client.HTTPException | ValueError):
        return PullFailed(f"{host} does not answer as HTTP asks.", code="bad_answer")
    raise error
