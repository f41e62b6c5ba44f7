"""What each role does in a morning, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

MANAGER = "manager@demo.example"
SELLER = "seller@demo.example"
ADMIN = "admin@demo.example"
Open = Callable[..., Any]


@pytest.fixture(autouse=True)
def planned(demo: None) -> None:
    """Every journey starts from a planned demo shop."""


def _cards(page: Page) -> Any:
    return page.locator("article[data-type]")


def test_a_wrong_password_is_told_and_the_right_one_leads_to_today(open_as: Open) -> None:
    visit = open_as(None)
    visit.allowed.append("400")
    page = visit.go("/")
    visit.fill_sign_in(MANAGER, "not-the-password")
    expect(page.get_by_role("alert")).to_have_text("E-mail or password is not right.")

    visit.sign_in(MANAGER)

    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.locator("[data-kpi]")).to_have_count(5)
    expect(_cards(page).first).to_be_visible()


def test_a_manager_sees_figures_decisions_and_the_simulated_badge(open_as: Open) -> None:
    page = open_as(MANAGER).go("/")

    expect(page.locator("[data-kpi=revenue] strong")).to_contain_text("₹")
    expect(page.get_by_role("button", name="Simulated data").first).to_be_visible()
    card = _cards(page).first
    expect(card).to_contain_text("worth")
    expect(card.get_by_role("button", name=re.compile("^Accept"))).to_be_visible()
    expect(page.locator("figure svg path").first).to_be_visible()


def test_decisions_are_ranked_by_worth(open_as: Open) -> None:
    page = open_as(MANAGER).go("/")
    expect(_cards(page).first).to_be_visible()

    sentences = (
        page.locator("article[data-type]").get_by_text(re.compile("^Worth ₹")).all_inner_texts()
    )
    worth = [int(re.sub(r"\D", "", text.split(":")[0])) for text in sentences]

    assert len(worth) > 1
    assert worth == sorted(worth, reverse=True)


def test_accept_and_undo(open_as: Open) -> None:
    page = open_as(MANAGER).go("/")
    accept = _cards(page).first.get_by_role("button", name=re.compile("^Accept"))
    what = str(accept.get_attribute("aria-label")).removeprefix("Accept: ")

    accept.click()
    decided = page.get_by_role("article", name=what).filter(has_text="Accepted")
    expect(decided).to_contain_text("manager@demo.example")
    expect(page.get_by_role("region", name="Messages")).to_contain_text(f"Accepted: {what}")

    page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=f"Accept: {what}").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name=f"Accept: {what}").first).to_be_visible()


def test_a_rejection_asks_why_and_is_kept_until_undone(open_as: Open) -> None:
    page = open_as(MANAGER).go("/?type=reorder")
    reject = _cards(page).first.get_by_role("button", name=re.compile("^Reject"))
    what = str(reject.get_attribute("aria-label")).removeprefix("Reject: ")

    reject.click()
    page.get_by_role("group", name="Why not?").get_by_role("button", name="Already done").click()
    expect(page.get_by_role("article", name=what).filter(has_text="Rejected")).to_be_visible()

    page.goto(page.url + "&status=rejected")
    page.get_by_role("button", name=f"Undo: {what}").first.click()
    expect(page.get_by_role("region", name="Messages")).to_contain_text("Back on your list")


def test_filters_live_in_the_address(open_as: Open) -> None:
    page = open_as(MANAGER).go("/")
    expect(_cards(page).first).to_be_visible()

    page.get_by_role("radiogroup", name="Kind of decision").get_by_text("Reorder").click()
    page.get_by_role("combobox", name="Store").select_option(index=1)
    expect(page).to_have_url(re.compile("type=reorder"))
    page.reload()

    expect(_cards(page).first).to_be_visible()
    kinds = {card.get_attribute("data-type") for card in _cards(page).all()}
    assert kinds == {"reorder"}
    expect(page.get_by_role("combobox", name="Store")).not_to_have_value("*")


def test_a_seller_sees_their_own_stores_and_no_run_button(open_as: Open) -> None:
    page = open_as(SELLER).go("/")
    expect(_cards(page).first).to_be_visible()

    picker = page.get_by_role("combobox", name="Store")
    expect(picker.locator("option")).to_have_count(3)
    page.locator("header [aria-haspopup=dialog]").click()
    expect(page.get_by_role("dialog", name="Planning run")).to_be_visible()
    expect(page.get_by_role("button", name="Run now")).to_have_count(0)


def test_an_administrator_takes_no_decisions_and_starts_no_plan(open_as: Open) -> None:
    page = open_as(ADMIN).go("/")

    expect(page.get_by_text("Decisions belong to managers and sellers")).to_be_visible()
    expect(_cards(page)).to_have_count(0)
    page.locator("header [aria-haspopup=dialog]").click()
    expect(page.get_by_role("dialog", name="Planning run")).to_be_visible()
    expect(page.get_by_role("button", name="Run now")).to_have_count(0)


def test_a_store_that_is_not_mine_is_not_here(open_as: Open) -> None:
    visit = open_as(SELLER)
    visit.allowed.append("404")
    page = visit.go("/forecasts/S99/NOPE")

    expect(page.get_by_role("alert")).to_contain_text("Not here")


def test_search_a_product_and_read_its_forecast(open_as: Open) -> None:
    page = open_as(SELLER).go("/forecasts")
    first = page.locator("tbody a").first
    name = first.inner_text()

    page.get_by_role("searchbox").fill(name)
    expect(page).to_have_url(re.compile("q="))
    page.get_by_role("link", name=name, exact=True).first.click()

    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.locator("figure svg path").first).to_be_visible()
    expect(page.get_by_test_id("drivers").locator("li").first).to_be_visible()
    page.get_by_role("button", name="Show as table").click()
    expect(page.get_by_role("table").locator("tbody tr")).to_have_count(84)
    page.get_by_role("link", name="All products").click()
    expect(page.get_by_role("searchbox")).to_have_value(name)


def test_sorting_is_told_to_screen_readers(open_as: Open) -> None:
    page = open_as(MANAGER).go("/forecasts")

    page.get_by_role("button", name="Next 28 days").click()

    expect(page.get_by_role("columnheader", name="Next 28 days")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_a_price_suggestion_shows_guardrails_and_reasons(open_as: Open, some_sku: str) -> None:
    page = open_as(MANAGER).go(some_sku)

    page.get_by_role("button", name="Suggest a price").click()

    answer = page.get_by_test_id("price-answer")
    expect(answer).to_contain_text("Margin at least")
    expect(answer).to_contain_text("Elasticity")


def test_a_deep_link_survives_signing_in(open_as: Open, some_sku: str) -> None:
    visit = open_as(None)
    page = visit.go(some_sku)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    visit.sign_in(SELLER)

    expect(page).to_have_url(re.compile(re.escape(some_sku)))


def test_hindi_speaks_of_lakh_and_crore_and_is_remembered(open_as: Open) -> None:
    page = open_as(MANAGER).go("/")
    page.get_by_role("button", name=re.compile(MANAGER)).click()
    page.get_by_role("radiogroup", name="Language").get_by_text("हिन्दी").click(force=True)

    expect(page.get_by_role("heading", name="आज")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="आज")).to_be_visible()
    expect(page.locator("[data-kpi=revenue] strong")).to_have_text(re.compile("₹.*(लाख|क॰|हज़ार)"))
    assert page.evaluate("document.documentElement.lang") == "hi"


def test_a_failed_load_says_what_to_do_and_recovers(open_as: Open) -> None:
    visit = open_as(MANAGER)
    visit.allowed.extend(["503", "ERR_FAILED"])
    page = visit.page
    page.route("**/api/kpi?*", lambda route: route.fulfill(status=503, body="{}"))
    page.route("**/api/kpi", lambda route: route.fulfill(status=503, body="{}"))
    visit.go("/")
    expect(page.get_by_role("alert").first).to_contain_text("This did not load")

    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()

    expect(page.locator("[data-kpi]")).to_have_count(5)


def test_nothing_jumps_while_today_loads(open_as: Open) -> None:
    visit = open_as(MANAGER)
    visit.page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
        " if (!entry.hadRecentInput) window.shift += entry.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page = visit.go("/")
    expect(_cards(page).first).to_be_visible()
    expect(page.locator("figure svg path").first).to_be_visible()

    assert page.evaluate("window.shift") <= 0.1
