"""Rows out of answers: pointers, lines within records, CSV, and the Link header."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.connectors.definition import Rows
from smartretail.connectors.links import next_link
from smartretail.connectors.pointer import resolve
from smartretail.connectors.reading import columns_of, read_page

from tests.kit.connectors import failing, ok

ORDERS = {
    "orders": [
        {
            "name": "#1001",
            "customer": {"email": "a@b.example"},
            "total": 10.10,
            "line_items": [{"sku": "A", "quantity": 2}, {"sku": "B", "quantity": 1}],
        },
        {"name": "#1002", "line_items": []},
    ]
}


def rows(body: Any, **shape: Any) -> list[dict[str, Any]]:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return read_page(ok(text), Rows.model_validate(shape)).rows


def test_lines_of_an_order_become_rows_with_the_order_beside_them() -> None:
    keep = ["name", "line_items.sku", "line_items.quantity", "note"]
    page = read_page(ok(json.dumps(ORDERS)), Rows(pointer="/orders", each="/line_items", keep=keep))

    assert page.records == 2
    assert page.rows == [
        {"name": "#1001", "line_items.sku": "A", "line_items.quantity": "2", "note": None},
        {"name": "#1001", "line_items.sku": "B", "line_items.quantity": "1", "note": None},
    ]


def test_numbers_keep_their_digits_and_odd_ones_are_empty() -> None:
    body = '[{"a": 10.10, "b": 12345678901234567890, "c": NaN, "d": true, "e": null, "f": 1e3}]'

    assert rows(body) == [
        {"a": "10.10", "b": "12345678901234567890", "c": None, "d": True, "e": None, "f": "1e3"}
    ]


def test_objects_become_columns_and_lists_stay_one_cell() -> None:
    assert rows([{"a": {"b": {"c": 1}}, "tags": ["x", "y"]}]) == [
        {"a.b.c": "1", "tags": '["x", "y"]'}
    ]


def test_json_lines_and_csv_are_read() -> None:
    assert rows('{"a": 1}\n\n{"a": 2}\n', format="jsonl") == [{"a": "1"}, {"a": "2"}]
    assert rows('\ufeffa;b\n"x;1";2\n', format="csv", delimiter=";") == [{"a": "x;1", "b": "2"}]
    assert rows("a,b\n1\n1,2,3,4\n", format="csv") == [
        {"a": "1", "b": None},
        {"a": "1", "b": "2", "beyond the header": "3,4"},
    ]


def test_the_charset_that_is_told_is_used() -> None:
    answer = ok("a\ncafé\n".encode("latin-1"), content_type="text/csv; charset=ISO-8859-1")

    assert read_page(answer, Rows(format="csv")).rows == [{"a": "café"}]
    with failing("bad_answer"):
        rows("a\ncafé\n".encode("latin-1"), format="csv")


@pytest.mark.parametrize(
    ("body", "shape", "code"),
    [
        ("<html>", {}, "bad_answer"),
        ('[{"a": 1}', {}, "bad_answer"),
        ("[" * 100_000, {}, "bad_answer"),
        ("[1, 2]", {}, "bad_answer"),
        ('{"error": "x"}', {"pointer": "/orders"}, "no_rows_there"),
        ('{"a": 1}', {}, "no_rows_there"),
    ],
)
def test_what_was_not_agreed_is_refused(body: str, shape: dict[str, Any], code: str) -> None:
    with failing(code):
        rows(body, **shape)


def test_too_many_columns_are_refused_until_some_are_named() -> None:
    wide = rows([{f"c{number}": number for number in range(300)}])

    with failing("too_many_columns"):
        columns_of(wide, Rows())
    assert columns_of(wide, Rows(keep=["c7"])) == ["c7"]


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        *(("", "all"), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/m~0n", 8), ("/ ", 7)),
        *(("/foo/9", None), ("/foo/-", None), ("/none", None), ("/foo/0/x", None)),
    ],
)
def test_pointers_read_as_rfc_6901_shows(pointer: str, found: Any) -> None:
    document = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, " ": 7}

    assert resolve(document, pointer) == (document if found == "all" else found)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a.b/?p=2>; rel="next"', "https://a.b/?p=2"),
        ("<https://a.b/?p=2>; rel=next", "https://a.b/?p=2"),
        ('</one>; rel="previous", </two>; rel="next"', "/two"),
        ('</x?a=1,2;3>; title="a, \\"b\\"; c"; REL="prev Next"', "/x?a=1,2;3"),
        ('</one>; rel="previous"; rel="next"', None),
        ('</one>; rel="next"; anchor="#elsewhere"', None),
        ('</one>; rel="nextish"', None),
        ("", None),
        ("nonsense; rel=next", None),
    ],
)
def test_the_link_header_reads_as_rfc_8288_asks(header: str, target: str | None) -> None:
    assert next_link(header) == target


@given(st.text(alphabet='<>;,="relnxt \\/', max_size=60))
def test_no_link_header_breaks_the_reader(header: str) -> None:
    found = next_link(header)

    assert found is None or f"<{found}>" in header
