"""A file that comes in parts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Transfer:
    """Parts of equal size but for the last; `handle` names the transfer in storage."""

    handle: str
    part_bytes: int

    def sizes(self, total_bytes: int) -> dict[int, int]:
        """Return the bytes of each part, numbered from 1."""
        starts = range(0, total_bytes, self.part_bytes)
        return {n: min(self.part_bytes, total_bytes - s) for n, s in enumerate(starts, start=1)}
