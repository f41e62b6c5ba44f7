"""What an admin may define, and what is refused with its reason."""

from typing import Any

import pytest
from pydantic import ValidationError
from smartretail.connectors.checks import authority
from smartretail.connectors.contract import ConnectorAsk, HostsChange
from smartretail.connectors.hosts import HostRule, admitted
from smartretail.connectors.presets import presets

from tests.kit.connectors import ADDRESS, definition, failing

MARK = {"start": "2026-01-01"}


def refused(**changes: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        definition(**changes)
    return str(raised.value)


def request(**changes: Any) -> dict[str, Any]:
    return {"request": {"url": ADDRESS} | changes}


@pytest.mark.parametrize(
    "url",
    [
        *("http://api.example.com/", "ftp://api.example.com/", "//api.example.com/", "api"),
        *("https://127.0.0.1/", "https://[::1]/", "https://0x7f.1/", "https://2130706433/"),
        *("https://localhost/", "https://user:pass@api.example.com/", "https://a.b/#x"),
        *("https://api.example.com\\@evil.example/", "https://api.example.com/a b"),
        *("https://{page}.example.com/", "https://api.example.com/{secret}", "https://a..b/"),
        *("https://API.example.com.evil/\n", "https://exämple.com/", "https://api.example.com/{"),
    ],
)
def test_only_https_on_a_named_host_may_be_defined(url: str) -> None:
    assert "request.url" in refused(**request(url=url))


def test_the_default_port_is_no_part_of_a_host_and_others_are() -> None:
    assert authority("https://API.example.com:443/x") == "api.example.com"
    assert authority("https://api.example.com:8443/x") == "api.example.com:8443"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        *(("query", "api_key"), ("query", "access_token"), ("query", "Signature")),
        *(("headers", "X-Api-Key"), ("headers", "X-Auth-Token"), ("headers", "X-Password")),
    ],
)
def test_a_credential_is_not_taken_where_it_would_be_stored_and_logged(
    part: str, name: str
) -> None:
    assert "credentials belong under auth" in refused(**request(**{part: {name: "abc"}}))
    address = f"https://api.example.com/orders?{name}=abc"
    assert "credentials belong under auth" in refused(**request(url=address))


@pytest.mark.parametrize("name", ["Authorization", "Host", "cookie", "Transfer-Encoding", "a b"])
def test_headers_that_are_ours_or_split_requests_are_refused(name: str) -> None:
    assert "request.headers" in refused(**request(headers={name: "x"}))
    assert "request.headers" in refused(**request(headers={"X-A": "x\r\nHost: evil"}))


def test_a_cursor_parameter_may_be_called_a_token() -> None:
    paged = request(query={"pageToken": "{cursor}"})

    assert definition(**paged, paging={"kind": "cursor", "pointer": "/next"})


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        (request(query={"since": "{since}"}), "watermark"),
        ({"watermark": MARK}, "watermark"),
        (request(query={"a": "{since}"}) | {"watermark": MARK | {"step_days": 7}}, "step_days"),
        (request(query={"page": "{page}"}), "paging"),
        ({"paging": {"kind": "page"}}, "paging"),
        ({"paging": {"kind": "cursor", "pointer": "/next"}}, "paging"),
    ],
)
def test_placeholders_must_fit_watermark_and_paging(changes: dict[str, Any], part: str) -> None:
    assert part in refused(**changes)


def test_a_name_that_we_do_not_know_is_refused() -> None:
    assert "extra" in refused(retries=5).lower()
    assert "paging" in refused(paging={"kind": "none", "size": 5})


def test_the_secret_shows_nowhere() -> None:
    ask = ConnectorAsk(
        name="a",
        table="sales",
        request={"url": ADDRESS},  # type: ignore[arg-type]
        auth={"kind": "bearer"},  # type: ignore[arg-type]
        secret="top-secret",
    )

    assert "top-secret" not in repr(ask)
    assert "top-secret" not in ask.definition.model_dump_json()


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.key)
def test_a_preset_is_a_whole_definition_with_its_source(preset: Any) -> None:
    made = definition(**preset.definition)

    assert preset.source.startswith("https://")
    assert not any("email" in name or "address" in name for name in made.rows.keep)


def test_a_host_must_be_on_both_lists() -> None:
    rule = HostRule(("shop.example.com", "api.other.org"), ("*.example.com",))

    rule.require("https://shop.example.com/x")
    for url in (
        "https://www.example.com/",
        "https://api.other.org/",
        "https://shop.example.com:8443/",
        "https://shop.example.com.evil.org/",
        "https://shop.example.com@evil.org/",
    ):
        with failing("host_not_allowed"):
            rule.require(url)


def test_a_pattern_admits_names_below_it_and_not_beside_it() -> None:
    assert admitted("a.b.example.com", ["*.example.com"])
    assert admitted("anything.org", ["*"])
    assert not admitted("example.com", ["*.example.com"])
    assert not admitted("evilexample.com", ["*.example.com"])


def test_the_allow_list_takes_names_alone() -> None:
    assert HostsChange(hosts=["B.example.com", "a.example.com:8443", "b.example.com"]).hosts == [
        "a.example.com:8443",
        "b.example.com",
    ]
    for host in ("10.0.0.1", "*.example.com", "localhost", "a.example.com/x", "", "a.b:x"):
        with pytest.raises(ValidationError):
            HostsChange(hosts=[host])
