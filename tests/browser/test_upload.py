"""A retailer's own file: from the disk through the column match into use."""

import csv
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

OWNER = "manager@shop.example"
CURATED_MS = 240_000
COLUMNS = ("Rechnung", "Artikel", "Bezeichnung", "Stk", "Wann", "Einzelpreis", "Filiale")
TARGETS = {
    "Date": "Wann",
    "Product code (SKU)": "Artikel",
    "Store": "Filiale",
    "Units sold": "Stk",
    "Price each": "Einzelpreis",
    "Product name": "Bezeichnung",
}
Open = Callable[..., Any]


@pytest.fixture
def sales_file(tmp_path: Path) -> Path:
    """Half a year of two shops and four products, under headings nobody has seen before."""
    chance = random.Random(11)
    path = tmp_path / "kasse.csv"
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for day in range(180):
            when = date(2026, 3, 1) + timedelta(days=day)
            for sku in range(4):
                for shop in ("Nord", "Sued"):
                    units = chance.randint(1, 9) + 4 * (when.weekday() >= 5)
                    row = (
                        9000 + day,
                        f"P-{sku}",
                        f"Tea {sku}",
                        units,
                        when.isoformat(),
                        2.5 + sku,
                        shop,
                    )
                    lines.writerow(row)
        lines.writerow((9999, "P-1", "Tea 1", "many", "2026-08-01", 3.5, "Nord"))
    return path


def _drop_uploads(route: Route) -> None:
    if route.request.method == "PUT":
        route.abort()
    else:
        route.continue_()


def _match_columns(page: Page) -> None:
    for target, column in TARGETS.items():
        page.get_by_role(
            "combobox", name=f"Column in your file: {target}", exact=True
        ).select_option(column)


def test_a_file_goes_through_mapping_into_use(open_as: Open, sales_file: Path) -> None:
    page = open_as(OWNER).go("/data")
    expect(page.get_by_role("heading", name="What each file unlocks")).to_be_visible()

    page.get_by_test_id("file-input").set_input_files(sales_file)
    page.get_by_role("combobox", name="Currency of the amounts").select_option("GBP")
    page.get_by_role("button", name="Upload kasse.csv").click()
    expect(page.get_by_role("heading", name="kasse.csv")).to_be_visible()

    submit = page.get_by_role("button", name="Use this match")
    expect(submit).to_be_visible(timeout=60_000)
    _match_columns(page)
    submit.click()

    expect(page.get_by_text("Quality report")).to_be_visible(timeout=CURATED_MS)
    expect(page.get_by_text("Forecasts and decisions are rebuilt by themselves.")).to_be_visible()
    expect(page.get_by_role("button", name="Download the rows set aside")).to_be_visible()

    page.get_by_role("link", name="All files").click()
    expect(page.locator("li").filter(has_text="kasse.csv").first).to_contain_text("In use")


def test_a_required_column_must_be_matched_once(open_as: Open, sales_file: Path) -> None:
    page = open_as(OWNER).go("/data")
    page.get_by_test_id("file-input").set_input_files(
        {
            "name": "other.csv",
            "mimeType": "text/csv",
            "buffer": sales_file.read_bytes().replace(b"Wann", b"Tag", 1),
        }
    )
    page.get_by_role("button", name="Upload other.csv").click()
    submit = page.get_by_role("button", name="Use this match")
    expect(submit).to_be_visible(timeout=60_000)

    units = page.get_by_role("combobox", name="Column in your file: Units sold", exact=True)
    units.select_option("")
    expect(page.get_by_text("Still to match:")).to_contain_text("Units sold")
    expect(submit).to_be_disabled()

    page.get_by_role("combobox", name="Column in your file: Store", exact=True).select_option(
        "Artikel"
    )
    units.select_option("Artikel")
    expect(page.get_by_text("“Artikel” is chosen twice.")).to_be_visible()


def test_a_file_of_the_wrong_kind_is_refused_before_it_is_sent(open_as: Open) -> None:
    page = open_as(OWNER).go("/data?table=inventory")

    page.get_by_test_id("file-input").set_input_files(
        {"name": "stock.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )

    expect(page.get_by_role("alert")).to_contain_text("stock.pdf is not a CSV")


def test_an_interrupted_upload_can_be_tried_again(open_as: Open, sales_file: Path) -> None:
    visit = open_as(OWNER)
    visit.allowed.extend(["ERR_FAILED", "ERR_CONNECTION"])
    page = visit.go("/data")
    keys: list[str | None] = []
    page.on(
        "request",
        lambda sent: (
            keys.append(sent.headers.get("idempotency-key"))
            if sent.method == "POST" and "/ingest/sales" in sent.url
            else None
        ),
    )
    page.route(re.compile(".*"), _drop_uploads)
    page.get_by_test_id("file-input").set_input_files(sales_file)
    page.get_by_role("combobox", name="Currency of the amounts").select_option("GBP")
    page.get_by_role("button", name="Upload kasse.csv").click()
    expect(page.get_by_role("alert")).to_contain_text("The upload stopped")

    page.unroute_all()
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", name="kasse.csv")).to_be_visible()
    assert len(keys) == 2
    assert keys[0] == keys[1]
