"""Makes a fresh clone ready, each step once per content; standard library only."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - runs on whatever Python `make` found
    raise SystemExit("SmartRetail needs Python 3.11 or newer; try `make PYTHON=python3.11 run`.")
