"""Cutting delimited text where a record ends, so that stretches can be read side by side."""

from typing import Any

import numpy as np

NEWLINE = 10


class Cutter:
    """Finds the end of the last whole record of a text."""

    def __init__(self, delimiter: str, quote: str | None) -> None:
        self._quote = quote.encode() if quote else None
        self._near = (delimiter.encode()[0], NEWLINE, self._quote[0] if self._quote else NEWLINE)

    def end(self, body: bytes) -> int | None:
        """Where the last whole record ends, 0 when none does; None when quotes are amiss.

        Quotes are in order when each opens after a delimiter or closes before one.
        """
        if self._quote is None or self._quote not in body:
            return body.rfind(b"\n") + 1
        text = np.frombuffer(body, np.uint8)
        at = np.flatnonzero(text == self._quote[0])
        opening, closing = at[::2], at[1::2]
        opens = np.isin(text[opening - 1], self._near) | (opening == 0)
        closes = np.isin(text[np.minimum(closing + 1, len(text) - 1)], self._near)
        if not (opens.all() and (closes | (closing == len(text) - 1)).all()):
            return None
        return _outside(body, at)


def _outside(body: bytes, quotes: Any) -> int:
    """The last newline that no quotes enclose; a quote without its pair encloses the rest."""
    pairs = len(quotes) // 2
    limit = len(body) if len(quotes) % 2 == 0 else int(quotes[-1])
    while pairs:
        found = body.rfind(b"\n", int(quotes[2 * pairs - 1]), limit)
        if found >= 0:
            return found + 1
        pairs -= 1
        limit = int(quotes[2 * pairs])
    return body.rfind(b"\n", 0, limit) + 1
