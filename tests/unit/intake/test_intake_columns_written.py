"""How a column is written is told where its values prove it, and left open where they do not."""

import pytest
from smartretail.intake.content import written
from smartretail.intake.files.headers import Record, find_header
from smartretail.intake.files.model import Found


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        (("13/04/2026", "01/02/2026"), ("%d/%m/%Y", None)),
        (("03/04/2026", "01/02/2026"), (None, None)),
        (("13/04/2026", "04/13/2026"), (None, None)),
        (("2026-04-03", "2026-04-04"), ("ISO", None)),
        (("1,5", "22,75"), (None, ",")),
        (("1,250", "2,500"), (None, None)),
        (("Tea", "Milk"), (None, None)),
        ((), (None, None)),
    ],
)
def test_only_what_the_values_prove_is_told(
    values: tuple[str, ...], ways: tuple[str | None, str | None]
) -> None:
    assert written(Found("c", values)) == ways


def test_a_report_head_of_two_cells_is_not_taken_for_the_names() -> None:
    lines = ["Exported,2026-02-01,,", "Day,Article,Shop,Qty"]
    lines += [f"2026-01-{day:02},P-{day % 5},North,{day % 7}" for day in range(1, 29)]
    records = [Record(number, line.split(",")) for number, line in enumerate(lines, start=2)]

    header = find_header(records)

    assert (header.row, header.may_be) == (3, ())
