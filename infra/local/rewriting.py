"""Corrects single lines of the embedded emulator, and refuses when they are not what they were."""

import inspect
import textwrap
from importlib.metadata import version
from typing import Any

from infra.local.failure import LocalError

EMULATOR = "ministack"
CORRECTED_VERSION = "1.5.33"


def require_version() -> None:
    """Corrections are written against one release and hold for no other."""
    installed = version(EMULATOR)
    if installed != CORRECTED_VERSION:
        raise LocalError(
            f"Local mode needs {EMULATOR} {CORRECTED_VERSION}, found {installed}: run `make setup`."
        )


def replaced(text: str, where: str, changes: tuple[tuple[str, str], ...]) -> str:
    """`text` with each (old, new) applied; every old piece must occur exactly once."""
    for old, new in changes:
        if text.count(old) != 1:
            raise LocalError(f"The emulator has changed: {where} lacks {old.strip()!r}.")
        text = text.replace(old, new)
    return text


def rewrite(owner: Any, name: str, *changes: tuple[str, str]) -> None:
    """Replace pieces of the source of the function `name` of a module or class."""
    function = getattr(owner, name)
    where = f"{owner.__name__}.{name}"
    source = replaced(textwrap.dedent(inspect.getsource(function)), where, changes)
    made: dict[str, Any] = {}
    code = compile(source, f"<corrected {where}>", "exec")
    exec(code, function.__globals__, made)  # noqa: S102 - the emulator's own source, pinned
    setattr(owner, name, made[name])


def substitute(owner: Any, name: str, parameters: str, replacement: Any) -> Any:
    """Put `replacement` in place of a function whose parameters are still these; return the old."""
    original = getattr(owner, name)
    found = ", ".join(inspect.signature(original).parameters)
    if found != parameters:
        raise LocalError(f"The emulator has changed: {owner.__name__}.{name} takes ({found}).")
    setattr(owner, name, replacement)
    return original
