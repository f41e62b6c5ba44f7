"""Which remembered mapping holds for a file whose columns may have changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from smartretail.intake.model import Option, Profile, Question
from smartretail.intake.names import found_again, same
from smartretail.intake.tables import TableSpec

_ENOUGH_KNOWN = 0.5
_ENOUGH_THERE = 0.6


@dataclass(frozen=True)
class Recall:
    """A remembered mapping in the words of this file.

    `gone` names the targets whose column is not in the file, `new` the columns that the remembered
    file did not have.
    """

    profile: Profile
    mapping: dict[str, str]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    def questions(self, spec: TableSpec) -> tuple[Question, ...]:
        """Ask for every column that is gone which new one took its place; never guess."""
        return tuple(self._question(spec, target) for target in self.gone)

    def _question(self, spec: TableSpec, target: str) -> Question:
        was = self.profile.choice.mapping[target]
        likest = sorted(self.new, key=lambda name: _likeness(name, was), reverse=True)
        options = [Option(name, name) for name in likest]
        known = spec.target(target)
        if known is None or not known.required:
            options.append(Option("", "The file no longer has it"))
        text = (
            f"The column {was}, which filled {target} in earlier files, is not in this one. "
            "Which column is it now?"
        )
        return Question(f"renamed.{target}", text, tuple(options))


def recall(profiles: Iterable[Profile], names: Sequence[str], *, headed: bool) -> Recall | None:
    """Return the remembered mapping that fits the columns best, or None.

    Order, case and spacing of the names do not matter. At least half of the file's columns must be
    known, so that a narrow mapping does not claim a file of another kind; columns called by their
    position must all be the same.
    """
    found = (_recalled(profile, names, headed=headed) for profile in profiles)
    fitting = [recalled for recalled in found if recalled is not None]
    return min(fitting, key=_distance, default=None)


def _recalled(profile: Profile, names: Sequence[str], *, headed: bool) -> Recall | None:
    if (profile.choice.header_row != 0) != headed:
        return None
    there = {t: found_again(column, names) for t, column in profile.choice.mapping.items()}
    mapping = {target: column for target, column in there.items() if column}
    known = {same(name) for name in profile.columns or profile.choice.mapping.values()}
    new = tuple(name for name in names if same(name) not in known)
    if not headed and (new or len(known) != len(names)):
        return None
    enough = len(mapping) >= _ENOUGH_THERE * len(there)
    if not enough or len(names) - len(new) < _ENOUGH_KNOWN * len(names):
        return None
    gone = tuple(target for target, column in there.items() if not column)
    return Recall(profile, mapping, gone, new)


def _distance(recalled: Recall) -> tuple[int, int, int]:
    """Nothing gone first, then fewest new columns, then most columns mapped."""
    return len(recalled.gone), len(recalled.new), -len(recalled.mapping)


def _likeness(name: str, was: str) -> float:
    return SequenceMatcher(None, same(name), same(was)).ratio()
