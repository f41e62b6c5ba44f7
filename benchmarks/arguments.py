"""Arguments that every benchmark understands."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


class NotMeasuredError(Exception):
    """The benchmark could not measure; the message says what was missing."""


def parser(about: str | None) -> argparse.ArgumentParser:
    """A parser that knows ``--data``; the default is the folder named by SMARTRETAIL_DATA."""
    made = argparse.ArgumentParser(description=about)
    made.add_argument("--data", type=Path, default=os.environ.get("SMARTRETAIL_DATA"))
    return made


def data_folder(given: argparse.Namespace) -> Path:
    """Folder of the data to judge."""
    if given.data is None:
        raise NotMeasuredError("no data: give --data DIR or set SMARTRETAIL_DATA")
    folder = Path(given.data)
    if not folder.is_dir():
        raise NotMeasuredError(f"no data: {folder} is not a folder")
    return folder
