"""WCAG 2.2 AA on every page and in every dress: axe, no sideways scrolling, visible focus."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

MANAGER = "manager@demo.example"
SHOP = "manager@shop.example"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., Any]

PAGES = {
    "today": (MANAGER, "/", "article[data-type]"),
    "today-filtered": (MANAGER, "/?type=price&status=accepted", "h2"),
    "forecasts": (MANAGER, "/forecasts", "tbody a"),
    "forecast-none": (MANAGER, "/forecasts?q=qqqq", "main .card"),
    "data": (MANAGER, "/data", "[data-testid=file-input]"),
    "data-new-shop": (SHOP, "/data?table=products", "[data-testid=file-input]"),
    "sign-in": (None, "/sign-in", "form"),
}


def _violations(page: Page) -> list[str]:
    page.wait_for_timeout(300)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    return [
        f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
    ]


def test_axe_finds_nothing_on_any_page(mode: Any, open_as: Open, demo: None) -> None:
    visits = {email: open_as(email, mode) for email in {email for email, _, _ in PAGES.values()}}
    found = {}
    for name, (email, path, ready) in PAGES.items():
        page = visits[email].go(path)
        page.locator(ready).first.wait_for(state="attached")
        found[name] = _violations(page)

    assert {name: violations for name, violations in found.items() if violations} == {}


def test_axe_finds_nothing_on_a_forecast(mode: Any, open_as: Open, some_sku: str) -> None:
    page = open_as(MANAGER, mode).go(some_sku)
    page.locator("figure svg path").first.wait_for()
    page.locator("form button[type=submit]").click()
    page.get_by_test_id("price-answer").wait_for()

    assert _violations(page) == []


def test_axe_finds_nothing_in_open_panels(mode: Any, open_as: Open, demo: None) -> None:
    page = open_as(MANAGER, mode).go("/")
    page.locator("article[data-type] [aria-expanded]").first.click()
    page.locator("header [aria-haspopup=dialog]").click()
    assert _violations(page) == []

    page.keyboard.press("Escape")
    account = page.locator("nav [aria-haspopup=dialog], aside [aria-haspopup=dialog]")
    account.locator("visible=true").first.click()
    assert _violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 2560])
def test_no_page_scrolls_sideways(width: int, open_as: Open, some_sku: str) -> None:
    visit = open_as(MANAGER, viewport={"width": width, "height": 800})
    for path, ready in (
        ("/", "article[data-type]"),
        ("/forecasts", "tbody a"),
        (some_sku, "figure svg path"),
        ("/data", "h2"),
    ):
        page = visit.go(path)
        page.locator(ready).first.wait_for()
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{path} is {wider} px too wide at {width} px"


def test_focus_is_never_hidden_behind_the_bars(open_as: Open, demo: None) -> None:
    visit = open_as(MANAGER, viewport={"width": 390, "height": 700})
    page = visit.go("/")
    page.locator("article[data-type]").first.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const focused = document.activeElement;
              const box = focused.getBoundingClientRect();
              if (!box.width) return null;
              const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
              const points = [box.top + 2, box.top + box.height / 2, box.bottom - 2];
              const seen = points.some((y) => {
                const top = document.elementFromPoint(x, y);
                return top && (focused.contains(top) || top.contains(focused));
              });
              return seen ? null : focused.outerHTML.slice(0, 120);
            }"""
        )
        assert hidden is None


def test_the_first_tab_offers_to_skip_the_navigation(open_as: Open, demo: None) -> None:
    page = open_as(MANAGER).go("/")
    page.locator("h1").wait_for()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
