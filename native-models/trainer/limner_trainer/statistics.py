"""Means over cases with percentile bootstrap intervals."""
import random
from dataclasses import dataclass
from typing import Dict, Optional, Sequence

_RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """Mean of `cases` values with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    cases: int


def bootstrap_mean(values: Sequence[float], seed: int = 1) -> Optional[Interval]:
    """Percentile bootstrap (Efron, 1979) with 2000 resamples; None without values."""
    n = len(values)
    if n == 0:
        return None
    rng = random.Random(seed)
    means = sorted(sum(rng.choices(values, k=n)) / n for _ in range(_RESAMPLES))
    at = lambda share: means[min(_RESAMPLES - 1, int(share * _RESAMPLES))]
    return Interval(sum(values) / n, at(0.025), at(0.975), n)


def intervals_of(per_case: Sequence[Dict[str, float]], structures: Sequence[str]) -> Dict[str, Optional[Interval]]:
    """Interval per structure over the cases that know it."""
    return {s: bootstrap_mean([c[s] for c in per_case if s in c]) for s in structures}
