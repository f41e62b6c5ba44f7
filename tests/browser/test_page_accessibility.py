"""WCAG 2.2 AA on every page and in every dress: axe, no sideways scrolling, visible focus."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, Route

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

DRESSES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "hindi-phone": {"locale": "hi-IN", "viewport": {"width": 360, "height": 780}},
}
NAMES = ("date", "sku_id", "store_id", "units_sold", "price")
COLUMNS = {"Day": "date", "Code": "text", "Shop": "text", "Qty": "number", "Each": "number"}
ROW = ["03/04/2026", "P-1", "Pune", "4", "1,250"]
UPLOAD: dict[str, Any] = {
    "upload_id": "upl_seen",
    "table": "sales",
    "file_name": "till.csv",
    "size_bytes": 4096,
    "created_at": "2026-05-01T10:00:00Z",
    "created_by": SHOP,
    "updated_at": "2026-05-01T10:00:02Z",
    "currency": None,
    "simulated": True,
    "origin": "file",
    "mends": None,
    "mended_by": [],
    "format": {"kind": "csv", "encoding": "utf-8", "delimiter": ",", "header_row": 1},
    "preview": {"columns": list(COLUMNS), "rows": [ROW] * 4},
    "columns": [
        {"name": name, "kind": kind, "samples": [value], "filled_pct": 80.0}
        for (name, kind), value in zip(COLUMNS.items(), ROW, strict=True)
    ],
    "profile": {"name": "Till", "confirmed_by": SHOP, "confirmed_at": "2026-04-01T10:00:00Z"},
    "new_columns": ["Each"],
    "suggested": [
        {"target": "date", "column": "Day", "confidence": 0.97},
        {"target": "sku_id", "column": "Code", "confidence": 0.7},
        {"target": "price", "column": "Each", "confidence": 0.5},
    ],
    "targets": [
        {"name": name, "required": name != "price", "type": "text", "description": name}
        for name in NAMES
    ],
    "mapping": None,
    "as_of": "2026-04-30",
    "stages": [{"stage": "inspecting", "at": "2026-05-01T10:00:01Z"}],
}
ASKED = UPLOAD | {
    "state": "needs_mapping",
    "counts": None,
    "quality": [],
    "report": None,
    "problem": {"code": "date_order", "title": "Day or month first?", "detail": "Both fit."},
    "questions": [
        {
            "field": "date_formats.date",
            "text": "Is 03/04/2026 written day first or month first?",
            "options": [{"value": f"%{a}/%{b}/%Y", "label": a} for a, b in ("dm", "md")],
        },
        {"field": "currency", "text": "Which currency?", "options": []},
    ],
}
JUDGED = UPLOAD | {
    "state": "curated",
    "mapping": dict(zip(NAMES, COLUMNS, strict=True)),
    "problem": None,
    "questions": [],
    "counts": {"read": 90, "kept": 80, "rejected": 6, "returns": 3, "duplicates": 1},
    "quality": [{"rule": "duplicates", "rows": 1, "detail": "twice"}],
    "report": {
        "dates": {"first": "2026-04-01", "last": "2026-04-30"},
        "days": [{"date": f"2026-04-{day:02}", "kept": day, "rejected": 1} for day in range(1, 31)],
        "reasons": [
            {
                "field": "units_sold",
                "reason": "not_a_number",
                "rows": 6,
                "example": "many",
                "example_row": 3,
            }
        ],
        "columns": [
            {
                "column": "Day",
                "target": "date",
                "filled_pct": 99.0,
                "invalid": 2,
                "min": "2026-04-01",
                "max": "2026-04-30",
            }
        ],
    },
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


@pytest.mark.parametrize("dress", DRESSES)
def test_axe_finds_nothing_while_a_file_comes_in(dress: str, open_as: Open) -> None:
    visit = open_as(SHOP, **DRESSES[dress])
    answer: dict[str, Any] = {}
    visit.page.route(re.compile("/ingest/upl_seen$"), lambda route: _tell(route, answer))
    found = {}
    for name, told in {"asked": ASKED, "judged": JUDGED}.items():
        answer.update(told)
        page = visit.go("/data/upl_seen")
        page.locator("#mapping-title, #quality-title").first.wait_for()
        found[name] = _violations(page)
    page = visit.go("/data")
    page.get_by_test_id("file-input").set_input_files(
        [
            FilePayload(name=n, mimeType="text/csv", buffer=b"a,b")
            for n in ("a.csv", "b.csv", "c.pdf")
        ]
    )
    page.get_by_role("alert").wait_for()
    found["basket"] = _violations(page)
    page.locator("section[aria-labelledby=history-title] h2").wait_for()

    assert {name: violations for name, violations in found.items() if violations} == {}


def _tell(route: Route, answer: dict[str, Any]) -> None:
    if route.request.resource_type in ("xhr", "fetch"):
        route.fulfill(json=answer)
    else:
        route.fallback()


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
