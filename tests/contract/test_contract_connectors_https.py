"""The adapter that reads other systems, against a real TLS server: bounds, names, addresses."""

import gzip
import http.client
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from smartretail.adapters.https.addresses import is_public, look_up
from smartretail.adapters.https.fetcher import HttpsFetcher
from smartretail.connectors.model import Ask, PullFailed
from smartretail.kernel.tenancy import Principal

from tests.kit.https import HOST, Heard, Said, Shop, open_shop

WHO = Principal.job("DEMO")
METADATA = "https://169.254.169.254/latest/meta-data/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("tls")) as shop:
        yield shop


@pytest.fixture
def shop(served: Shop) -> Shop:
    served.heard.clear()
    served.waits.clear()
    return served


def ask(shop: Shop, path: str = "/orders", **changes: Any) -> Ask:
    return replace(Ask(shop.url(path), {"X-Key": "k"}, 10_000, 5.0), **changes)


def failure(shop: Shop, asked: Ask | None = None, **changes: Any) -> PullFailed:
    with pytest.raises(PullFailed) as raised:
        shop.fetcher(**changes).fetch(WHO, asked or ask(shop))
    return raised.value


def always(shop: Shop, *said: Said) -> None:
    answers = iter(said)
    last = said[-1]
    shop.answer = lambda heard: next(answers, last)


def test_an_answer_comes_with_headers_in_lower_case_and_unpacked(shop: Shop) -> None:
    packed = gzip.compress(b'{"orders": []}')
    always(shop, Said(packed, headers={"Content-Encoding": "gzip", "X-Total": "1"}))
    answer = shop.fetcher().fetch(WHO, ask(shop, "/orders?page=2"))

    assert (answer.status, answer.body) == (200, b'{"orders": []}')
    assert answer.headers["x-total"] == "1"
    [heard] = shop.heard
    assert (heard.method, heard.path) == ("GET", "/orders?page=2")
    assert heard.headers["host"] == shop.host
    assert heard.headers["x-key"] == "k"


def test_a_header_that_comes_twice_is_one_list(shop: Shop) -> None:
    def twice(handler: Any) -> None:
        links = b"Link: </a>; rel=prev\r\nLink: </b>; rel=next\r\n"
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + links + b"\r\n[]")

    always(shop, Said(raw=twice))
    found = shop.fetcher().fetch(WHO, ask(shop))

    assert found.headers["link"] == "</a>; rel=prev, </b>; rel=next"


def test_a_form_is_posted_as_a_token_endpoint_asks(shop: Shop) -> None:
    always(shop, Said(b"{}"))
    shop.fetcher().fetch(WHO, ask(shop, form={"grant_type": "client_credentials", "scope": "a b"}))

    [heard] = shop.heard
    assert (heard.method, heard.body) == ("POST", b"grant_type=client_credentials&scope=a+b")
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"


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


def test_retry_after_is_kept_in_seconds_and_as_a_date(shop: Shop) -> None:
    soon = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2))
    always(
        shop,
        Said(status=429, headers={"Retry-After": "1.5"}),
        Said(status=503, headers={"Retry-After": soon}),
        Said(b"[]"),
    )

    assert shop.fetcher().fetch(WHO, ask(shop)).status == 200
    assert shop.waits[0] == 1.5
    assert 0 <= shop.waits[1] <= 2


def test_without_retry_after_the_wait_is_jitter_and_attempts_end(shop: Shop) -> None:
    always(shop, Said(status=503))

    assert shop.fetcher().fetch(WHO, ask(shop, seconds=60.0)).status == 503
    assert shop.waits == [1.0, 2.0, 4.0, 8.0]


def test_a_wait_that_is_longer_than_the_run_is_left_to_the_next_run(shop: Shop) -> None:
    always(shop, Said(status=429, headers={"Retry-After": "30"}))
    assert shop.fetcher().fetch(WHO, ask(shop)).status == 429

    always(shop, Said(status=429, headers={"Retry-After": "3600"}))
    assert shop.fetcher().fetch(WHO, ask(shop, seconds=9000.0)).status == 429
    assert shop.waits == []


def test_a_body_that_breaks_off_is_asked_for_again_and_then_refused(shop: Shop) -> None:
    cut = Said(b'[{"id": 1}', told=200)
    always(shop, cut, Said(b'[{"id": 1}]'))
    assert shop.fetcher().fetch(WHO, ask(shop)).body == b'[{"id": 1}]'

    always(shop, cut)
    assert failure(shop, ask(shop, seconds=60.0)).code == "truncated"


def test_a_packed_body_that_breaks_off_is_noticed(shop: Shop) -> None:
    half = gzip.compress(b"[" + b"1," * 500 + b"1]")[:-12]
    always(shop, Said(half, headers={"Content-Encoding": "gzip"}))

    assert failure(shop, ask(shop, seconds=60.0)).code == "truncated"


def test_a_chunk_that_breaks_off_is_noticed(shop: Shop) -> None:
    def drop(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[1")

    always(shop, Said(raw=drop))
    assert failure(shop, ask(shop, seconds=60.0)).code == "truncated"


def test_a_bomb_is_dropped_when_it_passes_the_bound(shop: Shop) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    always(shop, Said(bomb, headers={"Content-Encoding": "gzip"}))

    assert len(bomb) < 60_000
    assert failure(shop, ask(shop, most_bytes=100_000)).code == "too_large"


@pytest.mark.parametrize("told", [20_000, 0])
def test_a_body_beyond_the_bound_is_refused(shop: Shop, told: int) -> None:
    headers = {} if told else {"Transfer-Encoding": "chunked"}
    piece = b"4e20\r\n" + b"0" * 20_000 + b"\r\n0\r\n\r\n"
    always(shop, Said(b"0" * 20_000 if told else piece, headers=headers, told=told or None))

    assert failure(shop).code == "too_large"


def test_bytes_that_are_no_gzip_or_another_packing_are_refused(shop: Shop) -> None:
    for encoding in ("gzip", "br"):
        always(shop, Said(b"[]", headers={"Content-Encoding": encoding}))
        assert failure(shop).code == "bad_answer"


def test_a_server_that_drips_is_cut_off_in_time(shop: Shop) -> None:
    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(40):
            time.sleep(0.05)
            handler.wfile.write(b" ")

    always(shop, Said(raw=drip))
    began = time.monotonic()

    assert failure(shop, ask(shop, seconds=0.3)).code == "timeout"
    assert time.monotonic() - began < 1.5


def test_nobody_there_is_said_in_words(shop: Shop) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = ask(shop, url=f"https://{HOST}:{free.getsockname()[1]}/", seconds=60.0)
        found = failure(shop, closed)

    assert (found.code, found.detail) == ("unreachable", f"{HOST} cannot be reached.")


def test_what_is_no_http_is_refused(shop: Shop) -> None:
    always(shop, Said(raw=lambda handler: handler.wfile.write(b"hello\r\n\r\n")))

    assert failure(shop).code == "bad_answer"


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
