"""A real browser against the running product; console errors fail the test that caused them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    StorageState,
    sync_playwright,
)
from playwright.sync_api import Error as BrowserError

PASSWORD = "Retail-Demo-2026"
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DEMO_SECONDS = float(os.environ.get("SMARTRETAIL_DEMO_SECONDS", "900"))
INSTALL_SECONDS = 300
NO_RUN_YET = "/plan/runs/latest"
"""The API answers 404 before a shop's first plan; the browser writes that down by itself."""


@dataclass(frozen=True)
class Mode:
    """How a page is looked at."""

    name: str
    scheme: str = "light"
    language: str = "en"
    phone: bool = False

    def options(self) -> dict[str, Any]:
        """Options of a browser context."""
        size = {"width": 390, "height": 844} if self.phone else {"width": 1440, "height": 900}
        return {
            "viewport": size,
            "color_scheme": self.scheme,
            "locale": "hi-IN" if self.language == "hi" else "en-GB",
            "timezone_id": "Asia/Kolkata",
            "is_mobile": self.phone,
            "has_touch": self.phone,
        }


LIGHT = Mode("light")
MODES = [
    LIGHT,
    Mode("dark", scheme="dark"),
    Mode("phone", phone=True),
    Mode("hindi", language="hi"),
]


@dataclass
class Visit:
    """A page with what its console said, and the ways in."""

    page: Page
    base_url: str
    errors: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=lambda: [NO_RUN_YET])

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))

    def go(self, path: str) -> Page:
        """Open an address of the dashboard."""
        self.page.goto(f"{self.base_url}{path}")
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """Fill in the sign-in form that is shown, and wait until it has let us in."""
        self.fill_sign_in(email, password)
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def fill_sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form and send it."""
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("button[type=submit]").click()

    def complaints(self) -> list[str]:
        """Console errors that the test did not provoke on purpose."""
        return [e for e in self.errors if not any(part in e for part in self.allowed)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text} ({message.location.get('url')})")


Open = Callable[..., Visit]


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _installed() -> str | None:
    found = (shutil.which(name) for name in INSTALLED)
    elsewhere = (path for path in ELSEWHERE if Path(path).exists())
    return next((path for path in (*found, *elsewhere) if path), None)


def _try(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _launch(playwright: Playwright) -> Browser:
    """An installed browser, else the system's package, else Playwright's own download."""
    path = _installed()
    if path is None and _is_root() and shutil.which("apt-get"):
        _try("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
        path = _installed()
    if path is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    flags = [*FLAGS, "--no-sandbox"] if _is_root() else FLAGS
    return playwright.chromium.launch(executable_path=path, args=flags)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium or Chrome; without one the tests are skipped, and fail where CI=true."""
    with sync_playwright() as playwright:
        try:
            launched = _launch(playwright)
        except BrowserError as error:
            _missing(f"No Chromium or Chrome could be started: {error.message.splitlines()[0]}")
            return
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest) -> str:
    """Where the product runs: SMARTRETAIL_URL, else the house that all visitors share."""
    given = os.environ.get("SMARTRETAIL_URL")
    return given.rstrip("/") if given else str(request.getfixturevalue("house").address)


@pytest.fixture(scope="session")
def states(browser: Browser, base_url: str) -> Callable[[str], StorageState]:
    """Signs a user in once, and returns the kept session for later contexts."""
    kept: dict[str, StorageState] = {}

    def state_of(email: str) -> StorageState:
        if email not in kept:
            context = browser.new_context(**LIGHT.options())
            visit = Visit(context.new_page(), base_url)
            visit.go("/sign-in")
            visit.sign_in(email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return state_of


@pytest.fixture(scope="session")
def demo(browser: Browser, base_url: str, states: Callable[[str], StorageState]) -> None:
    """The demo shop has been planned: its figures are on the page and no run is under way."""
    context = browser.new_context(storage_state=states("manager@demo.example"))
    page = context.new_page()
    page.goto(base_url)
    page.locator("[data-kpi]").first.wait_for(timeout=DEMO_SECONDS * 1000)
    page.locator("[data-state=done]").first.wait_for(timeout=DEMO_SECONDS * 1000)
    context.close()


@pytest.fixture
def open_as(
    browser: Browser, base_url: str, states: Callable[[str], StorageState]
) -> Iterator[Open]:
    """Opens pages: `open_as(email)` signed in, `open_as(None)` as a stranger."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def opened(email: str | None, mode: Mode = LIGHT, **options: Any) -> Visit:
        state = states(email) if email else None
        context = browser.new_context(**{**mode.options(), **options}, storage_state=state)
        context.set_default_timeout(15_000)
        contexts.append(context)
        visits.append(Visit(context.new_page(), base_url))
        return visits[-1]

    yield opened
    complaints = [complaint for visit in visits for complaint in visit.complaints()]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(params=MODES, ids=lambda mode: mode.name)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Light, dark, phone, Hindi."""
    chosen: Mode = request.param
    return chosen


@pytest.fixture(scope="session")
def some_sku(browser: Browser, base_url: str, states: Callable[..., Any], demo: None) -> str:
    """The address of a product's forecast: the first of the first store's list."""
    context = browser.new_context(storage_state=states("manager@demo.example"))
    page = context.new_page()
    page.goto(f"{base_url}/forecasts")
    link = page.locator("tbody a").first
    link.wait_for()
    path = str(link.get_attribute("href")).split("?")[0]
    context.close()
    return path
