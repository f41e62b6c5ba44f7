"""Remembered mappings: the same columns go through, changed ones are asked about."""

import json
from dataclasses import replace

import pytest
from smartretail.intake.files.model import Unreadable
from smartretail.intake.model import State, Upload

from tests.kit.line import ANN, CHOICE, EXACT, FOREIGN, Line

UNNAMED = b"2024-01-01;A1;S01;3\n2024-01-31;A2;S01;1\n2024-02-01;A3;S01;2\n"
MENDED = b"""row,field,reason,date,sku_id,store_id,units_sold,price
4,units_sold,not_a_number,2024-01-03,A4,S01,2,5
"""


@pytest.fixture
def line() -> Line:
    made = Line()
    first = made.send(FOREIGN)
    made.inspect(first)
    made.choose(first, profile_name="Till of Pune")
    return made


def sent(line: Line, data: bytes) -> Upload:
    upload = line.send(data)
    line.inspect(upload)
    return line.now(upload)


def test_order_case_and_spacing_of_the_columns_do_not_matter(line: Line) -> None:
    upload = sent(line, b"QTY; shop ;code;day\n3;S01;A1;13.01.2024\n")

    assert upload.state == "cleaning"
    assert line.request(upload)["mapping"] == {
        "date": "day",
        "sku_id": "code",
        "store_id": "shop",
        "units_sold": "QTY",
    }
    assert upload.profile is not None
    assert (upload.profile.name, upload.profile.confirmed_by) == ("Till of Pune", ANN.user)


def test_a_new_column_goes_through_and_is_noted(line: Line) -> None:
    upload = sent(line, b"Day;Code;Shop;Qty;Colour\n13.01.2024;A1;S01;3;red\n")

    assert upload.state == "cleaning"
    assert upload.new_columns == ("Colour",)


def test_a_renamed_column_is_asked_about_and_never_guessed(line: Line) -> None:
    upload = sent(line, b"Day;Code;Shop;Qty sold;Colour\n13.01.2024;A1;S01;3;red\n")

    assert upload.state == "needs_mapping"
    (question,) = upload.questions
    assert question.field == "renamed.units_sold"
    assert [option.value for option in question.options] == ["Qty sold", "Colour"]

    line.choose(upload, mapping=CHOICE | {"units_sold": "Qty sold"})
    line.inspector().run({"tenant": "DEMO", "upload_id": upload.upload_id})
    assert line.now(upload).state == "cleaning"
    assert (
        sent(line, b"Day;Code;Shop;Qty sold;Colour\n14.01.2024;A1;S01;3;red\n").state == "cleaning"
    )


def test_a_file_of_another_kind_is_not_claimed_by_a_narrow_profile(line: Line) -> None:
    wide = ";".join(["Day", "Code", "Shop", "Qty", *(f"c{n}" for n in range(9))])
    upload = sent(line, f"{wide}\n13.01.2024;A1;S01;3{';x' * 9}\n".encode())

    assert upload.state == "needs_mapping"
    assert upload.profile is None


def test_a_file_without_names_is_asked_about_once(line: Line) -> None:
    upload = sent(line, UNNAMED)
    (question,) = upload.questions
    assert (question.field, [o.value for o in question.options]) == ("header_row", ["0", "1"])

    by_id = {"tenant": "DEMO", "upload_id": upload.upload_id}
    line.choose(upload, mapping={}, header_row=0)
    assert line.inspector().run(by_id)["state"] == "needs_mapping"
    names = [column.name for column in line.now(upload).columns]
    assert names == ["column 1", "column 2", "column 3", "column 4"]

    line.choose(upload, mapping=dict(zip(CHOICE, names, strict=True)))
    assert line.inspector().run(by_id)["state"] == "cleaning"
    assert line.request(upload)["format"]["header_row"] == 0
    assert sent(line, UNNAMED + b"2024-02-02;A1;S01;7\n").state == "cleaning"


def test_another_header_row_is_looked_at_again(line: Line) -> None:
    upload = sent(line, b"a;b;c;d\nDay;Item;Outlet;Pieces\n13.01.2024;A1;S01;3\n")
    line.choose(upload, mapping={}, header_row=2)
    line.inspector().run({"tenant": "DEMO", "upload_id": upload.upload_id})

    seen = line.now(upload)
    assert [column.name for column in seen.columns] == ["Day", "Item", "Outlet", "Pieces"]
    assert seen.format is not None
    assert seen.format["header_row"] == 2


def test_what_was_seen_is_shown(line: Line) -> None:
    upload = sent(line, EXACT + b"2024-02-01,A3,S01,,5\n2024-02-02,A4,S01,,5\n")

    assert upload.preview is not None
    assert upload.preview.columns == ("date", "sku_id", "store_id", "units_sold", "price")
    assert upload.preview.rows[0] == ("2024-01-01", "A1", "S01", "3", "9.50")
    assert [column.kind for column in upload.columns] == [
        "date",
        "text",
        "text",
        "number",
        "number",
    ]
    assert upload.columns[3].filled_pct == 50.0


def mend(line: Line, data: bytes) -> tuple[Upload, Upload]:
    root = sent(line, EXACT)
    upload = line.send(data)
    line.uploads.kept["DEMO", upload.upload_id] = Upload(**vars(upload) | {"mends": root.upload_id})
    return root, line.now(upload)


def test_a_mend_is_done_as_its_root_was(line: Line) -> None:
    root, upload = mend(line, MENDED.replace(b",", b";"))
    line.inspect(upload)

    wanted = line.request(root) | {"mends": root.upload_id}
    wanted["format"] = wanted["format"] | {"delimiter": ";"}
    assert line.request(upload) == wanted


def test_a_mend_that_comes_after_its_root_was_deleted_is_refused(line: Line) -> None:
    root, upload = mend(line, MENDED)
    line.uploads.kept["DEMO", root.upload_id] = replace(line.now(root), state=State.DELETING)

    with pytest.raises(Unreadable, match="was deleted"):
        line.inspect(upload)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [(b"row,", b"nr,", "no column row"), (b"units_sold,price", b"units,price", "units_sold")],
)
def test_a_mend_without_its_columns_is_refused(
    line: Line, old: bytes, new: bytes, sentence: str
) -> None:
    _, upload = mend(line, MENDED.replace(old, new))

    with pytest.raises(Unreadable, match=sentence):
        line.inspect(upload)
    assert json.dumps(upload.upload_id) not in line.documents.kept
