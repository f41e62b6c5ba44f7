"""Identifiers: our own (sortable by time) and the retailer's (trimmed, upper-cased)."""

import secrets
import time
import unicodedata

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str, at_ms: int | None = None) -> str:
    """Return a unique id such as `upl_01K3…`: a ULID (48 bits of milliseconds, 80 random bits).

    Ids made later sort later, so a key range reads in order of time.
    """
    stamp = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    number = (stamp << 80) | secrets.randbits(80)
    digits = [_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"


def business_id(text: str) -> str:
    """Normalise a retailer's id (SKU, store, supplier): Unicode NFKC, trimmed, upper case."""
    return unicodedata.normalize("NFKC", text).strip().upper()
