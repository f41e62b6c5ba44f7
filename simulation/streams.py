"""Independent random streams: one per purpose, so that one more draw here moves nothing there."""

import zlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return the generator of a purpose; the same seed and purpose give the same numbers."""
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(purpose.encode())]))
