"""Pages of a long list, and the opaque cursor that leads to the next one."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from smartretail.kernel.errors import FieldError, Invalid

T = TypeVar("T")
MAX_PAGE = 500


@dataclass(frozen=True)
class Page(Generic[T]):
    """Up to `MAX_PAGE` items, and the cursor of the next page or None at the end."""

    items: tuple[T, ...]
    next: str | None = None


def to_cursor(position: dict[str, Any]) -> str:
    """Encode a position as an opaque cursor, safe in a URL."""
    return base64.urlsafe_b64encode(json.dumps(position, sort_keys=True).encode()).decode()


def from_cursor(cursor: str | None) -> dict[str, Any]:
    """Decode a cursor; an empty one is the start. Raise `Invalid` for one we did not make."""
    if not cursor:
        return {}
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, UnicodeError, ValueError):
        position = None
    if not isinstance(position, dict):
        raise Invalid("The cursor is not one we gave.", (FieldError("cursor", "unknown"),))
    return position
