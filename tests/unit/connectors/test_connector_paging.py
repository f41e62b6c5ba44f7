"""Pages one after another, in every style, within limits and without going in circles."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from smartretail.connectors.model import Answer, Ask, Window
from smartretail.connectors.pulling import Pulled
from smartretail.connectors.windows import parse_moment

from tests.kit.connectors import ADDRESS, AT, DEMO, HOST, Bench, bench, failing, ok

WINDOW = Window(parse_moment("2026-11-01"), parse_moment(AT))


def pull(made: Bench) -> Pulled:
    return made.pull.all(DEMO, made.connectors.kept["DEMO", "con_1"], WINDOW)


def ids(found: Pulled) -> list[str]:
    return [row["id"] for row in found.rows]


def shop(total: int, size: int, **headers: str) -> Callable[[Ask], Answer]:
    """Answer by `page` (from 1) or `offset`, `size` records each."""

    def answer(ask: Ask) -> Answer:
        asked = parse_qs(urlsplit(ask.url).query)
        begin = int(asked["offset"][0]) if "offset" in asked else (int(asked["page"][0]) - 1) * size
        found = [{"id": number} for number in range(begin, min(begin + size, total))]
        return ok(json.dumps(found), **headers)

    return answer


def paged(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "request": {"url": ADDRESS, "query": {kind: f"{{{kind}}}"}},
        "paging": {"kind": kind} | more,
    }


@pytest.mark.parametrize("kind", ["page", "offset"])
@pytest.mark.parametrize(("total", "size"), [(7, 3), (6, 3), (0, 3), (2, 3)])
def test_counted_pages_are_read_to_the_end_with_and_without_a_known_size(
    kind: str, total: int, size: int
) -> None:
    for more in ({}, {"size": size}):
        made = bench(shop(total, size), **paged(kind, **more))

        assert ids(pull(made)) == [str(number) for number in range(total)]


def test_a_header_names_the_last_page() -> None:
    made = bench(shop(6, 3, x_wp_totalpages="2"), **paged("page", pages_header="X-WP-TotalPages"))

    assert len(pull(made).rows) == 6
    assert len(made.fetcher.asked) == 2


def test_a_short_page_is_not_the_last_when_a_header_says_so() -> None:
    made = bench(shop(6, 2, x_pages="3"), **paged("page", size=50, pages_header="X-Pages"))

    assert len(pull(made).rows) == 6


def test_a_cursor_in_the_body_leads_on_and_its_first_is_left_out() -> None:
    answers = {None: ("1", "abc&d"), "abc&d": ("2", "e"), "e": ("3", None)}

    def answer(ask: Ask) -> Answer:
        cursor = parse_qs(urlsplit(ask.url).query).get("cursor", [None])[0]
        found, following = answers[cursor]
        return ok(json.dumps({"data": [{"id": found}], "meta": {"next": following}}))

    made = bench(
        answer, **paged("cursor", pointer="/meta/next"), rows={"format": "json", "pointer": "/data"}
    )
    assert ids(pull(made)) == ["1", "2", "3"]
    assert made.fetcher.asked[0].url == ADDRESS


def test_link_headers_lead_on_also_when_they_are_relative() -> None:
    said = {
        ADDRESS: ok('[{"id": 1}]', link=f'<https://{HOST}/orders?page_info=x>; rel="next"'),
        f"https://{HOST}/orders?page_info=x": ok('[{"id": 2}]', link="</last>; rel=next"),
        f"https://{HOST}/last": ok('[{"id": 3}]', link='</orders>; rel="prev"'),
    }
    made = bench(lambda ask: said[ask.url], paging={"kind": "link"})

    assert ids(pull(made)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/x", "http://api.example.com/x", "//[::1]/"]
)
def test_a_link_to_another_place_takes_no_credentials_along(target: str) -> None:
    answer = ok('[{"id": 1}]', link=f"<{target}>; rel=next")
    made = bench(lambda ask: answer, paging={"kind": "link"}, auth={"kind": "bearer"})

    with failing("host_not_allowed"):
        pull(made)
    assert [ask.url for ask in made.fetcher.asked] == [ADDRESS]


def test_cursors_and_links_that_go_round_are_noticed() -> None:
    numbers = iter(range(100))

    def turning(ask: Ask) -> Answer:
        cursor = "b" if "cursor=a" in ask.url else "a"
        return ok(json.dumps({"data": [{"id": next(numbers)}], "next": cursor}))

    made = bench(turning, **paged("cursor", pointer="/next"), rows={"pointer": "/data"})
    with failing("loop"):
        pull(made)
    assert len(made.fetcher.asked) == 3

    itself = bench(lambda ask: ok("[]", link=f"<{ADDRESS}>; rel=next"), paging={"kind": "link"})
    with failing("loop"):
        pull(itself)


def test_a_server_that_ignores_the_page_number_is_noticed() -> None:
    made = bench(lambda ask: ok('[{"id": 1}]'), **paged("page"))

    with failing("loop"):
        pull(made)
    assert len(made.fetcher.asked) == 2


def test_what_a_limit_would_cut_is_refused_whole() -> None:
    for limits, code in (({"pages": 2}, "too_many_pages"), ({"bytes": 1024}, "too_large")):
        made = bench(shop(1000, 100), **paged("page", size=100), limits=limits)
        with failing(code):
            pull(made)


def test_the_room_for_an_answer_shrinks_with_what_has_come() -> None:
    made = bench(shop(5, 3), **paged("page", size=3), limits={"bytes": 10_000})
    pull(made)

    first, second = made.fetcher.asked
    assert (first.most_bytes, second.most_bytes) == (10_000, 10_000 - 33)


@pytest.mark.parametrize(
    ("times", "since", "until"),
    [
        ("rfc3339", "2026-11-01T00:00:00Z", "2026-11-21T09:30:00Z"),
        ("date", "2026-11-01", "2026-11-21"),
        ("unix", "1793491200", "1795253400"),
    ],
)
def test_the_window_is_written_as_the_other_system_reads_it(
    times: str, since: str, until: str
) -> None:
    query = {"from": "{since}", "to": "{until}", "status": "any"}
    made = bench(
        lambda ask: ok("[]"),
        request={"url": f"{ADDRESS}/{{since}}?v=2", "query": query, "times": times},
        watermark={"start": "2026-01-01"},
        schedule={"time_zone": "Asia/Kolkata"},
    )
    pull(made)

    [asked] = made.fetcher.asked
    found = parse_qs(urlsplit(asked.url).query)
    assert found == {"v": ["2"], "from": [since], "to": [until], "status": ["any"]}
    assert urlsplit(asked.url).path == f"/orders/{since.replace(':', '%3A')}"


def test_no_content_is_an_empty_page() -> None:
    assert pull(bench(lambda ask: ok("", 204))).rows == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((401, "unauthorized"), (403, "forbidden"), (404, "not_there"), (429, "rate_limited")),
        *((500, "server_error"), (503, "server_error"), (302, "refused")),
    ],
)
def test_a_status_is_said_in_words(status: int, code: str) -> None:
    with failing(code):
        pull(bench(lambda ask: ok("", status)))
