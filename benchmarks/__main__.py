"""Run one benchmark by name, print its table and save it under results/."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.arguments import NotMeasuredError


def names() -> list[str]:
    """Benchmarks are the modules of this folder that define ``run``."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(file.stem.replace("_", "-") for file in files if "\ndef run(" in file.read_text())


def main(arguments: list[str]) -> int:
    """Exit code 0 when measured, 1 when it could not be, 2 for an unknown name."""
    if arguments[:1] == ["all"]:
        return max(measure(name, arguments[1:]) for name in names())
    if not arguments or arguments[0] not in names():
        print(f"usage: python -m benchmarks all|<name> [--data DIR]\nnames: {', '.join(names())}")
        return 2
    return measure(arguments[0], arguments[1:])


def measure(name: str, rest: list[str]) -> int:
    """Run one benchmark; print its table and save it."""
    module = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
    try:
        table = module.run(rest)
    except NotMeasuredError as problem:
        print(f"{name}: {problem}", file=sys.stderr)
        return 1
    print(table.markdown())
    table.write(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
