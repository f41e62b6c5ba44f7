"""Files on their way in: what is asked, refused, interrupted and taken up again."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

OWNER = "manager@shop.example"
ASKED_MS = 90_000
PATIENT_MS = 30_000
HEADINGS = "Rechnung,Artikel,Bezeichnung,Stk,Wann,Einzelpreis,Filiale\n"
LARGE_BYTES = 18 << 20
Open = Callable[..., Any]


@pytest.fixture
def till_file(tmp_path: Path) -> Path:
    """A month of two shops, under headings nobody has seen before."""
    chance = random.Random(11)
    days = [date(2026, 3, 1) + timedelta(days=day) for day in range(30)]
    rows = [
        f"{9000 + number},P-{sku},Tea {sku},{chance.randint(1, 9)},{day},{2.5 + sku},{shop}\n"
        for number, day in enumerate(days)
        for sku in range(4)
        for shop in ("Nord", "Sued")
    ]
    path = tmp_path / "kasse.csv"
    path.write_text(HEADINGS + "".join(rows))
    return path


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """More than one part; its headings ask for a person, so nothing more is done with it."""
    row = f"1,P-1,{'Tea ' * 250},1,2026-03-01,2.5,Nord\n"
    path = tmp_path / "grosse-kasse.csv"
    path.write_text(HEADINGS + row * (LARGE_BYTES // len(row)))
    return path


@pytest.fixture
def data_page(open_as: Open) -> Iterator[Page]:
    """The data page of an empty shop; lost transfers are what these tests provoke."""
    visit = open_as(OWNER)
    visit.allowed.extend(["ERR_FAILED", "ERR_CONNECTION", "ERR_ABORTED"])
    page = visit.go("/data")
    yield page
    page.unroute_all(behavior="ignoreErrors")


def _start(page: Page, path: Path) -> None:
    page.get_by_test_id("file-input").set_input_files(path)
    page.get_by_role("radio", name="Sales", exact=True).check(force=True)
    page.get_by_role("combobox", name="Currency of the amounts").select_option("GBP")
    page.get_by_role("button", name=f"Upload {path.name}").click()


def _delete(page: Page) -> None:
    page.get_by_role("button", name="Delete this file").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Your files")).to_be_visible(timeout=PATIENT_MS)


def test_needed_columns_stay_in_the_way_until_they_are_matched(
    data_page: Page, till_file: Path
) -> None:
    page = data_page
    _start(page, till_file)
    submit = page.get_by_role("button", name="Use this match")
    expect(submit).to_be_visible(timeout=ASKED_MS)
    use = "Use column {} as"
    page.get_by_role("combobox", name=use.format("Stk"), exact=True).select_option("")
    expect(page.get_by_text("Needed and not found yet")).to_be_visible()
    expect(submit).to_be_disabled()

    which = page.get_by_role("combobox", name="Column in your file: Units sold")
    which.select_option("Artikel")
    expect(page.get_by_role("combobox", name=use.format("Artikel"), exact=True)).to_have_value(
        "units_sold"
    )
    expect(page.get_by_text("does not fit").first).to_be_visible()
    _delete(page)


def test_several_files_say_what_each_holds(data_page: Page, till_file: Path) -> None:
    page = data_page
    files = {
        "sales-2026.csv": b"date,sku_id,store_id,units_sold\n",
        "stock.xlsx": b"1",
        "x.csv": b"a,b\n",
    }
    page.get_by_test_id("file-input").set_input_files(
        [FilePayload(name=n, mimeType="text/csv", buffer=b) for n, b in files.items()]
    )

    expect(page.get_by_role("combobox", name="sales-2026.csv")).to_have_value(
        "sales", timeout=PATIENT_MS
    )
    expect(page.get_by_role("combobox", name="stock.xlsx")).to_have_value("inventory")
    expect(page.get_by_role("button", name="Upload 3 files")).to_be_disabled()
    page.get_by_role("combobox", name="x.csv", exact=False).last.select_option("holidays")
    expect(page.get_by_role("button", name="Upload 3 files")).to_be_enabled()


@pytest.mark.parametrize(
    ("name", "said"),
    [("stock.pdf", "stock.pdf is not a CSV"), ("old.xls", "old.xls is an old Excel file")],
)
def test_a_file_of_the_wrong_kind_is_refused_before_it_is_sent(
    name: str, said: str, data_page: Page
) -> None:
    data_page.get_by_test_id("file-input").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": b"x"}
    )

    expect(data_page.get_by_role("alert")).to_contain_text(said)


def test_rows_can_be_pasted(data_page: Page) -> None:
    page = data_page
    page.get_by_role("button", name="Paste rows instead").click()
    page.get_by_role("textbox", name="Rows with their headings").fill(
        "store_id\tstore_name\tcity\nPASTED\tCorner shop\tPune\n"
    )
    page.get_by_role("radio", name="Stores", exact=True).check(force=True)
    page.get_by_role("button", name="Send these rows").click()

    expect(page.get_by_role("heading", name="Quality report")).to_be_visible(timeout=ASKED_MS)
    expect(page.get_by_text("Pasted", exact=True)).to_be_visible()


def test_a_small_file_that_is_interrupted_goes_on_by_itself(
    data_page: Page, till_file: Path
) -> None:
    page = data_page
    keys: list[str | None] = []
    puts: list[str] = []

    def listen(sent: Request) -> None:
        if sent.method == "POST" and sent.url.endswith("/ingest/sales"):
            keys.append(sent.headers.get("idempotency-key"))

    def lose_the_first(route: Route) -> None:
        if route.request.method == "PUT":
            puts.append(route.request.url)
        if route.request.method == "PUT" and len(puts) == 1:
            route.abort()
        else:
            route.fallback()

    page.on("request", listen)
    page.route(re.compile(".*"), lose_the_first)
    _start(page, till_file)

    expect(page.get_by_role("heading", name="kasse.csv")).to_be_visible(timeout=PATIENT_MS)
    assert len(puts) == 2
    assert len(set(keys)) == 1
    expect(page.get_by_role("button", name="Use this match")).to_be_visible(timeout=ASKED_MS)
    _delete(page)


def test_a_large_file_goes_on_after_a_reload(data_page: Page, large_file: Path) -> None:
    page = data_page
    page.on("dialog", lambda dialog: dialog.accept())
    sent: list[int] = []

    def hold_the_second(route: Route) -> None:
        number = re.search(r"partNumber=(\d+)", route.request.url)
        if route.request.method != "PUT" or number is None:
            route.fallback()
            return
        sent.append(int(number[1]))
        if number[1] == "1":
            route.fallback()

    page.route(re.compile("partNumber="), hold_the_second)
    _start(page, large_file)
    of_all = page.get_by_text(re.compile(r"1[67](\.\d)? MB of 1[89](\.\d)? MB"))
    expect(of_all).to_be_visible(timeout=PATIENT_MS)
    page.get_by_role("button", name=f"Pause: {large_file.name}").click()
    expect(page.get_by_text("Paused. What has arrived stays.")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
    page.on("request", lambda r: sent.append(-1) if "partNumber=1&" in r.url else None)

    page.reload()
    expect(page.get_by_text(re.compile(f"{large_file.name} stopped at 8\\d"))).to_be_visible(
        timeout=PATIENT_MS
    )
    page.get_by_test_id("resume-input").set_input_files(large_file)

    expect(page.get_by_role("heading", name=large_file.name)).to_be_visible(timeout=ASKED_MS)
    assert 1 in sent
    assert -1 not in sent
    expect(page.get_by_role("button", name="Use this match")).to_be_visible(timeout=ASKED_MS)
    _delete(page)
