"""Business days and the festivals that fall on them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import DATA

EVERYWHERE = "IN"
FESTIVAL_DAY_WEIGHT = 0.8
DIP_SHARE, DIP_DAYS = 0.12, 5


@dataclass(frozen=True)
class Festival:
    """A festival on one date: where it is kept, and how strongly each demand group feels it."""

    name: str
    kind: str
    region: str
    day: date
    lead_days: int
    uplift: dict[str, float]

    def weight(self, day: date) -> float:
        """Share of the peak effect on a day: a rise before the festival, a small dip after."""
        ahead = (self.day - day).days
        if ahead == 0:
            return FESTIVAL_DAY_WEIGHT
        if 0 < ahead <= self.lead_days:
            return 1 - (ahead - 1) / self.lead_days
        return -DIP_SHARE if -DIP_DAYS <= ahead < 0 else 0.0


@dataclass(frozen=True)
class Calendar:
    """The days of a simulation in order, with the festivals around them."""

    first: date
    days: int
    festivals: tuple[Festival, ...]

    @cached_property
    def dates(self) -> list[date]:
        """Return every day in order."""
        return [self.first + timedelta(days=n) for n in range(self.days)]

    def index(self, day: date) -> int:
        """Return the position of a day, which may lie outside the simulation."""
        return (day - self.first).days

    def festival_effect(self, regions: list[str], groups: list[str]) -> NDArray[np.float64]:
        """Return the effect on log demand by day, store region and demand group of each SKU."""
        effect = np.zeros((self.days, len(regions), len(groups)))
        for festival in self.festivals:
            kept = np.array([festival.region in (EVERYWHERE, region) for region in regions])
            peak = np.array([festival.uplift.get(group, 0.0) for group in groups])
            start = self.index(festival.day) - festival.lead_days
            end = self.index(festival.day) + DIP_DAYS
            for n in range(max(start, 0), min(end + 1, self.days)):
                weight = festival.weight(self.first + timedelta(days=n))
                effect[n] += weight * np.outer(kept, peak)
        return effect


def festivals() -> tuple[Festival, ...]:
    """Read all festivals, in order of their dates."""
    content = json.loads((DATA / "festivals.json").read_text(encoding="utf-8"))
    found = [
        Festival(
            entry["name"],
            entry["kind"],
            entry["region"],
            date.fromisoformat(day),
            entry["lead_days"],
            entry["uplift"],
        )
        for entry in content["festivals"]
        for day in entry["dates"]
    ]
    return tuple(sorted(found, key=lambda festival: (festival.day, festival.name)))
