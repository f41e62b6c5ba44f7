"""Parts of sort keys: stores percent-encoded so that `#` separates, SKUs spread over buckets."""

from urllib.parse import quote, unquote
from zlib import crc32


def store_part(store_id: str) -> str:
    """Return a store id as part of a sort key."""
    return quote(store_id, safe="")


def store_of(part: str) -> str:
    """Return the store id that `store_part` encoded."""
    return unquote(part)


def bucket(text: str, buckets: int) -> str:
    """Return the two-digit bucket of an id: CRC-32 modulo `buckets`."""
    return f"{crc32(text.encode()) % buckets:02d}"
