"""A real sales file through the data page: dropped, matched, judged, mended, deleted."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Download, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "online-retail"
OWNER = "manager@shop.example"
NAME = f"online-retail-{token_hex(3)}.csv"
MENDED = NAME.replace("online-retail", "mended")
PRODUCTS = {"85099B", "85123A", "23203"}
SINCE = "2011-11"
SPOILED = 3
WORKED_MS = 240_000
PATIENT_MS = 30_000
DROP = """([text, name]) => {
  const file = new File([text], name, { type: 'text/csv' });
  const data = new DataTransfer();
  data.items.add(file);
  return data;
}"""
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def real_sales() -> str:
    """Three best sellers of UCI Online Retail in its last weeks, three of their lines spoiled."""
    with gzip.open(SAMPLE / "online-retail-sample.csv.gz", "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [r for r in rows if r["StockCode"] in PRODUCTS and r["InvoiceDate"] >= SINCE]
    spoiled = [row for row in chosen if float(row["UnitPrice"]) > 0 and int(row["Quantity"]) > 0]
    for row in spoiled[:: len(spoiled) // SPOILED][:SPOILED]:
        row["Quantity"] = "many"
    written = io.StringIO(newline="")
    lines = csv.DictWriter(written, list(rows[0]))
    lines.writeheader()
    lines.writerows(chosen)
    return written.getvalue()


def _drop(page: Page, text: str, name: str) -> None:
    data = page.evaluate_handle(DROP, [text, name])
    page.get_by_text("Drop files here").dispatch_event("drop", {"dataTransfer": data})


def _mended(download: Download, to: Path) -> Path:
    with Path(download.path()).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    bad = [row for row in rows if row["Quantity"] == "many"]
    assert len(bad) == SPOILED
    assert {row["field"] for row in bad} == {"units_sold"}
    path = to / MENDED
    with path.open("w", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]))
        lines.writeheader()
        lines.writerows({**row, "Quantity": "2"} for row in bad)
    return path


@pytest.fixture
def page(open_as: Open) -> Iterator[Page]:
    """The data page of the shop that waits for its own files."""
    visit = open_as(OWNER)
    visit.allowed.append("404")
    yield visit.go("/data")


def _send(page: Page, text: str) -> None:
    _drop(page, text, NAME)
    expect(page.get_by_role("radio", name="Sales", exact=True)).to_be_checked(timeout=PATIENT_MS)
    page.get_by_role("combobox", name="Currency of the amounts").select_option("GBP")
    page.get_by_role("button", name=f"Upload {NAME}").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible(timeout=PATIENT_MS)


def _match(page: Page) -> None:
    submit = page.get_by_role("button", name="Use this match")
    expect(submit).to_be_visible(timeout=90_000)
    preview = page.get_by_role("region", name="First rows of the file with the match")
    expect(preview).to_contain_text("2011")
    page.get_by_role("combobox", name="Use column Country as", exact=True).select_option("store_id")
    page.get_by_role("textbox", name="Remember this match as").fill("Till export")
    expect(submit).to_be_enabled()
    submit.click()


def _forget_the_match(page: Page) -> None:
    page.get_by_text("remembered match").click()
    page.get_by_role("button", name="Forget: Till export").click()
    expect(page.get_by_role("button", name="Forget: Till export")).to_have_count(0)


def test_a_real_file_is_dropped_matched_judged_mended_and_deleted(
    page: Page, real_sales: str, tmp_path: Path
) -> None:
    _send(page, real_sales)
    _match(page)

    report = page.get_by_role("region", name="Quality report")
    expect(report).to_be_visible(timeout=WORKED_MS)
    expect(report.get_by_role("img")).to_be_visible()
    expect(report).to_contain_text("Units sold: not a plain number.")
    report.get_by_role("button", name="Show as table").click()
    expect(report.get_by_role("columnheader", name="Set aside")).to_be_visible()

    with page.expect_download() as downloading:
        report.get_by_role("button", name="Download").click()
    mended = _mended(downloading.value, tmp_path)
    page.get_by_test_id("mend-input").set_input_files(mended)

    expect(page.get_by_role("heading", name=MENDED)).to_be_visible(timeout=PATIENT_MS)
    expect(page.get_by_role("region", name="Quality report")).to_contain_text(
        f"{SPOILED} rows read", timeout=WORKED_MS
    )
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    expect(page.get_by_role("region", name="Mended files")).to_contain_text(
        "3 rows brought back", timeout=PATIENT_MS
    )

    page.get_by_role("link", name="All files").click()
    page.get_by_role("combobox", name="Show files that are").select_option("curated")
    row = page.get_by_role("listitem").filter(has_text=NAME)
    expect(row).to_contain_text("In use")
    row.get_by_role("button", name=f"Delete {NAME}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 mended file that belongs to it goes with it.")
    dialog.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("combobox", name="Show files that are").select_option("")
    _forget_the_match(page)
    expect(row).to_have_count(0, timeout=WORKED_MS)
    mend = page.get_by_role("listitem").filter(has_text=MENDED)
    expect(mend).to_have_count(0, timeout=WORKED_MS)
