"""What a queue hands to its worker."""

from collections.abc import Mapping
from dataclasses import dataclass

Failures = Mapping[str, Exception]
"""Why messages were not done, by message id; a message that is not named is done."""


@dataclass(frozen=True)
class Message:
    """One message of a queue; it may come more than once."""

    id: str
    body: str
