"""Measured claims: `python -m benchmarks <name> [--data DIR]`."""
