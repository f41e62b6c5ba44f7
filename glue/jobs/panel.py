"""Glue job: curated tables become the inputs of a planning run."""

import argparse
import sys

from smartretail_etl.lake import open_lake
from smartretail_etl.panel.build import build_panel


def main(arguments: list[str]) -> None:
    """Build the panel of the run named by the arguments; others are ignored."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lake", "tenant", "run_id"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="spark")
    given, _ = parser.parse_known_args(arguments)
    print(build_panel(open_lake(given.lake), given.engine, given.tenant, given.run_id))


if __name__ == "__main__":
    main(sys.argv[1:])
