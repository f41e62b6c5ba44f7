"""Pictures for the guide: every page in light, dark, on a phone and in Hindi.

They are written only where SMARTRETAIL_SCREENSHOTS=1, so that a plain run leaves the tree clean.
"""

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
