"""Which hosts may be read: those on the tenant's list that the deployment also admits."""

from collections.abc import Iterable
from dataclasses import dataclass

from smartretail.connectors.checks import authority
from smartretail.connectors.model import PullFailed


def admitted(host: str, patterns: Iterable[str]) -> bool:
    """Return whether a pattern admits the host: its name, `*.example.com`, or `*` for any."""
    return any(
        pattern in ("*", host) or (pattern.startswith("*.") and host.endswith(pattern[1:]))
        for pattern in patterns
    )


@dataclass(frozen=True)
class HostRule:
    """Both lists together."""

    tenant: tuple[str, ...]
    deployment: tuple[str, ...]

    def reason(self, url: str) -> str | None:
        """Return why the address may not be read, or None when it may."""
        try:
            host = authority(url)
        except ValueError as error:
            return f"The address {error}."
        if host not in self.tenant:
            return f"{host} is not on your list of allowed hosts."
        if not admitted(host, self.deployment):
            return f"This deployment does not allow {host}."
        return None

    def require(self, url: str) -> None:
        """Raise `PullFailed` unless the address may be read."""
        reason = self.reason(url)
        if reason:
            raise PullFailed(reason, code="host_not_allowed")
