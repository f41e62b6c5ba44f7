"""One run's talk with another system: credentials, the allow-list, and what its answers mean."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from smartretail.connectors.definition import (
    BasicAuth,
    BearerAuth,
    ClientAuth,
    Definition,
    HeaderAuth,
)
from smartretail.connectors.hosts import HostRule
from smartretail.connectors.model import Answer, Ask, PullFailed
from smartretail.connectors.ports import Fetcher
from smartretail.kernel.tenancy import Principal

_GOOD = (200, 204)
_TOKEN_BYTES = 64 * 1024
_TOKEN_SECONDS = 20.0
_ACCEPT = {"json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv"}


@dataclass
class Session:
    """Asks with credentials, only hosts that are allowed, and renews a token at most once.

    `left` gives the seconds that remain; a token lives as long as its session.
    """

    fetcher: Fetcher
    definition: Definition
    secret: str | None
    rule: HostRule
    left: Callable[[], float]
    _token: str | None = field(default=None, repr=False)
    _renewed: bool = False

    def get(self, who: Principal, url: str, most_bytes: int) -> Answer:
        """Return a good answer; raise `PullFailed` with words for any other."""
        self.rule.require(url)
        ask = Ask(url, {}, most_bytes, self.left())
        answer = self._send(who, ask)
        if answer.status == 401 and self._token and not self._renewed:
            self._token, self._renewed = None, True
            answer = self._send(who, ask)
        if answer.status not in _GOOD:
            raise refusal(answer.status)
        return answer

    def _send(self, who: Principal, ask: Ask) -> Answer:
        definition = self.definition
        headers = {"Accept": f"{_ACCEPT[definition.rows.format]}, */*;q=0.1"}
        headers |= definition.request.headers | self._credentials(who)
        return self.fetcher.fetch(who, replace(ask, headers=headers))

    def _credentials(self, who: Principal) -> dict[str, str]:
        auth = self.definition.auth
        if auth.kind == "none":
            return {}
        if self.secret is None:
            raise PullFailed("The secret is missing; set it again.", code="secret_missing")
        match auth:
            case BearerAuth():
                return {"Authorization": f"Bearer {self.secret}"}
            case HeaderAuth():
                return {auth.header: self.secret}
            case BasicAuth():
                return {"Authorization": _basic(auth.user, self.secret)}
            case ClientAuth():
                self._token = self._token or self._fetch_token(who, auth, self.secret)
                return {"Authorization": f"Bearer {self._token}"}
        return {}

    def _fetch_token(self, who: Principal, auth: ClientAuth, secret: str) -> str:
        """Ask for an access token with client credentials (RFC 6749, sections 2.3.1 and 4.4.2)."""
        self.rule.require(auth.token_url)
        form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        headers = {"Accept": "application/json"}
        if auth.client_in == "body":
            form |= {"client_id": auth.client_id, "client_secret": secret}
        else:
            user, password = quote(auth.client_id, safe=""), quote(secret, safe="")
            headers["Authorization"] = _basic(user, password)
        seconds = min(self.left(), _TOKEN_SECONDS)
        answer = self.fetcher.fetch(who, Ask(auth.token_url, headers, _TOKEN_BYTES, seconds, form))
        if answer.status != 200:
            raise PullFailed(
                f"No access token was given (HTTP {answer.status}); check client and secret.",
                code="token_refused",
            )
        return _token_in(answer)


def refusal(status: int) -> PullFailed:
    """Say in plain words what an HTTP status other than 200 means."""
    known = {
        401: ("unauthorized", "The credentials were not accepted (HTTP 401)."),
        403: ("forbidden", "The credentials do not allow reading this (HTTP 403)."),
        404: ("not_there", "There is nothing at this address (HTTP 404)."),
        429: ("rate_limited", "Too many requests (HTTP 429); the other system asks to wait."),
    }
    code, words = known.get(status, ("refused", f"The other system answered HTTP {status}."))
    if status >= 500:
        code, words = "server_error", f"The other system is out of order (HTTP {status})."
    return PullFailed(words, code=code)


def _token_in(answer: Answer) -> str:
    try:
        found = json.loads(answer.body).get("access_token")
    except (ValueError, AttributeError, RecursionError):
        found = None
    if not isinstance(found, str) or not found.isascii() or not found.isprintable():
        raise PullFailed("The answer for a token holds none.", code="token_refused")
    return found


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
