"""Delimiters, quotes, headers and rows that do not fit them."""

from simulation.broken_files.case import (
    ROW,
    SALES_HEADER,
    Asked,
    Case,
    Read,
    joined,
    lines,
    refused,
    sales,
    text,
    told,
    with_sales,
)

_CELLS = [line.split(",") for line in sales(4).splitlines()]
_QUOTED = "date,sku_id,store_id,units_sold,product_name"


def _wide() -> bytes:
    names = ",".join(f"c{n}" for n in range(10_000))
    return lines(names, ",".join("1" * 10_000)).encode()


def _long_line() -> bytes:
    return (
        sales(2) + "2024-03-03,A3,S01,1," + "9" * (10 << 20) + "\n" + ROW.format(day=4)
    ).encode()


def _long_header() -> bytes:
    return b"x" * (10 << 20) + b",b\n1,2\n"


def _open_quote() -> bytes:
    quoted = (f'2024-03-01,A{n},S01,1,"Tea, {n}"' for n in range(50))
    plain = (f"2024-03-02,A{n},S01,1,Tea" for n in range(150))
    return lines(_QUOTED, *quoted, '2024-03-01,B1,S01,1,"Mug, blue', *plain).encode()


CASES = (
    Case("semicolons", lambda: joined(_CELLS, ";").encode(), Read(4, form={"delimiter": ";"})),
    Case("tabs", lambda: joined(_CELLS, "\t").encode(), Read(4, form={"delimiter": "\t"})),
    Case("pipes", lambda: joined(_CELLS, "|").encode(), Read(4, form={"delimiter": "|"})),
    Case("carets", lambda: joined(_CELLS, "^").encode(), Read(4, form={"delimiter": "^"})),
    Case("tildes", lambda: joined(_CELLS, "~").encode(), Read(4, form={"delimiter": "~"})),
    Case(
        "the first line names the delimiter",
        text("sep=;", *joined(_CELLS, ";").splitlines()),
        Read(4, form={"delimiter": ";", "header_row": 2}),
    ),
    Case(
        "single quotes",
        text(
            _QUOTED, "'2024-03-01','A1','S01','1','Tea, green'", "'2024-03-02','A2','S01','2','x'"
        ),
        Read(2, form={"quote": "'"}),
    ),
    Case(
        "inches are no quotes",
        text(_QUOTED, *(f'2024-03-01,P{n},S01,1,PIPE {n}" LONG' for n in range(1, 8))),
        Read(7),
    ),
    Case(
        "quotes inside quotes",
        text(_QUOTED, '2024-03-01,A1,S01,1,"Tea ""green"", 20"', "2024-03-02,A2,S01,2,Milk"),
        Read(2),
    ),
    Case(
        "line ends inside quotes",
        text(_QUOTED, '2024-03-01,A1,S01,1,"Tea\ngreen"', "2024-03-02,A2,S01,x,Milk"),
        Read(1, {3: "not_a_number"}),
    ),
    Case("a quote that never closes", _open_quote, refused("Row 52", "never closed")),
    Case(
        "a quote that one row forgets to close",
        text(
            _QUOTED,
            '2024-03-01,B1,S01,1,"Mug, blue',
            *(f'2024-03-01,A{n},S01,1,"Tea, {n}"' for n in range(9)),
        ),
        Read(9, {2: "bad_quotes"}),
    ),
    Case(
        "a stray quote",
        text(_QUOTED, '2024-03-01,B1,S01,1,"Mug', "2024-03-02,A1,S01,1,Tea"),
        Read(2),
    ),
    Case(
        "CR, LF and CRLF in one file",
        text(f"{SALES_HEADER}\r", ROW.format(day=1), f"{ROW.format(day=2)}\r{ROW.format(day=3)}\r"),
        Read(3),
    ),
    Case("line ends of an old Mac", text(SALES_HEADER, ROW.format(day=1), end="\r"), Read(1)),
    Case(
        "a delimiter at the end of every row",
        text(SALES_HEADER, *(ROW.format(day=day) + "," for day in range(1, 5))),
        Read(4),
    ),
    Case(
        "a delimiter at the end of every line",
        text(SALES_HEADER + ",", *(ROW.format(day=day) + "," for day in range(1, 5))),
        Read(4),
    ),
    Case("a row that is too short", with_sales("2024-03-03,A3,S01"), Read(2, {4: "ragged_row"})),
    Case(
        "a row that is too long",
        with_sales("2024-03-03,A3,S01,1,1,234.50"),
        Read(2, {4: "ragged_row"}),
    ),
    Case(
        "blank rows",
        text(SALES_HEADER, "", ROW.format(day=1), ",,,,", "", "2024-03-02,A2,S01,x,1"),
        Read(1, {6: "not_a_number"}),
    ),
    Case(
        "title lines above the names",
        text("Sales report;;;;", "Printed 31.03.2024;;;;", "", *joined(_CELLS, ";").splitlines()),
        Read(4, form={"header_row": 4}),
    ),
    Case(
        "a total under the rows",
        with_sales("Total,,,3,"),
        Read(2, {4: "not_a_date"}),
    ),
    Case(
        "the names once more in the middle",
        with_sales(SALES_HEADER, ROW.format(day=3)),
        Read(3, {4: "repeated_header"}),
    ),
    Case(
        "no names at all",
        text(*(ROW.format(day=day) for day in range(1, 6))),
        Asked("header_row", ("Row 1 holds 2024-03-01",)),
    ),
    Case(
        "no names, all text",
        text("P1,Mint tea,Drinks", "P2,Oat milk,Dairy", "P3,Brown rice,Staples"),
        Asked("header_row"),
        table="products",
    ),
    Case(
        "names in two lines",
        text(
            "date,sku_id,store_id,units_sold,price",
            "day,code,shop,pieces,in rupees",
            *(ROW.format(day=day) for day in range(1, 7)),
        ),
        Asked("header_row"),
    ),
    Case(
        "days side by side",
        text("sku_id,2024-03-01,2024-03-02,2024-03-03,2024-03-04", "A1,1,2,3,4", "A2,5,6,7,8"),
        refused("days as columns", "one row per day"),
    ),
    Case(
        "a column twice",
        text("date,sku_id,store_id,units_sold,units_sold", "2024-03-01,A1,S01,1,2"),
        told("units_sold"),
    ),
    Case(
        "column names in another order and case",
        text("PRICE,Units_Sold,STORE_ID,Sku_Id,Date", "9.5,1,S01,A1,2024-03-01"),
        Read(1),
    ),
    Case(
        "nothing under the names",
        text(SALES_HEADER),
        refused("no rows are under it"),
    ),
    Case("0 bytes", lambda: b"", refused("0 bytes")),
    Case("blank lines only", lambda: b"\n \n\r\n", refused("blank lines only")),
    Case("one column", text("sku_id", "A1", "A2"), refused("one column", "semicolon")),
    Case("10,000 columns", _wide, refused("10000 columns", "one row per day")),
    Case("a line of 10 MB", _long_line, Read(3, {4: "row_too_long"})),
    Case("a first line of 10 MB", _long_header, refused("longer than")),
    Case(
        "a formula in a cell",
        with_sales(
            "2024-03-03,=cmd|' /C calc'!A0,S01,1,2", '2024-03-04,"=HYPERLINK(""x"")",S01,x,2'
        ),
        Read(3, {5: "not_a_number"}),
    ),
    Case(
        "uneven rows throughout",
        text(
            "date,sku_id,units", "2024-03-01,A1", "a,b,c,d,e", "1", "2,3,4,5", "x,y", "2,3,4,5,6,7"
        ),
        refused("different numbers of columns"),
    ),
    Case(
        "the store is missing",
        text("date,sku_id,units_sold", "2024-03-01,A1,2", "2024-03-02,A2,2"),
        told("store_id"),
    ),
    Case(
        "the product is missing",
        text("date,store_id,units_sold", "2024-03-01,S01,2", "2024-03-02,S01,2"),
        told("sku_id"),
    ),
    Case("the currency is missing", lambda: sales().encode(), Asked("currency"), base=None),
)
