"""Decides whether a file's columns are known well enough, or what a person must be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from smartretail.intake.content import examine
from smartretail.intake.files.model import Look
from smartretail.intake.files.numbers import marks_of
from smartretail.intake.model import Choice, Option, Problem, Profile, Question, Suggestion
from smartretail.intake.recall import Recall, recall
from smartretail.intake.suggest import exact_mapping
from smartretail.intake.tables import TableSpec

_SHOWN = 4


@dataclass(frozen=True)
class Decision:
    """A mapping and how its columns are written, or the problem that stops here."""

    mapping: dict[str, str] | None
    date_formats: dict[str, str] = field(default_factory=dict)
    decimals: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    questions: tuple[Question, ...] = ()
    profile: Profile | None = None
    new_columns: tuple[str, ...] = ()


def decide(
    spec: TableSpec,
    look: Look,
    choice: Choice | None,
    profiles: Sequence[Profile] = (),
    suggested: Sequence[Suggestion] = (),
) -> Decision:
    """Go on by what a person said or confirmed before, or by exact names; else ask.

    A good guess is only ever a suggestion: a wrong column makes wrong orders.
    """
    names = [column.name for column in look.columns]
    if choice and choice.mapping and set(choice.mapping.values()) <= set(names):
        return _examined(spec, look, dict(choice.mapping), choice)
    headed = look.layout.header_row > 0
    remembered = recall(profiles, names, headed=headed)
    if remembered:
        return _recalled(spec, look, remembered)
    if len(look.headers) > 1 and (choice is None or choice.header_row is None):
        return _which_header(look)
    mapping = exact_mapping(names, spec)
    if mapping is None:
        return Decision(None, problem=_unmapped(spec, suggested))
    return _examined(spec, look, mapping, None)


def _recalled(spec: TableSpec, look: Look, remembered: Recall) -> Decision:
    if remembered.gone:
        was = ", ".join(remembered.profile.choice.mapping[target] for target in remembered.gone)
        problem = Problem(
            "Which column is it now?",
            f"The file looks like earlier ones ({remembered.profile.name}), but the column {was} "
            "is not in it. Please say which column took its place.",
            "column_renamed",
        )
        return Decision(
            remembered.mapping,
            problem=problem,
            questions=remembered.questions(spec),
            profile=remembered.profile,
            new_columns=remembered.new,
        )
    decision = _examined(spec, look, remembered.mapping, remembered.profile.choice)
    return replace(decision, profile=remembered.profile, new_columns=remembered.new)


def _examined(
    spec: TableSpec, look: Look, mapping: dict[str, str], choice: Choice | None
) -> Decision:
    columns = {column.name: column for column in look.columns}
    targets = {t: columns[mapping[t.name]] for t in spec.targets if t.name in mapping}
    said = {marks_of(column.filled).decimal for column in look.columns} - {None}
    usual = look.layout.decimal or "."
    findings = examine(targets, choice, usual, certain=said == {usual})
    problem = findings.problem
    if problem is None and findings.questions:
        first = findings.questions[0]
        dates = first.field.startswith("date")
        what = "Day or month first?" if dates else "Point or comma?"
        code = "date_order" if dates else "decimal_mark"
        problem = Problem(what, f"{first.text} Both fit every value we looked at.", code)
    return Decision(
        mapping,
        findings.date_formats,
        findings.decimals,
        problem,
        tuple(findings.questions),
    )


def _which_header(look: Look) -> Decision:
    row = min(row for row in look.headers if row)
    names = [column.name for column in look.columns]
    shown = ", ".join((look.rows[0] if look.layout.header_row == 0 else names)[:_SHOWN])
    text = f"Which row names the columns? Row {row} holds {shown}."
    options = tuple(
        Option(str(may_be), f"Row {may_be}" if may_be else "None: the file has no names")
        for may_be in look.headers
    )
    problem = Problem("Which row names the columns?", text, "which_header_row")
    return Decision(None, problem=problem, questions=(Question("header_row", text, options),))


def _unmapped(spec: TableSpec, suggested: Sequence[Suggestion]) -> Problem:
    missing = ", ".join(target.name for target in spec.required)
    detail = (
        f"Please confirm the columns for {missing}. Files with the same columns will then go "
        "through by themselves."
    )
    known = {pair.target for pair in suggested}
    lacking = [target.name for target in spec.required if target.name not in known]
    if lacking:
        detail += f" No column of the file looks like {', '.join(lacking)}."
    return Problem("Which column is which?", detail, "which_columns")
