"""Rules for single fields of a definition; each returns its value or raises `ValueError`."""

import re
import zoneinfo
from urllib.parse import parse_qsl, urlsplit

from smartretail.connectors.schedule import parse_schedule

PLACEHOLDERS = frozenset({"since", "until", "cursor", "page", "offset"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_VISIBLE = re.compile(r"[\x20-\x7e]*")
_OURS = {"accept-encoding", "authorization", "connection", "content-length", "cookie", "expect"}
_OURS |= {"host", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"}
_SECRET = re.compile(r"key|token|secret|passw|signature|credential", re.IGNORECASE)


def authority(url: str) -> str:
    """Return `host`, or `host:port` for a port other than 443. Raise `ValueError` for a bad URL.

    Only names are accepted: an address in digits could point into a private network.
    """
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise ValueError("must begin with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("must hold neither user, password nor fragment")
    host = parts.hostname or ""
    if not is_host(host):
        raise ValueError("must name a host, such as api.example.com")
    return host if parts.port in (None, 443) else f"{host}:{parts.port}"


def is_host(host: str) -> bool:
    """Return whether the text is a full lower-case host name, not an address in digits."""
    return bool(_HOST.fullmatch(host)) and not host.rpartition(".")[2].isdigit()


def check_url(url: str) -> str:
    """Refuse all but https on a named host, and secrets in the query.

    Placeholders stand in path or query only.
    """
    if not url.isascii() or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise ValueError("must be plain ASCII without spaces")
    authority(url)
    _check_placeholders(url)
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        _refuse_secret(name, value)
    return url


def check_query(query: dict[str, str]) -> dict[str, str]:
    """Refuse unknown placeholders, and secrets that would be stored and logged with the address."""
    for name, value in query.items():
        _check_placeholders(value)
        _refuse_secret(name, value)
    return query


def check_headers(headers: dict[str, str]) -> dict[str, str]:
    """Refuse headers that are ours to set, that could split a request, or that hold a secret."""
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or not _VISIBLE.fullmatch(value) or len(value) > 500:
            raise ValueError(f"{name!r} is not a header with a plain value")
        if name.lower() in _OURS:
            raise ValueError(f"{name} cannot be set here; credentials belong under auth")
        _refuse_secret(name, value)
    return headers


def check_pointer(pointer: str) -> str:
    """Refuse what is no JSON pointer (RFC 6901, section 3)."""
    if pointer and not pointer.startswith("/"):
        raise ValueError("must be a JSON pointer, such as /data/orders")
    if re.search(r"~(?![01])", pointer):
        raise ValueError("must write ~ as ~0 and / as ~1")
    return pointer


def check_schedule(expression: str) -> str:
    """Refuse a schedule that is unknown or more often than hourly."""
    parse_schedule(expression)
    return expression


def check_zone(name: str) -> str:
    """Refuse a time zone that nobody knows."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is not a time zone, such as Asia/Kolkata") from error
    return name


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return set(_PLACEHOLDER.findall(text))


def _check_placeholders(text: str) -> None:
    unknown = placeholders(text) - PLACEHOLDERS
    if unknown or "{" in _PLACEHOLDER.sub("", text):
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        raise ValueError(f"knows only the placeholders {known}")


def _refuse_secret(name: str, value: str) -> None:
    if _SECRET.search(name) and not placeholders(value):
        raise ValueError(f"{name} looks like a credential; credentials belong under auth")
