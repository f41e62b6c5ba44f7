"""Sessions: staying signed in, leaving, leaving everywhere, and the second step."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

OWNER = "admin@shop.example"
Open = Callable[..., Any]
STEP_SECONDS = 30
WHOLE_SECOND_MS = 1_100
"""Cognito counts sign-ins and sign-outs in whole seconds."""


def _code(secret: str, at: float) -> str:
    """The time-based one-time password of RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // STEP_SECONDS), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def _account(page: Page) -> None:
    page.get_by_role("button", name=re.compile(OWNER)).click()


def test_a_reload_keeps_the_session_and_signing_out_ends_it(open_as: Open) -> None:
    visit = open_as(None)
    page = visit.go("/data")
    visit.sign_in(OWNER)
    page.reload()
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()

    _account(page)
    page.get_by_role("button", name="Sign out", exact=True).click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visit.go("/data")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_signing_out_everywhere_ends_the_other_session_too(open_as: Open) -> None:
    here, there = open_as(None), open_as(None)
    there.allowed.append("400")
    for visit in (here, there):
        visit.go("/data")
        visit.sign_in(OWNER)

    here.page.wait_for_timeout(WHOLE_SECOND_MS)
    _account(here.page)
    here.page.get_by_role("button", name="Sign out everywhere").click()
    expect(here.page.get_by_role("heading", name="Sign in")).to_be_visible()
    there.page.reload()

    expect(there.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_401_is_answered_by_one_silent_renewal(open_as: Open) -> None:
    visit = open_as(OWNER)
    visit.allowed.append("401")
    refused: list[str] = []

    def once(route: Any) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route.request.url)
        route.fulfill(status=401, json={"message": "Unauthorized"})

    visit.page.route("**/api/ingest", once)
    page = visit.go("/data")

    expect(page.get_by_role("heading", name="Your files")).to_be_visible()
    expect(page.get_by_text("This did not load")).to_have_count(0)
    assert refused


def test_two_step_sign_in_from_setup_to_off(open_as: Open) -> None:
    visit = open_as(None)
    visit.allowed.append("400")
    page = visit.go("/data")
    visit.sign_in(OWNER)

    _account(page)
    page.get_by_role("button", name="Two-step sign-in").click()
    page.get_by_role("button", name="Set up an authenticator app").click()
    secret = page.get_by_label("Setup key").input_value()
    page.get_by_label("6-digit code").fill(_code(secret, time.time()))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("region", name="Messages")).to_contain_text("Two-step sign-in is on.")

    _account(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    visit.fill_sign_in(OWNER)
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    page.get_by_label("6-digit code").fill(_code(secret, time.time()))
    page.get_by_role("button", name="Continue").click()

    _account(page)
    page.get_by_role("button", name="Two-step sign-in").click()
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("region", name="Messages")).to_contain_text("Two-step sign-in is off.")


def test_the_sign_in_form_suits_password_managers_and_pasting(open_as: Open) -> None:
    page = open_as(None).go("/sign-in")
    email, password = page.locator("input[name=email]"), page.locator("input[name=password]")

    expect(email).to_have_attribute("autocomplete", "username")
    expect(password).to_have_attribute("autocomplete", "current-password")
    for box in (email, password):
        box.focus()
        page.keyboard.insert_text("pasted@demo.example")
        expect(box).to_have_value("pasted@demo.example")
    page.get_by_role("button", name="Forgot password?").click()
    expect(page.locator("input[name=email]")).to_have_value("pasted@demo.example")
