"""`python3 -m infra.workspace run|test|spark|synth`: make ready what a command needs."""

import sys
from collections.abc import Callable

from infra.workspace import cloud, environment, frontend
from infra.workspace.step import CannotSetUp

_STEPS: dict[str, tuple[Callable[[], None], ...]] = {
    "run": (lambda: environment.provide("run"), frontend.provide, cloud.provide),
    "test": (
        lambda: environment.provide("test"),
        lambda: environment.provide("spark"),
        frontend.provide,
        cloud.provide,
    ),
    "check": (lambda: environment.provide("test"),),
    "spark": (lambda: environment.provide("spark"),),
    "synth": (lambda: environment.provide("run"), frontend.provide, cloud.provide),
}


def main(arguments: list[str]) -> None:
    """Run the steps of the named goal."""
    if len(arguments) != 1 or arguments[0] not in _STEPS:
        raise CannotSetUp(f"usage: python3 -m infra.workspace {'|'.join(_STEPS)}")
    for step in _STEPS[arguments[0]]:
        step()


if __name__ == "__main__":
    main(sys.argv[1:])
