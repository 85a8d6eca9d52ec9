"""Random draws from ranges of low, base and high: a triangle, or the one value where the three are the same."""

import numpy as np

DRAWS, SEED = 10_000, 20_251_014
BAND = (0.1, 0.5, 0.9)


def triangular(
    random: np.random.Generator, low: float, base: float, high: float, shape: tuple[int, ...]
) -> np.ndarray:
    """Draws of a triangle from low over base to high. Raises ValueError where they are not in this order."""
    if not low <= base <= high:
        raise ValueError(f"low ≦ base ≦ high wanted, not {low}, {base}, {high}")
    if low == high:
        return np.full(shape, float(base))
    return random.triangular(low, base, high, shape)
