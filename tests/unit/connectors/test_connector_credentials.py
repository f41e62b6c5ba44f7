"""Who gets to see a secret, and how tokens are renewed."""

import base64
import json
from typing import Any

import pytest
from smartretail.connectors.model import Answer, Ask, Hosts, Window

from tests.kit.connectors import ADDRESS, DEMO, NOW, Bench, bench, failing, ok

TOKEN_URL = "https://login.example.com/token"
OAUTH = {"kind": "oauth2", "token_url": TOKEN_URL, "client_id": "id:1", "scope": "orders"}


def pull(made: Bench) -> Any:
    return made.pull.all(DEMO, made.connectors.kept["DEMO", "con_1"], Window(None, NOW))


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"kind": "bearer"}, "Authorization", "Bearer s3cret"),
        ({"kind": "header", "header": "X-Key"}, "X-Key", "s3cret"),
        ({"kind": "basic", "user": "ann"}, "Authorization", basic("ann:s3cret")),
    ],
)
def test_the_secret_goes_where_the_definition_says(
    auth: dict[str, str], header: str, value: str
) -> None:
    made = bench(lambda ask: ok("[]"), auth=auth)
    pull(made)

    assert made.fetcher.asked[0].headers[header] == value


def test_an_open_api_gets_no_credentials() -> None:
    made = bench(lambda ask: ok("[]"))
    pull(made)

    assert made.fetcher.asked[0].headers == {"Accept": "application/json, */*;q=0.1"}


def test_a_secret_that_is_gone_is_said_in_words() -> None:
    made = bench(lambda ask: ok("[]"), auth={"kind": "bearer"})
    made.vault.kept.clear()

    with failing("secret_missing"):
        pull(made)


class Portal:
    """A token endpoint, and an API that takes only some of its tokens."""

    def __init__(self, good: int) -> None:
        self.good, self.given = good, 0

    def __call__(self, ask: Ask) -> Answer:
        if ask.url == TOKEN_URL:
            self.given += 1
            return ok(json.dumps({"access_token": f"t{self.given}", "expires_in": 60}))
        taken = ask.headers["Authorization"] == f"Bearer t{self.good}"
        return ok("[]") if taken else ok("", 401)


def test_a_token_is_fetched_with_client_credentials() -> None:
    made = bench(Portal(1), auth=OAUTH)
    pull(made)

    token, api = made.fetcher.asked
    assert token.form == {"grant_type": "client_credentials", "scope": "orders"}
    assert token.headers["Authorization"] == basic("id%3A1:s3cret")
    assert api.url == ADDRESS
    assert api.headers["Authorization"] == "Bearer t1"


def test_a_client_may_be_named_in_the_form() -> None:
    made = bench(Portal(1), auth=OAUTH | {"client_in": "body"})
    pull(made)

    form = made.fetcher.asked[0].form or {}
    assert (form["client_id"], form["client_secret"]) == ("id:1", "s3cret")
    assert "Authorization" not in made.fetcher.asked[0].headers


def test_an_expired_token_is_renewed_once() -> None:
    renewed = bench(Portal(2), auth=OAUTH)
    pull(renewed)
    assert len(renewed.fetcher.asked) == 4

    never = bench(Portal(9), auth=OAUTH)
    with failing("unauthorized"):
        pull(never)
    assert len(never.fetcher.asked) == 4


@pytest.mark.parametrize("body", ["{}", "[]", "no json", '{"access_token": "a\\nb"}'])
def test_an_answer_without_a_token_is_refused(body: str) -> None:
    with failing("token_refused"):
        pull(bench(lambda ask: ok(body), auth=OAUTH))


def test_a_token_is_not_asked_of_a_host_that_is_not_allowed() -> None:
    made = bench(Portal(1), auth=OAUTH)
    made.connectors.allowed["DEMO"] = Hosts(("api.example.com",))

    with failing("host_not_allowed"):
        pull(made)
    assert made.fetcher.asked == []


def test_a_host_that_was_taken_off_the_list_is_read_no_more() -> None:
    made = bench(lambda ask: ok("[]"), auth={"kind": "bearer"})
    made.connectors.allowed.clear()

    with failing("host_not_allowed"):
        pull(made)
    assert made.fetcher.asked == []
