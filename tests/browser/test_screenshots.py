"""Pictures for the guide: every page in light, dark, on a phone and in Hindi.

They are written only where SMARTRETAIL_SCREENSHOTS=1, so that a plain run leaves the tree clean.
"""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        os.environ.get("SMARTRETAIL_SCREENSHOTS") != "1",
        reason="pictures are taken where SMARTRETAIL_SCREENSHOTS=1",
    ),
]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
SAMPLE = GUIDE.parents[1] / "samples" / "online-retail" / "online-retail-sample.csv.gz"
LARGEST_BYTES = 300_000
MANAGER = "manager@demo.example"
Open = Callable[..., Any]

PAGES = {
    "today": (MANAGER, "/", "article[data-type]"),
    "forecasts": (MANAGER, "/forecasts", "tbody a"),
    "data": (MANAGER, "/data", "[data-testid=file-input]"),
    "sign-in": (None, "/sign-in", "form"),
}


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(600)
    GUIDE.mkdir(parents=True, exist_ok=True)
    path = GUIDE / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    assert path.stat().st_size <= LARGEST_BYTES


@pytest.mark.parametrize("name", PAGES)
def test_picture_of(name: str, mode: Any, open_as: Open, demo: None) -> None:
    email, path, ready = PAGES[name]
    page = open_as(email, mode).go(path)
    page.locator(ready).first.wait_for(state="attached")
    if name == "today":
        page.locator("figure svg path").first.wait_for()
    _picture(page, f"{name}-{mode.name}")


def test_picture_of_a_forecast(mode: Any, open_as: Open, some_sku: str) -> None:
    page = open_as(MANAGER, mode).go(some_sku)
    page.locator("figure svg path").first.wait_for()
    if not mode.phone:
        page.locator("form button[type=submit]").click()
        page.get_by_test_id("price-answer").wait_for()
    _picture(page, f"forecast-{mode.name}")


def test_picture_of_a_match(mode: Any, open_as: Open) -> None:
    with gzip.open(SAMPLE, "rb") as file:
        head = b"".join(file.readline() for _ in range(400))
    page = open_as("manager@shop.example", mode).go("/data?table=sales")
    given = {"name": "online-retail.csv", "mimeType": "text/csv", "buffer": head}
    page.get_by_test_id("file-input").set_input_files(given)
    page.locator("section[aria-labelledby=upload-title] button").last.click()
    page.locator("#mapping-title").wait_for(timeout=90_000)
    _picture(page, f"data-match-{mode.name}")


def test_picture_of_a_quality_report(mode: Any, open_as: Open, demo: None) -> None:
    page = open_as(MANAGER, mode).go("/data?of=sales")
    page.locator("section[aria-labelledby=history-title] li a").first.click()
    page.locator("#quality-title").scroll_into_view_if_needed()
    page.locator("figure svg rect").first.wait_for()
    page.locator("#quality-title").evaluate("title => title.scrollIntoView()")
    _picture(page, f"data-report-{mode.name}")
