"""Settings of one training, from the hyperparameters of the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """Everything besides the data that a training depends on."""

    seed: int = 7
    num_threads: int = 2
    rounds: int = 160
    rows_per_block: int = 300_000

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Settings:
        """Read known names (SageMaker passes texts), refuse numbers that make no sense."""
        known = {field.name for field in fields(cls)}
        chosen = cls(**{name: int(value) for name, value in given.items() if name in known})
        if chosen.num_threads < 1 or chosen.rounds < 1 or chosen.rows_per_block < 1:
            raise ValueError("num_threads, rounds and rows_per_block must be at least 1")
        return chosen
