"""The adapter that reads other systems, against a real TLS server: names, addresses, redirects."""

import http.client
import socket
from typing import Any

import pytest
from smartretail.adapters.https.addresses import is_public, look_up
from smartretail.adapters.https.fetcher import HttpsFetcher
from smartretail.connectors.model import PullFailed

from tests.kit.https import WHO, Heard, Said, Shop, always, ask, failure

METADATA = "https://169.254.169.254/latest/meta-data/"


def test_a_name_that_leads_inside_is_not_connected_to(shop: Shop) -> None:
    for inside in ("127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        found = failure(shop, resolve=lambda h, p, at=inside: [at], permit=is_public)
        assert found.code == "private_address", inside
    mixed = failure(shop, resolve=lambda h, p: ["93.184.216.34", "10.0.0.7"], permit=is_public)

    assert mixed.code == "private_address"
    assert shop.heard == []


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),
        *("192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
        *("2001::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "ff02::1", "not an address"),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_a_public_address_is_permitted(address: str) -> None:
    assert is_public(address)


def test_the_adapter_as_it_is_deployed_refuses_the_loopback_address(shop: Shop) -> None:
    assert look_up("localhost", 443)
    asked = ask(shop, url=f"https://localhost.localdomain:{shop.port}/")
    resolved = HttpsFetcher(resolve=lambda h, p: look_up("localhost", p))

    with pytest.raises(PullFailed) as raised:
        resolved.fetch(WHO, asked)
    assert raised.value.code == "private_address"


def test_the_name_is_resolved_once_so_it_cannot_move_between_check_and_use(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    always(shop, Said(b"[]"))
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def spy(host: Any, *rest: Any, **more: Any) -> Any:
        looked_up.append(str(host))
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", spy)
    found = shop.fetcher(resolve=lambda h, p: next(answers)).fetch(WHO, ask(shop))

    assert found.status == 200
    assert looked_up == ["127.0.0.1"]


def test_a_certificate_of_another_name_or_authority_is_refused(shop: Shop) -> None:
    other = ask(shop, url=f"https://other.test:{shop.port}/")
    assert failure(shop, other).code == "bad_certificate"

    stranger = HttpsFetcher(resolve=lambda h, p: ["127.0.0.1"], permit=lambda a: True)
    with pytest.raises(PullFailed) as raised:
        stranger.fetch(WHO, ask(shop))
    assert raised.value.code == "bad_certificate"


@pytest.mark.parametrize("url", ["http://shop.test/", "https://127.0.0.1/", METADATA, "file:///a"])
def test_only_https_on_a_named_host_is_asked(shop: Shop, url: str) -> None:
    assert failure(shop, ask(shop, url=url)).code == "host_not_allowed"


@pytest.mark.parametrize(
    "target",
    [METADATA, "http://shop.test/", "https://evil.test/", "//evil.test/", "https://[::1]/"],
)
def test_a_redirect_to_another_place_is_not_followed(shop: Shop, target: str) -> None:
    always(shop, Said(status=302, headers={"Location": target}))

    assert failure(shop).code == "redirected"
    assert len(shop.heard) == 1


def test_a_redirect_within_the_host_is_followed_a_few_times(shop: Shop) -> None:
    always(shop, Said(status=301, headers={"Location": "/v2/orders"}), Said(b"[1]"))
    assert shop.fetcher().fetch(WHO, ask(shop)).body == b"[1]"
    assert [heard.path for heard in shop.heard] == ["/orders", "/v2/orders"]

    always(shop, Said(status=307, headers={"Location": "/again"}))
    assert failure(shop).code == "redirected"


def test_a_failure_repeats_nothing_of_the_request(shop: Shop) -> None:
    always(shop, Said(raw=lambda handler: handler.wfile.write(b"x\r\n\r\n")))
    secret = ask(shop, headers={"Authorization": "Bearer top-secret"})

    assert "top-secret" not in str(failure(shop, secret))
    assert http.client.HTTPConnection.debuglevel == 0


def test_only_a_plain_request_leaves_the_house(shop: Shop) -> None:
    seen: list[Heard] = []

    def note(heard: Heard) -> Said:
        seen.append(heard)
        return Said(b"[]")

    shop.answer = note
    shop.fetcher().fetch(WHO, ask(shop))

    assert seen[0].headers.keys() == {
        "host",
        "user-agent",
        "accept-encoding",
        "connection",
        "x-key",
    }
