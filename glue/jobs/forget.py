"""Glue job: an upload, or everything of a tenant, is removed for good.

The last line of a failed run says why, in one sentence.
"""

import argparse
import sys

from smartretail_etl.failure import sentence
from smartretail_etl.forget import Forgotten, forget_tenant, forget_upload
from smartretail_etl.lake import open_lake


def main(arguments: list[str]) -> None:
    """Forget what the arguments name; others, such as Glue's own, are ignored."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lake", "tenant"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("upload_id", "table"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--everything", choices=("yes",))
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="spark")
    given, _ = parser.parse_known_args(arguments)
    if given.everything is None and not (given.upload_id and given.table):
        parser.error("name an upload and its table, or everything")
    try:
        print(_forget(given).told())
    except Exception as failure:
        sys.exit(sentence(failure))


def _forget(given: argparse.Namespace) -> Forgotten:
    lake = open_lake(given.lake)
    if given.everything:
        return forget_tenant(lake, given.tenant)
    return forget_upload(lake, given.engine, given.tenant, given.table, given.upload_id)


if __name__ == "__main__":
    main(sys.argv[1:])
