"""Waiting before another attempt: what the other side asks for, else full jitter."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WORTH_RETRYING = frozenset({429, 502, 503, 504})
MOST_ATTEMPTS = 5
MOST_WAIT_SECONDS = 60.0
_FIRST_SECONDS = 1.0


def pause(attempt: int, retry_after: str, now: datetime, chance: float) -> float | None:
    """Return the seconds to wait before attempt number `attempt + 1`, or None to give up.

    `Retry-After` is in seconds or a date (RFC 9110, section 10.2.3); a longer wait than a minute
    is left to the next run. Without it the wait is uniform between 0 and a doubling bound ("full
    jitter": Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
    """
    if attempt >= MOST_ATTEMPTS:
        return None
    asked = _asked(retry_after, now)
    if asked is not None:
        return asked if asked <= MOST_WAIT_SECONDS else None
    return chance * min(MOST_WAIT_SECONDS, _FIRST_SECONDS * 2.0**attempt)


def _asked(retry_after: str, now: datetime) -> float | None:
    text = retry_after.strip()
    if text.replace(".", "", 1).isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
