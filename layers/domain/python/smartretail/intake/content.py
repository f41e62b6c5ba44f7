"""What the values of mapped columns say: their dates, their decimals, and what cannot be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from smartretail.intake.files.dates import ISO, Reading, counted_from, read_dates
from smartretail.intake.files.kinds import kind_of
from smartretail.intake.files.model import Found, Unreadable
from smartretail.intake.files.numbers import marks_of, number_share
from smartretail.intake.model import Choice, Option, Problem, Question
from smartretail.intake.tables import Target

NUMERIC = frozenset({"number", "integer", "money", "percent"})
_LEAST_SHARE = 0.5
_SHORTENED = re.compile(r"\d([.,]\d+)?[Ee]\+\d{1,2}")
_NOTHING = frozenset({"-", "#n/a", "n/a", "na", "nan", "none", "null", "nil", "nat"})
_PARTS = {"%d": "day", "%m": "month", "%b": "month", "%Y": "year", "%y": "year"}


@dataclass
class Findings:
    """What is known about the mapped columns, and what stands in the way."""

    date_formats: dict[str, str] = field(default_factory=dict)
    decimals: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    questions: list[Question] = field(default_factory=list)


def examine(
    targets: Mapping[Target, Found], choice: Choice | None, usual: str, *, certain: bool
) -> Findings:
    """Read the values of every mapped column. Raise `Unreadable` for values already destroyed.

    `usual` is the decimal mark of the file; `certain` when some column proves it and none differs.
    """
    findings = Findings()
    for target, column in targets.items():
        if target.kind == "date":
            _dates(findings, target, column, choice.date_formats if choice else {})
        elif target.kind in NUMERIC:
            answer = choice.decimals.get(target.name) if choice else None
            _numbers(findings, target, column, answer or (usual if certain else None))
            if findings.decimals.get(target.name) == usual:
                del findings.decimals[target.name]
        elif target.kind == "id":
            _check_codes(column)
    return findings


def written(column: Found) -> tuple[str | None, str | None]:
    """Return a column's date format and its decimal mark, each None unless the values prove it."""
    values = _said(column)
    kind = kind_of(column)
    if kind == "date":
        reading = read_dates(values)
        plain = len(reading.formats) == 1 and not reading.clash
        return (reading.formats[0] if plain else None), None
    return None, marks_of(values).decimal if kind == "number" else None


def _dates(findings: Findings, target: Target, column: Found, told: Mapping[str, str]) -> None:
    """What the values say goes before what was told; the answer settles what they leave open."""
    answer = told.get(target.name)
    values = _said(column)
    if not values:
        if answer and column.declared != "date":
            findings.date_formats[target.name] = answer
        return
    reading = read_dates(values)
    if reading.share < _LEAST_SHARE:
        findings.problem = findings.problem or _no_dates(target, column, values)
        return
    if reading.clash:
        raise Unreadable(
            f"The column {column.name} puts the day first in some rows and the month in others: "
            f"{reading.clash[0]} and {reading.clash[1]}. Write all dates in one way, best as "
            "2024-12-31."
        )
    way = answer if answer in reading.formats else reading.formats[0]
    if reading.is_ambiguous and answer not in reading.formats:
        findings.questions.append(_which_way(target, column, reading))
    elif way != ISO:
        findings.date_formats[target.name] = way


def _numbers(findings: Findings, target: Target, column: Found, told: str | None) -> None:
    """`told` says what marks mean that the values of the column leave open."""
    values = _said(column)
    if values and number_share(values) < _LEAST_SHARE:
        sample = next(value for value in values if not number_share([value]))
        findings.problem = findings.problem or Problem(
            "These are not numbers",
            f"The column {column.name} should fill {target.name} and holds no numbers, such as "
            f"{sample[:60]!r}. Choose another column.",
            "not_numbers",
        )
        return
    marks = marks_of(values)
    mark = marks.decimal or told
    if mark is None and marks.is_open:
        findings.questions.append(_which_mark(target, column, values))
    elif mark is not None:
        findings.decimals[target.name] = mark


def _check_codes(column: Found) -> None:
    spoiled = next((value for value in column.filled if _SHORTENED.fullmatch(value)), None)
    if spoiled:
        raise Unreadable(
            f"The column {column.name} holds codes that a spreadsheet has shortened, such as "
            f"{spoiled}: the last digits are lost. Format the column as text (or as a number "
            "without decimals) in the original file and export it again."
        )


def _said(column: Found) -> tuple[str, ...]:
    return tuple(value for value in column.filled if value.casefold() not in _NOTHING)


def _no_dates(target: Target, column: Found, values: tuple[str, ...]) -> Problem:
    sample = next(value for value in values if not read_dates([value]).formats)
    detail = (
        f"The column {column.name} should fill {target.name} and holds no dates we can read, such "
        f"as {sample[:60]!r}."
    )
    if counted := counted_from(values):
        detail += (
            f" These look like {counted}. Format the column as a date, such as 2024-12-31, and "
            "export the file again."
        )
    return Problem("These are not dates", detail, "not_dates")


def _which_way(target: Target, column: Found, reading: Reading) -> Question:
    open_ = [value for value in column.filled if len(read_dates([value]).formats) > 1]
    sample = next((value for value in open_ if _tells_apart(value)), open_[0])
    options = tuple(Option(way, f"{sample} is {spoken(way)}") for way in reading.formats)
    text = f"Is {sample} in the column {column.name} written day first or month first?"
    return Question(f"date_formats.{target.name}", text, options)


def _tells_apart(value: str) -> bool:
    """Return whether the ways to read a date make different days of it, as of 01/01 they do not."""
    first, second, *_ = re.findall(r"\d+", value)
    return int(first) != int(second)


def _which_mark(target: Target, column: Found, values: tuple[str, ...]) -> Question:
    sample = next((value for value in values if marks_of([value]).either), None)
    sample = sample or next(value for value in values if marks_of([value]).decimal)
    options = (
        Option(".", f"{sample} has a decimal point; a comma groups thousands"),
        Option(",", f"{sample} has a decimal comma; a point groups thousands"),
    )
    text = f"Does {sample} in the column {column.name} use a decimal point or a decimal comma?"
    return Question(f"decimals.{target.name}", text, options)


def spoken(way: str) -> str:
    """Return the order of a date format's parts in words."""
    if way == ISO:
        return "year, month, day"
    marks = (way[i : i + 2] for i in range(len(way)))
    return ", ".join(_PARTS[mark] for mark in marks if mark in _PARTS)
