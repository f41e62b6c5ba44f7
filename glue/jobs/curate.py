"""Glue job: one uploaded file becomes clean and curated data.

The last line of a failed run says why, in one sentence.
"""

import argparse
import sys
from datetime import UTC, datetime

from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.failure import sentence
from smartretail_etl.lake import open_lake


def main(arguments: list[str]) -> None:
    """Curate the upload named by the arguments; others, such as Glue's own, are ignored."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lake", "tenant", "upload_id", "table", "key", "request"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="spark")
    given, _ = parser.parse_known_args(arguments)
    upload = Upload(given.tenant, given.upload_id, given.table, given.key)
    try:
        report = curate(
            open_lake(given.lake), given.engine, upload, given.request, lambda: datetime.now(UTC)
        )
    except Exception as failure:
        sys.exit(sentence(failure))
    print(report.decode())


if __name__ == "__main__":
    main(sys.argv[1:])
