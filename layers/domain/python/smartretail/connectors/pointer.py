"""JSON pointers (RFC 6901)."""

from typing import Any


def resolve(document: Any, pointer: str) -> Any:
    """Return what the pointer leads to, or None when there is nothing."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document


def dotted(pointer: str) -> str:
    """Return a pointer as part of a column name: `/order/line_items` is `order.line_items`."""
    return ".".join(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
