"""Glue job: forecasts of a planning run, regrouped by store."""

import argparse
import sys

from smartretail_etl.lake import open_lake
from smartretail_etl.share import SeriesMissing, share_forecasts


def main(arguments: list[str]) -> None:
    """Regroup the forecasts of the run named by the arguments; others are ignored."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lake", "tenant", "run_id"):
        parser.add_argument(f"--{name}", required=True)
    given, _ = parser.parse_known_args(arguments)
    try:
        written = share_forecasts(open_lake(given.lake), given.tenant, given.run_id)
    except SeriesMissing as problem:
        sys.exit(str(problem))
    print(f"{len(written)} stores")


if __name__ == "__main__":
    main(sys.argv[1:])
