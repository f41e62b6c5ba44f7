import copy

from hypothesis import given
from hypothesis import strategies as st
from smartretail.kernel.audit import GENESIS, AuditRecord, chain, first_break

RECORDS = [
    AuditRecord(f"2026-11-21T09:3{n}:00.000Z", "DEMO", "ann@demo.example", "accept", f"rec/{n}")
    for n in range(5)
]


def lines(records: list[AuditRecord] = RECORDS) -> list[dict[str, object]]:
    made, previous = [], GENESIS
    for record in records:
        made.append(chain(record, previous))
        previous = made[-1]["hash"]
    return made


def test_an_untouched_chain_holds() -> None:
    assert first_break(lines()) is None


def test_each_line_names_the_hash_before_it() -> None:
    first, second, *_ = lines()

    assert first["previous_hash"] == GENESIS
    assert second["previous_hash"] == first["hash"]


@given(st.integers(0, 4), st.sampled_from(["at", "tenant_id", "actor", "action", "object"]))
def test_changing_any_field_of_any_line_is_found_there(index: int, name: str) -> None:
    forged = copy.deepcopy(lines())
    forged[index][name] = "forged"

    assert first_break(forged) == index


@given(st.integers(0, 3))
def test_dropping_a_line_breaks_the_link_that_follows(index: int) -> None:
    assert first_break([line for at, line in enumerate(lines()) if at != index]) == index


@given(st.integers(0, 3))
def test_swapping_two_lines_is_found(index: int) -> None:
    swapped = lines()
    swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]

    assert first_break(swapped) == index


def test_a_forger_who_recomputes_one_hash_breaks_the_next_link() -> None:
    forged = lines()
    forged[2] = chain(RECORDS[0], str(forged[2]["previous_hash"]))

    assert first_break(forged) == 3


def test_before_and_after_are_part_of_the_hash() -> None:
    change = AuditRecord("t", "DEMO", "ann", "set", "x", {"price": "1"}, {"price": "2"})
    line = chain(change, GENESIS)
    line["after"] = {"price": "3"}

    assert first_break([line]) == 0
