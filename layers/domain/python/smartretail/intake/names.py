"""When two columns have the same name."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = frozenset({"Cf", "Cc"})
_HUMPS = re.compile(r"([a-z0-9])([A-Z])")
_REPEATED = re.compile(r"(?P<name>.+) \(\d+\)")


@lru_cache(4096)
def folded(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation, to compare by meaning."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


@lru_cache(4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, wherever it changes case or has a mark."""
    parts = _HUMPS.sub(r"\1 \2", name)
    found = (folded(part) for part in re.split(r"[\W_]+", parts))
    return tuple(word for word in found if word)


def same(name: str) -> str:
    """Return what stays of a name from file to file: case, spacing and invisible marks do not."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if _is_seen(c))
    return " ".join(seen.casefold().split())


def found_again(name: str, names: Iterable[str]) -> str | None:
    """Return the one name among others that is the same as this one; None when unsure."""
    others = list(names)
    if name in others:
        return name
    alike = [other for other in others if same(other) == same(name)]
    return alike[0] if len(alike) == 1 else None


def first_of(name: str) -> str:
    """Return the name as it was written, without the number that tells repeated ones apart."""
    found = _REPEATED.fullmatch(name)
    return found["name"] if found else name


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _INVISIBLE
