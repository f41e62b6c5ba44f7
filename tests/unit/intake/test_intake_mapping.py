from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail.intake.choice import signature
from smartretail.intake.files.model import Found, Layout, Look, Unreadable
from smartretail.intake.mapping import decide
from smartretail.intake.model import Choice
from smartretail.intake.names import folded
from smartretail.intake.suggest import SURE_ENOUGH, exact_mapping, suggest
from smartretail.intake.tables import TABLES, Table

SALES = TABLES[Table.SALES]
ISO_DAYS = ("2024-01-01", "2024-01-31")


def look(**columns: tuple[str, ...]) -> Look:
    return Look(Layout("csv"), tuple(Found(name, values) for name, values in columns.items()))


EXACT = look(date=ISO_DAYS, sku_id=("A1", "A2"), store_id=("S1", "S1"), units_sold=("1", "2"))
FOREIGN = look(
    InvoiceNo=("536365", "C536379"),
    StockCode=("85123A", "D"),
    Description=("WHITE HANGING HEART", "Discount"),
    Quantity=("6", "-1"),
    InvoiceDate=("12/1/2010 8:26", "12/13/2010 9:41"),
    UnitPrice=("2.55", "27.5"),
    CustomerID=("17850", "14527"),
    Country=("United Kingdom", "France"),
)
UCI = {
    "date": "InvoiceDate",
    "sku_id": "StockCode",
    "store_id": "Country",
    "units_sold": "Quantity",
    "price": "UnitPrice",
    "source_event_id": "InvoiceNo",
    "product_name": "Description",
}


def suggested(found: Look, table: Table = Table.SALES) -> dict[str, str]:
    return {s.target: s.column for s in suggest(found.columns, TABLES[table])}


def test_the_columns_of_uci_online_retail_are_recognised() -> None:
    assert suggested(FOREIGN) == UCI


def test_a_sure_name_is_told_from_a_likely_one() -> None:
    confidence = {s.target: s.confidence for s in suggest(FOREIGN.columns, SALES)}

    assert confidence["sku_id"] >= 0.95
    assert confidence["store_id"] < 0.95


def test_shopify_orders_are_recognised() -> None:
    found = suggested(
        Look(
            Layout("csv"),
            tuple(
                Found(name, values)
                for name, values in {
                    "Name": ("#1001", "#1002"),
                    "Created at": ("2024-01-01 10:00:00 +0530", "2024-01-02 11:00:00 +0530"),
                    "Currency": ("INR", "INR"),
                    "Lineitem quantity": ("1", "2"),
                    "Lineitem name": ("Mug", "Cup"),
                    "Lineitem price": ("199.00", "99.00"),
                    "Lineitem sku": ("MUG-1", "CUP-1"),
                    "Location": ("Pune", "Pune"),
                }.items()
            ),
        )
    )

    assert found == {
        "date": "Created at",
        "sku_id": "Lineitem sku",
        "store_id": "Location",
        "units_sold": "Lineitem quantity",
        "price": "Lineitem price",
        "source_event_id": "Name",
        "product_name": "Lineitem name",
        "currency": "Currency",
    }


def test_tally_stock_is_recognised() -> None:
    found = look(Date=ISO_DAYS, Godown=("Main", "Main"), SKU=("A", "B"), Closing_Balance=("5", "7"))

    assert suggested(found, Table.INVENTORY) == {
        "date": "Date",
        "sku_id": "SKU",
        "store_id": "Godown",
        "on_hand": "Closing_Balance",
    }


def test_contents_speak_against_a_name() -> None:
    found = look(Quantity=("red", "blue"), OrderDate=("n/a", "soon"))

    assert suggested(found) == {}


def test_a_column_is_suggested_once_and_a_target_once() -> None:
    found = look(qty=("1", "2"), quantity=("1", "2"), Qty_Sold=("1", "2"))
    pairs = suggest(found.columns, SALES)

    assert len(pairs) == 1


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=12, unique=True))
def test_any_column_names_give_a_consistent_suggestion(columns: list[str]) -> None:
    pairs = suggest([Found(name, None) for name in columns], SALES)

    assert len({p.target for p in pairs}) == len({p.column for p in pairs}) == len(pairs)
    assert all(0.5 <= p.confidence <= 1 for p in pairs)


@pytest.mark.parametrize("written", ["SKU ID", "sku-id", "Sku_Id", "skuId", "ＳＫＵ ＩＤ"])  # noqa: RUF001
def test_a_name_is_the_same_however_it_is_spelt(written: str) -> None:
    assert folded(written) == "skuid"


def test_exact_names_go_through_without_a_question() -> None:
    decision = decide(SALES, EXACT, None)

    assert decision.problem is None
    assert decision.mapping == {n: n for n in ("date", "sku_id", "store_id", "units_sold")}
    assert decision.date_formats == {}


def test_good_guesses_are_asked_about_the_first_time() -> None:
    decision = decide(SALES, FOREIGN, None)

    assert decision.mapping is None
    assert decision.problem is not None
    assert "date, sku_id, store_id, units_sold" in decision.problem.detail


def test_a_confirmed_mapping_goes_through() -> None:
    decision = decide(SALES, FOREIGN, Choice(UCI))

    assert decision.problem is None
    assert decision.mapping == UCI
    assert decision.date_formats == {"date": "%m/%d/%Y"}


def test_two_columns_of_one_exact_name_are_asked_about() -> None:
    names = ["date", "sku_id", "SKU ID", "store_id", "units_sold"]

    assert exact_mapping(names, SALES) is None


def test_dates_that_read_both_ways_are_asked_about_and_the_answer_is_used() -> None:
    twofold = look(
        date=("03/04/2025", "05/06/2025"),
        sku_id=("A", "B"),
        store_id=("S", "S"),
        units_sold=("1", "2"),
    )
    asked = decide(SALES, twofold, None)

    assert asked.problem is not None
    assert asked.questions[0].field == "date_formats.date"
    assert [o.value for o in asked.questions[0].options] == ["%d/%m/%Y", "%m/%d/%Y"]
    mapping = {n: n for n in ("date", "sku_id", "store_id", "units_sold")}
    for way in ("%d/%m/%Y", "%m/%d/%Y"):
        told = decide(SALES, twofold, Choice(mapping, {"date": way}))
        assert (told.problem, told.date_formats) == (None, {"date": way})


def test_what_the_dates_say_goes_before_what_was_once_confirmed() -> None:
    american = look(
        date=("12/13/2025", "12/14/2025"),
        sku_id=("A", "B"),
        store_id=("S", "S"),
        units_sold=("1", "2"),
    )
    mapping = {n: n for n in ("date", "sku_id", "store_id", "units_sold")}

    told = Choice(mapping, {"date": "%d/%m/%Y"})

    assert decide(SALES, american, told).date_formats == {"date": "%m/%d/%Y"}


def test_every_date_column_is_read_in_its_own_way() -> None:
    receipts = look(
        receipt_id=("1", "2"),
        sku_id=("A", "B"),
        store_id=("S", "S"),
        ordered_on=("13.04.2025", "14.04.2025"),
        received_on=("04/20/2025", "05/21/2025"),
    )

    assert decide(TABLES[Table.RECEIPTS], receipts, None).date_formats == {
        "ordered_on": "%d.%m.%Y",
        "received_on": "%m/%d/%Y",
    }


def test_a_second_date_column_does_not_settle_the_first() -> None:
    receipts = look(
        receipt_id=("1", "2"),
        sku_id=("A", "B"),
        store_id=("S", "S"),
        ordered_on=("03/04/2025", "05/06/2025"),
        received_on=("20/04/2025", "21/06/2025"),
    )
    (question,) = decide(TABLES[Table.RECEIPTS], receipts, None).questions

    assert question.field == "date_formats.ordered_on"


def test_day_and_month_that_change_places_within_a_column_are_refused() -> None:
    mixed = look(
        date=("13/01/2024", "01/14/2024", "15/01/2024"),
        sku_id=("A", "B", "C"),
        store_id=("S", "S", "S"),
        units_sold=("1", "2", "3"),
    )

    with pytest.raises(Unreadable, match="13/01/2024 and 01/14/2024"):
        decide(SALES, mixed, None)


def test_a_date_column_without_dates_is_a_problem_even_when_confirmed() -> None:
    decision = decide(SALES, FOREIGN, Choice(UCI | {"date": "StockCode"}))

    assert decision.problem is not None
    assert "StockCode" in decision.problem.detail


def test_columns_whose_values_are_not_seen_are_trusted_by_name() -> None:
    parquet = Look(
        Layout("parquet"),
        tuple(Found(n, None) for n in ("date", "sku_id", "store_id", "units_sold")),
    )

    assert decide(SALES, parquet, None).problem is None


@given(st.permutations(["a", "b", "c"]))
def test_the_order_of_columns_does_not_change_who_they_are(columns: list[str]) -> None:
    assert signature(columns) == signature(["a", "b", "c"])
    assert signature(columns) == signature([" A", "b", "C"])
    assert signature(columns) != signature(["a", "b", "d"])


def test_every_day_of_a_year_is_settled_without_a_question() -> None:
    days = tuple((date(2025, 1, 1) + timedelta(n)).strftime("%d-%m-%Y") for n in range(365))
    units = tuple("1" for _ in days)
    found = look(date=days, sku_id=units, store_id=units, units_sold=units)

    assert decide(SALES, found, None).date_formats == {"date": "%d-%m-%Y"}


def test_two_columns_that_fit_alike_are_never_suggested_as_sure() -> None:
    found = look(Order_Date=ISO_DAYS, Invoice_Date=ISO_DAYS, SKU=("A1", "A2"))
    dates = next(s for s in suggest(found.columns, SALES) if s.target == "date")

    assert dates.confidence < SURE_ENOUGH


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        (("1,234", "99.5"), False),
        (("1,234", "2,345"), True),
        (("1,5", "2.5"), True),
        (("1.234,50", "2.345"), False),
        (("12,34,567", "1,234"), False),
        (("0.125", "1.250"), False),
        (("7", "12"), False),
    ],
)
def test_a_decimal_mark_is_taken_from_the_column_or_asked(
    values: tuple[str, ...], asked: bool
) -> None:
    found = look(
        date=ISO_DAYS, sku_id=("A1", "A2"), store_id=("S", "S"), units_sold=("1", "2"), price=values
    )
    questions = [question.field for question in decide(SALES, found, None).questions]

    assert questions == (["decimals.price"] if asked else [])


def test_codes_that_a_spreadsheet_has_shortened_are_called_out() -> None:
    found = look(
        date=ISO_DAYS, sku_id=("8.90123E+12", "A2"), store_id=("S", "S"), units_sold=("1", "2")
    )

    with pytest.raises(Unreadable, match="sku_id holds codes"):
        decide(SALES, found, None)
