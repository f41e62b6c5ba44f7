"""The adapter that reads other systems, against a real TLS server: answers, waits, bounds."""

import gzip
import socket
import time
from typing import Any

import pytest

from tests.kit.https import HOST, WHO, Said, Shop, always, ask, failure


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
