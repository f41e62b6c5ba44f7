"""Stages in a row, each supplied by the next one up; the first serves the customers."""

import math
from collections.abc import Sequence
from statistics import NormalDist

_STANDARD = NormalDist()


def newsvendor_heuristic(
    echelon_holding: Sequence[float],
    lead_times: Sequence[float],
    shortage: float,
    mean: float,
    sd: float,
) -> tuple[float, ...]:
    """Return echelon base-stock levels, downstream first, by Shang & Song (2003).

    Each is the mean of two newsvendor levels that bound the best one.
    """
    everything = shortage + sum(echelon_holding)
    levels = []
    for stage in range(len(lead_times)):
        above = shortage + sum(echelon_holding[stage + 1 :])
        ratios = (above / everything, above / (above + echelon_holding[stage]))
        lead = sum(lead_times[: stage + 1])
        z = sum(_STANDARD.inv_cdf(ratio) for ratio in ratios) / 2
        levels.append(mean * lead + sd * math.sqrt(lead) * z)
    return tuple(levels)
