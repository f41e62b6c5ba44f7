"""How many columns of real headers are suggested right, and that a sure one is never wrong."""

from collections.abc import Callable, Iterator

import pytest
from smartretail.intake.files.model import Found
from smartretail.intake.suggest import SURE_ENOUGH, suggest
from smartretail.intake.tables import TABLES, Table

from tests.kit.exports import EXPORTS, UNSEEN, Export

LEAST_RIGHT, LEAST_RIGHT_UNSEEN = 0.9, 0.6


def judged(export: Export) -> Iterator[tuple[str, str | None, str | None, float]]:
    """Yield each target that is suggested or wanted: what was said, what is right, how sure."""
    columns = [Found(name, values) for name, values in export.columns.items()]
    said = {s.target: s for s in suggest(columns, TABLES[Table(export.table)])}
    for target in dict.fromkeys([*export.right, *said]):
        pair = said.get(target)
        right = export.right.get(target)
        yield target, pair.column if pair else None, right, pair.confidence if pair else 0.0


@pytest.mark.parametrize("export", EXPORTS + UNSEEN, ids=lambda export: export.source)
def test_a_sure_suggestion_is_right(export: Export) -> None:
    wrong = [one for one in judged(export) if one[3] >= SURE_ENOUGH and one[1] != one[2]]

    assert wrong == []


@pytest.mark.parametrize("exports", [EXPORTS, UNSEEN], ids=["known", "unseen"])
def test_most_columns_of_real_headers_are_suggested_right(
    exports: tuple[Export, ...], record_property: Callable[[str, object], None]
) -> None:
    everything = [one for export in exports for one in judged(export)]
    right = sum(said == wanted for _, said, wanted, _ in everything)
    record_property("suggested_right", f"{right} of {len(everything)}")

    assert right >= (LEAST_RIGHT if exports is EXPORTS else LEAST_RIGHT_UNSEEN) * len(everything)
