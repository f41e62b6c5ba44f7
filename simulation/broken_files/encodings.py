"""Bytes that are no text, or text of some other encoding."""

from simulation.broken_files.case import (
    Case,
    Read,
    lines,
    refused,
    sales,
    text,
    with_sales,
)

_NAMED = "date,sku_id,store_id,units_sold,product_name"


def _named(*names: str) -> tuple[str, ...]:
    rows = (f"2024-03-{day:02d},A{day},S01,1,{name}" for day, name in enumerate(names, start=1))
    return (_NAMED, *rows)


def _mixed() -> bytes:
    """A file put together from two exports, most of it in Windows-1252."""
    old = lines(*_named("Café", "Crème", "Straße", "Jalapeño", "Piñata")).encode("cp1252")
    return old + "2024-03-09,A9,S01,1,Käse\n".encode()


def _mostly_utf8() -> bytes:
    new = lines(*_named("Café", "Crème", "Straße")).encode()
    return new + "2024-03-09,A9,S01,1,Käse\n".encode("cp1252")


CASES = (
    Case(
        "UTF-8 with a byte order mark",
        lambda: sales().encode("utf-8-sig"),
        Read(3, form={"encoding": "utf-8"}),
    ),
    Case("UTF-16 of Excel", lambda: sales().encode("utf-16"), Read(3, form={"encoding": "utf-16"})),
    Case(
        "UTF-16 little endian without a mark",
        lambda: sales().encode("utf-16-le"),
        Read(3, form={"encoding": "utf-16-le"}),
    ),
    Case(
        "UTF-16 big endian without a mark, Hindi",
        text(*_named("चाय", "दूध", "चावल"), encoding="utf-16-be"),
        Read(3, form={"encoding": "utf-16-be"}),
    ),
    Case("UTF-32", lambda: sales().encode("utf-32"), refused("UTF-32", "CSV UTF-8")),
    Case(
        "Windows-1252",
        text(*_named("Café £5", "Crème brûlée"), encoding="cp1252"),
        Read(2, form={"encoding": "cp1252"}),
    ),
    Case(
        "one pound sign in Windows-1252 far down",
        lambda: (
            (sales(3) + "2024-03-05,A5,S01,1,2\n" * 14_000).encode() + b"2024-03-06,\xa35,S01,1,2\n"
        ),
        Read(5, form={"encoding": "cp1252"}),
    ),
    Case(
        "DOS code page 437",
        text(*_named("Café", "Crème", "Jalapeño"), encoding="cp437"),
        refused("DOS code page", "CSV UTF-8"),
    ),
    Case(
        "Chinese in GBK",
        text(*_named("绿茶饮料", "牛奶巧克力"), encoding="gbk"),
        refused("Row 2", "encoding other than"),
    ),
    Case("two encodings in one file", _mixed, refused("mixes encodings", "row 7")),
    Case("one row in Windows-1252", _mostly_utf8, Read(3, {5: "bad_encoding"})),
    Case(
        "a zero byte in a row",
        with_sales("2024-03-03,A\x003,S01,1,2"),
        refused("Row 4", "zero bytes"),
    ),
    Case("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), refused("picture", "CSV or XLSX")),
    Case("a PDF named csv", lambda: b"%PDF-1.7\n1 0 obj\n", refused("PDF", "CSV or XLSX")),
    Case(
        "a web page named xlsx",
        lambda: b"<html><body><table><tr><td>date</td></tr></table></body></html>",
        refused("web page", ".xlsx"),
        file_name="report.xlsx",
    ),
    Case(
        "XML",
        lambda: b'<?xml version="1.0"?><rows><row date="2024-01-01"/></rows>',
        refused("XML", ".csv"),
    ),
    Case(
        "right-to-left and combining letters",
        text(
            *_named(
                "\u200f\u0634\u0627\u064a \u0623\u062e\u0636\u0631\u200e", "Cafe\u0301", "नमकीन"
            )
        ),
        Read(3),
    ),
    Case("emoji", text(*_named("Mug 🍵", "Family 👨‍👩‍👧‍👦")), Read(2)),
    Case(
        "full-width digits",
        with_sales("２０２４-０３-０３,Ａ３,S01,３,９.５０"),  # noqa: RUF001
        Read(3),
    ),
    Case(
        "zero-width characters in names and values",
        text("\u200bdate,sku_id\u200b,store_id,units_sold", "2024-03-01,A1\u200b,S01,1"),
        Read(1),
    ),
    Case("control characters", with_sales("2024-03-03,A\x073,S01,1,2"), Read(3)),
)
