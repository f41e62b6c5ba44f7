"""Which network addresses may be talked to: public ones, and nothing that could lead inside."""

import ipaddress
import socket
from collections.abc import Callable

from smartretail.connectors.model import PullFailed

Resolve = Callable[[str, int], list[str]]
Permit = Callable[[str], bool]
_EMBEDDING = tuple(
    ipaddress.ip_network(each)
    for each in (
        "::ffff:0:0/96",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)
"""IPv6 ranges that carry an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo."""


def look_up(host: str, port: int) -> list[str]:
    """Return every address of a host. Raise `PullFailed` when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PullFailed(f"The host {host} is not known.", code="unknown_host") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Return whether an address belongs to the public internet (IANA special registries)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in net for net in _EMBEDDING):
        return False
    inside = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_unspecified
    odd = ip.is_multicast or ip.is_reserved or (ip.version == 6 and ip.is_site_local)
    return ip.is_global and not inside and not odd


def checked(host: str, port: int, resolve: Resolve, permit: Permit) -> list[str]:
    """Return the addresses of a host. Raise `PullFailed` when even one of them is not permitted."""
    addresses = resolve(host, port)
    if not addresses or not all(permit(address) for address in addresses):
        raise PullFailed(
            f"The host {host} leads into a private network; only public hosts can be read.",
            code="private_address",
        )
    return addresses
