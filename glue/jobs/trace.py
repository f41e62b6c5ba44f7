"""Glue job: the lines of the files that a curated row came from, as JSON."""

import argparse
import json
import sys

from smartretail_etl.failure import sentence
from smartretail_etl.lake import open_lake
from smartretail_etl.tables import TABLES
from smartretail_etl.trace import trace

KEYS = sorted({name for table in TABLES.values() for name in table.key})


def main(arguments: list[str]) -> None:
    """Trace the rows whose key the arguments name; others, such as Glue's own, are ignored."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lake", "tenant", "table"):
        parser.add_argument(f"--{name}", required=True)
    for name in KEYS:
        parser.add_argument(f"--{name}")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="spark")
    given, _ = parser.parse_known_args(arguments)
    where = {name: value for name in KEYS if (value := getattr(given, name))}
    try:
        found = trace(open_lake(given.lake), given.engine, given.tenant, given.table, where)
    except Exception as failure:
        sys.exit(sentence(failure))
    print(json.dumps([source.told() for source in found], ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
