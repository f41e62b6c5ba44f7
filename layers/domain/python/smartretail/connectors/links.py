"""The Link header (RFC 8288, section 3)."""

import re

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'\s*;\s*({_WORD})\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?')
_TARGET = re.compile(r"\s*,?\s*<([^>]*)>")


def next_link(header: str) -> str | None:
    """Return the target of the first link whose relation is `next`, as it is written.

    Links of another context (`anchor`) are passed over; only the first `rel` of a link counts.
    """
    at = 0
    while found := _TARGET.match(header, at):
        at, parameters = found.end(), dict[str, str]()
        while parameter := _PARAMETER.match(header, at):
            at = parameter.end()
            value = parameter[2] if parameter[2] is not None else parameter[3]
            parameters.setdefault(parameter[1].lower(), value or "")
        if "next" in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            return found[1]
    return None
