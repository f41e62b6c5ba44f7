"""Suggests which column fills which target, from names first and contents second."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from smartretail.intake.files.dates import read_dates
from smartretail.intake.files.kinds import FLAGS, kind_of
from smartretail.intake.files.model import Found
from smartretail.intake.files.numbers import number_share
from smartretail.intake.model import Suggestion
from smartretail.intake.names import first_of, folded, words
from smartretail.intake.synonyms import likely_names, sure_names
from smartretail.intake.tables import TableSpec, Target

_EXACT, _SURE, _LIKELY = 1.0, 0.97, 0.75
SURE_ENOUGH = 0.9
_MOST_BY_LIKENESS = 0.7
_ENDS_SURE, _HOLDS_SURE, _ENDS_LIKELY, _ONLY_DATES = 0.75, 0.65, 0.55, 0.6
_RIVALLED = 0.85
_TOO_COMMON = frozenset({"id", "code", "name", "type", "state", "total", "number", "value", "to"})
_LEAST = 0.5
_LIKE_ENOUGH = 0.82
_FITS = 0.8


def exact_mapping(columns: Iterable[str], spec: TableSpec) -> dict[str, str] | None:
    """Return the mapping of columns named as our targets are, when it covers all required ones.

    Two columns of one name leave the target out: a person must say which.
    """
    named: dict[str, list[str]] = {}
    for column in columns:
        named.setdefault(folded(first_of(column)), []).append(column)
    mapping = {}
    for target in spec.targets:
        same = named.get(folded(target.name), [])
        if len(same) == 1:
            mapping[target.name] = same[0]
    complete = all(target.name in mapping for target in spec.required)
    return mapping if complete else None


def suggest(columns: Iterable[Found], spec: TableSpec) -> tuple[Suggestion, ...]:
    """Return the best column for each target, each column once, the surest pairs first."""
    known = list(columns)
    dated = [column.name for column in known if kind_of(column) == "date"]
    only_dates = dated[0] if len(dated) == 1 else None
    pairs = [
        (_confidence(column, target, only_dates), -position, target.name, column.name)
        for column in known
        for position, target in enumerate(spec.targets)
    ]
    taken: dict[str, Suggestion] = {}
    used: set[str] = set()
    for confidence, _, target, name in sorted(pairs, reverse=True):
        if confidence >= _LEAST and target not in taken and name not in used:
            taken[target] = Suggestion(target, name, round(confidence, 2))
            used.add(name)
    free = [pair for pair in pairs if pair[3] not in used]
    return tuple(_doubted(taken[t.name], free) for t in spec.targets if t.name in taken)


def _doubted(best: Suggestion, free: Iterable[tuple[float, int, str, str]]) -> Suggestion:
    """Be less sure where another column fits as well."""
    rivals = [c for c, _, target, _ in free if target == best.target and c >= SURE_ENOUGH]
    if rivals and best.confidence < _EXACT:
        return replace(best, confidence=min(best.confidence, _RIVALLED))
    return best


def _confidence(column: Found, target: Target, only_dates: str | None) -> float:
    by_name = _by_name(column.name, target.name)
    if not by_name and target.kind == "date" and target.required and column.name == only_dates:
        return _ONLY_DATES
    return by_name * _by_content(column, target) if by_name else 0.0


def _by_name(written: str, target: str) -> float:
    name = folded(written)
    if name == folded(target):
        return _EXACT
    if name in sure_names(target):
        return _SURE
    if name in likely_names(target):
        return _LIKELY
    ours = [folded(target), *sure_names(target)]
    by_words = _by_words(words(written), target)
    return by_words or _likeness(name, ours) * _MOST_BY_LIKENESS


def _by_words(parts: tuple[str, ...], target: str) -> float:
    """Look for a known name inside a longer one: the end of a name says what it is."""
    sure = {folded(target), *sure_names(target)} - _TOO_COMMON
    ends = {"".join(parts[at:]) for at in range(1, len(parts))}
    if ends & sure:
        return _ENDS_SURE
    spans = ("".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts)))
    if any(span in sure for span in spans):
        return _HOLDS_SURE
    return _ENDS_LIKELY if ends & (likely_names(target) - _TOO_COMMON) else 0.0


def _likeness(name: str, others: Iterable[str]) -> float:
    """Return how like the name is to the likest of the others, 0 when not like enough."""
    matcher = SequenceMatcher(None, b=name)
    best = 0.0
    for other in others:
        matcher.set_seq1(other)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _LIKE_ENOUGH:
            best = max(best, matcher.ratio())
    return best if best >= _LIKE_ENOUGH else 0.0


def _by_content(column: Found, target: Target) -> float:
    """Weaken a name that the values speak against; values unseen or absent say nothing."""
    values = column.filled[:300]
    if not values:
        return 1.0
    match target.kind:
        case "date":
            return 1.0 if read_dates(values).share >= _FITS else 0.3
        case "number" | "integer" | "money" | "percent":
            return 1.0 if number_share(value.rstrip("% ") for value in values) >= _FITS else 0.4
        case "flag":
            return 1.0 if all(value.casefold() in FLAGS for value in values) else 0.4
        case "currency":
            return 1.0 if all(len(value) == 3 and value.isalpha() for value in values) else 0.4
        case "id" | "text":
            return 0.5 if read_dates(values).share >= _FITS and not values[0].isdigit() else 1.0
