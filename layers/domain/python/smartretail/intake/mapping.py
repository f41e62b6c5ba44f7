"""Decides whether a file's columns are known well enough, or what a person must be asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from smartretail.intake.files.dates import ISO, Reading, read_dates
from smartretail.intake.files.model import Found, Look, Unreadable
from smartretail.intake.model import Choice, Option, Problem, Question
from smartretail.intake.suggest import exact_mapping
from smartretail.intake.tables import TableSpec


@dataclass(frozen=True)
class Decision:
    """A mapping and a date format to go on with, or the problem that stops here."""

    mapping: dict[str, str] | None
    date_format: str | None = None
    problem: Problem | None = None
    questions: tuple[Question, ...] = ()


def decide(spec: TableSpec, look: Look, confirmed: Choice | None) -> Decision:
    """Go on by what a person confirmed, or by exact names; ask in every other case.

    A good guess is only ever a suggestion: a wrong column makes wrong orders.
    """
    names = [column.name for column in look.columns]
    mapping = dict(confirmed.mapping) if confirmed else exact_mapping(names, spec)
    if mapping is None:
        return Decision(None, problem=_unmapped(spec, names))
    dated = [c for c in look.columns if c.name in _date_columns(spec, mapping)]
    return _with_dates(mapping, dated, confirmed.date_format if confirmed else None)


def _unmapped(spec: TableSpec, names: list[str]) -> Problem:
    exact = {target.name for target in spec.required} & set(exact_mapping(names, spec) or {})
    missing = ", ".join(t.name for t in spec.required if t.name not in exact)
    return Problem(
        "Which column is which?",
        f"Please confirm the columns for {missing}. Files with the same columns will then go "
        "through by themselves.",
    )


def _date_columns(spec: TableSpec, mapping: Mapping[str, str]) -> set[str]:
    dates = {target.name for target in spec.targets if target.kind == "date"}
    return {column for target, column in mapping.items() if target in dates}


def _with_dates(mapping: dict[str, str], dated: list[Found], told: str | None) -> Decision:
    readings = {column.name: read_dates(column.filled) for column in dated if column.filled}
    for name, reading in readings.items():
        if not reading.formats:
            sample = next(c.samples for c in dated if c.name == name)[0]
            detail = f"The column {name} holds no dates we can read, such as {sample!r}."
            return Decision(None, problem=Problem("These are not dates", detail))
    open_ones = {n: r for n, r in readings.items() if r.is_ambiguous and told not in r.formats}
    settled = {_settled(reading, told) for n, reading in readings.items() if n not in open_ones}
    ways = settled - {ISO}
    for name, reading in list(open_ones.items()):
        if len(ways & set(reading.formats)) == 1:
            del open_ones[name]
    if open_ones:
        name, reading = next(iter(open_ones.items()))
        return _ask(mapping, next(c for c in dated if c.name == name), reading)
    if len(ways) > 1:
        raise Unreadable(f"Dates are written in {len(ways)} ways in one file; use one of them.")
    return Decision(mapping, next(iter(ways), None))


def _settled(reading: Reading, told: str | None) -> str:
    return told if told in reading.formats and told is not None else reading.formats[0]


def _ask(mapping: dict[str, str], column: Found, reading: Reading) -> Decision:
    sample = column.samples[0]
    options = tuple(Option(way, f"{sample} is {_spoken(way)}") for way in reading.formats)
    text = f"Is {sample} in the column {column.name} written day first or month first?"
    problem = Problem("Day or month first?", f"{text} Both fit every date we looked at.")
    return Decision(mapping, problem=problem, questions=(Question("date_format", text, options),))


def _spoken(way: str) -> str:
    order = {"%d": "day", "%m": "month", "%b": "month", "%Y": "year", "%y": "year"}
    return ", ".join(order[way[i : i + 2]] for i in range(len(way)) if way[i : i + 2] in order)
