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

from infra.local.seeding.users import RESET_CODE

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


def _create(house: Any, email: str, password: str) -> None:
    """A person invited to the shop, with a temporary password."""
    attributes = {
        "email": email,
        "email_verified": "true",
        "custom:tenant": "SHOP",
        "custom:stores": "*",
        "custom:skus": "*",
    }
    listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
    who = {"UserPoolId": house.configuration()["userPoolId"], "Username": email}
    pool = house.client("cognito-idp")
    pool.admin_create_user(
        **who, UserAttributes=listed, TemporaryPassword=password, MessageAction="SUPPRESS"
    )
    pool.admin_add_user_to_group(**who, GroupName="manager")


def _set_password(house: Any, email: str, password: str) -> None:
    house.client("cognito-idp").admin_set_user_password(
        UserPoolId=house.configuration()["userPoolId"],
        Username=email,
        Password=password,
        Permanent=True,
    )


def test_a_forgotten_password_is_replaced_by_the_code(house: Any, open_as: Open) -> None:
    email, old, chosen = "forgetful@shop.example", "Forgotten-1-Word", "Remembered-2-Words"
    assert f"forgotten password is {RESET_CODE}" in house.output
    _create(house, email, old)
    _set_password(house, email, old)
    visit = open_as(None)
    visit.allowed.append("400")
    page = visit.go("/sign-in")
    page.locator("input[name=email]").fill(email)
    page.get_by_role("button", name="Forgot password?").click()
    page.get_by_role("button", name="Send the code").click()

    page.get_by_label("Code from the e-mail").fill("000000")
    page.locator("input[name=password]").fill(chosen)
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    page.get_by_label("Code from the e-mail").fill(RESET_CODE)
    page.get_by_role("button", name="Set the new password").click()

    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    visit.fill_sign_in(email, old)
    expect(page.get_by_role("alert")).to_contain_text("E-mail or password is not right")
    visit.sign_in(email, chosen)
    expect(page.get_by_role("button", name=re.compile(email))).to_be_visible()


def test_a_temporary_password_must_be_replaced_at_first_sign_in(house: Any, open_as: Open) -> None:
    email, given, chosen = "newcomer@shop.example", "Temporary-1-Word", "Chosen-By-Me-2"
    _create(house, email, given)
    visit = open_as(None)
    page = visit.go("/sign-in")
    visit.fill_sign_in(email, given)

    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    page.goto(f"{visit.base_url}/data")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visit.fill_sign_in(email, given)
    page.get_by_label("New password").fill(chosen)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("button", name=re.compile(email))).to_be_visible()

    again = open_as(None)
    again.go("/sign-in")
    again.sign_in(email, chosen)


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
