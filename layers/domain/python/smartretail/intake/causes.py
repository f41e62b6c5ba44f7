"""Turns the error a state machine caught into a sentence for the person who uploaded the file."""

import json
import re
from collections.abc import Mapping
from typing import Any

from smartretail.intake.model import Problem
from smartretail.kernel import errors

_OURS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type)
    and issubclass(kind, errors.SmartRetailError)
    and kind is not errors.Unavailable
) | {"Unreadable"}
_MOST_CHARACTERS = 500
_TOO_LONG = Problem(
    "It took too long", "The file took too long to process. Try a smaller one.", "took_too_long"
)
_BROKE_OFF = Problem(
    "The cleaning broke off",
    "Something failed on our side, and it has been recorded. Your file is kept and nothing of it "
    "was used: confirm its columns again to repeat the cleaning.",
    "cleaning_broke_off",
)
_CRASH = re.compile(r"exit(ed with)? (status|code)|signal|out ?of ?memory|sigkill", re.IGNORECASE)
_DEFECT = Problem(
    "The file could not be processed",
    "Something failed on our side, and it has been recorded. Please try again.",
    "not_processed",
)


def problem_from(error: Mapping[str, Any] | None) -> Problem:
    """Return what to say: our own sentences as they are, the job's last line, or a general word."""
    if not error:
        return _DEFECT
    name, cause = str(error.get("Error", "")), _opened(str(error.get("Cause", "")))
    if name == "States.Timeout":
        return _TOO_LONG
    if cause.get("errorType", name) in _OURS and cause.get("errorMessage"):
        return Problem("The file cannot be used", _cut(cause["errorMessage"]), "unusable_file")
    if cause.get("JobRunState") == "TIMEOUT":
        return _TOO_LONG
    if "JobRunState" in cause or "JobName" in cause:
        return _of_job(str(cause.get("ErrorMessage") or ""))
    return _DEFECT


def _of_job(message: str) -> Problem:
    """Take the job's sentence out of Glue's wrapping, such as `SystemExit: <sentence>`."""
    lines = [line for line in message.strip().splitlines() if line.strip()]
    sentence = (
        re.sub(r"^([A-Za-z_.]*(Error|Exception|Exit|Fail\w*): ?)+", "", lines[-1]) if lines else ""
    )
    if not sentence.strip() or sentence.strip().isdigit() or _CRASH.search(message):
        return _BROKE_OFF
    return Problem("The file could not be cleaned", _cut(sentence.strip()), "not_cleaned")


def _opened(cause: str) -> dict[str, Any]:
    try:
        found = json.loads(cause)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _cut(text: object) -> str:
    return str(text)[:_MOST_CHARACTERS]
