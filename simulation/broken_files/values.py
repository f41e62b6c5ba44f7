"""Values that are not what their column should hold."""

from collections.abc import Callable

from simulation.broken_files.case import (
    Answer,
    Asked,
    Case,
    Read,
    lines,
    refused,
    text,
    told,
    with_sales,
)

_STOCK = "date,sku_id,store_id,on_hand"


def _column(name: str, *values: str) -> Callable[[], bytes]:
    """A sales file whose column `name` holds these values, all others tidy."""
    rows = []
    for day, value in enumerate(values, start=1):
        row = {
            "date": f"2024-03-{day:02d}",
            "sku_id": f"A{day}",
            "store_id": "S01",
            "units_sold": "2",
            "revenue": "9.50",
        }
        rows.append(";".join((row | {name: value}).values()))
    return text("date;sku_id;store_id;units_sold;revenue", *rows)


def _with(
    row: str, reason: str | None = None, header: str | None = None
) -> tuple[Callable[[], bytes], Answer]:
    build = with_sales(row) if header is None else text(header, row)
    return build, Read(2, {4: reason}) if reason else Read(3)


CASES = (
    Case("words for numbers", *_with("2024-03-03,A3,S01,three,2", "not_a_number")),
    Case("a price below 0", *_with("2024-03-03,A3,S01,1,-2", "negative_price")),
    Case("no day", *_with(",A3,S01,1,2", "missing")),
    Case("no product", *_with("2024-03-03,,S01,1,2", "missing")),
    Case("no store", *_with("2024-03-03,A3,,1,2", "missing")),
    Case("a day that does not exist", *_with("2024-02-30,A3,S01,1,2", "not_a_date")),
    Case("a day in the future", *_with("2031-01-01,A3,S01,1,2", "date_in_future")),
    Case("1900-01-00, as Excel writes nothing", *_with("1900-01-00,A3,S01,1,2", "not_a_date")),
    Case("a day in 1900", *_with("1900-01-01,A3,S01,1,2", "date_too_old")),
    Case("half a unit", *_with("2024-03-03,A3,S01,0.5,2")),
    Case(
        "a number beyond all stock", *_with("2024-03-03,A3,S01,99999999999999999999,2", "too_large")
    ),
    Case("Infinity", *_with("2024-03-03,A3,S01,Infinity,2", "not_a_number")),
    Case("NaN for units", *_with("2024-03-03,A3,S01,NaN,2", "missing")),
    Case(
        "words for nothing in the price",
        _column("revenue", "9.50", "NULL", "N/A", "-", "NaN"),
        Read(5),
    ),
    Case("a code of 200 letters", *_with(f"2024-03-03,{'A' * 200},S01,1,2", "too_long")),
    Case("codes led by zeros", _column("sku_id", "000123", "000456", "7"), Read(3)),
    Case(
        "codes that Excel has shortened",
        _column("sku_id", "8.90123E+12", "8.90124E+12", "8.90125E+12"),
        refused("sku_id", "8.90123E+12", "as text"),
    ),
    Case(
        "stock below 0",
        text(_STOCK, "2024-03-01,A1,S01,5", "2024-03-02,A1,S01,-3"),
        Read(1, {3: "negative"}),
        table="inventory",
    ),
    Case(
        "unknown stock",
        text(_STOCK, "2024-03-01,A1,S01,5", "2024-03-02,A1,S01,", "2024-03-03,A1,S01,N/A"),
        Read(3),
        table="inventory",
    ),
    Case("the same row twice", with_sales("2024-03-02,A2,S01,2,9.50"), Read(2)),
    Case(
        "dates that read both ways",
        _column("date", "03/04/2024", "05/06/2024", "07/08/2024"),
        Asked("date_formats.date", ("03/04/2024",)),
    ),
    Case(
        "two-digit years that read three ways",
        _column("date", "03/04/05", "05/06/07"),
        Asked("date_formats.date"),
    ),
    Case(
        "dates of the day first, seen late in the file",
        lambda: lines(
            "date;sku_id;store_id;units_sold",
            *(f"0{n % 9 + 1}/03/2024;A{n};S01;1" for n in range(9_000)),
            *(f"{n % 19 + 13}/03/2024;B{n};S01;1" for n in range(9_000)),
        ).encode(),
        Read(18_000),
    ),
    Case(
        "day and month change places",
        _column("date", "13/01/2024", "01/14/2024", "15/01/2024", "01/16/2024"),
        refused("13/01/2024 and 01/14/2024", "one way"),
    ),
    Case(
        "two ways of writing dates in a column",
        _column("date", "2024-03-01", "13.03.2024", "14.03.2024", "15.03.2024"),
        Read(4),
    ),
    Case(
        "dates with times and zones",
        _column("date", "2024-03-01T23:59:59Z", "2024-03-02 10:00:00 +0530", "2024-03-03 08:15"),
        Read(3),
    ),
    Case("months by name", _column("date", "1-Mar-24", "2-Mar-24", "13-Mar-24"), Read(3)),
    Case("dates without marks", _column("date", "20240301", "20240302", "20240313"), Read(3)),
    Case(
        "days as Excel counts them",
        _column("date", "45352", "45353", "45354"),
        told("date", "45352", "days as Excel counts them", "2024-12-31"),
    ),
    Case(
        "seconds since 1970",
        _column("date", "1709251200", "1709337600"),
        told("date", "seconds since 1970"),
    ),
    Case("weeks for dates", _column("date", "W10 2024", "W11 2024"), told("date", "W10 2024")),
    Case(
        "decimal commas",
        _column("revenue", "1.234,50", "2,5", "12,25"),
        Read(3, form={"decimal": ","}),
    ),
    Case(
        "a comma that may be either",
        _column("revenue", "1,234", "2,345", "3,456"),
        Asked("decimals.revenue", ("1,234",)),
    ),
    Case(
        "points and commas in one column",
        _column("revenue", "1,5", "2.5", "3,5"),
        Asked("decimals.revenue"),
    ),
    Case("Indian grouping", _column("revenue", "1,23,456.50", "12,34,567", "99.5"), Read(3)),
    Case(
        "brackets for a minus",
        _column("revenue", "(9.50)", "9.50", "9.50"),
        Read(2, {2: "sign_differs_from_units"}),
    ),
    Case("currency signs", _column("revenue", "₹ 1,200.50", "Rs. 99.50", "INR 5.25"), Read(3)),
    Case(
        "percent signs",
        text(
            "promo_id,category,starts_on,ends_on,discount_pct", "P1,Tea,2024-03-01,2024-03-05,12.5%"
        ),
        Read(1),
        table="promotions",
    ),
    Case("blanks between thousands", _column("revenue", "1 234,50", "2 345,75", "5,5"), Read(3)),
    Case(
        "an unknown currency in a row",
        text(
            "date,sku_id,store_id,units_sold,price,currency",
            "2024-03-01,A1,S01,1,5,INR",
            "2024-03-02,A2,S01,1,5,XQZ",
        ),
        Read(1, {3: "no_exchange_rate"}),
    ),
    Case(
        "a word for yes",
        text(
            "date,sku_id,store_id,units_sold,promo_flag",
            "2024-03-01,A1,S01,1,yes",
            "2024-03-02,A2,S01,1,maybe",
        ),
        Read(1, {3: "not_yes_or_no"}),
    ),
    Case(
        "names for units", _column("units_sold", "red", "blue", "green"), told("units_sold", "red")
    ),
    Case(
        "a promotion that ends before it starts",
        text(
            "promo_id,sku_id,starts_on,ends_on",
            "P1,A1,2024-03-05,2024-03-01",
            "P2,A1,2024-03-05,2024-03-09",
        ),
        Read(1, {2: "ends_before_start"}),
        table="promotions",
    ),
)
