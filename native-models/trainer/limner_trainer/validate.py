"""Dice per structure and case, on the grid on which the contours were drawn."""
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import torch

from .cache import CacheIndex, CaseEntry, read_case
from .plan import Plan
from .predict import dice, predict_probabilities

THRESHOLD = 0.5


def pick_cases(cases: Sequence[CaseEntry], structures: Sequence[str], count: int) -> List[CaseEntry]:
    """At most `count` cases in which every structure occurs about equally often: rare ones are served first."""
    if count <= 0 or count >= len(cases):
        return list(cases)
    rest, picked = list(cases), []
    seen = {s: 0 for s in structures}
    while len(picked) < count:
        best = max(rest, key=lambda c: (sum(1 / (1 + seen[s]) for s in c.contoured), c.id))
        rest.remove(best)
        picked.append(best)
        for s in best.contoured:
            seen[s] += 1
    return picked


def case_dice(net, cache: Path, index: CacheIndex, entry: CaseEntry, plan: Plan, device) -> Dict[str, float]:
    """Dice of the contoured structures of one case."""
    case = read_case(cache, entry)
    field = predict_probabilities(net, torch.from_numpy(case.image).to(device), entry.spacing_mm, plan)
    labels = torch.from_numpy(case.labels).to(device)
    return {
        s: dice(field[plan.structures.index(s)] >= THRESHOLD, labels == index.structures.index(s) + 1)
        for s in entry.contoured
    }


def mean_of(per_case: Sequence[Dict[str, float]], structures: Sequence[str]) -> Dict[str, Optional[float]]:
    """Mean per structure over the cases that know it; None where none does."""
    found = {s: [c[s] for c in per_case if s in c] for s in structures}
    return {s: sum(v) / len(v) if v else None for s, v in found.items()}


def overall(means: Dict[str, Optional[float]]) -> float:
    """Mean over the structures that were measured."""
    known = [v for v in means.values() if v is not None]
    return sum(known) / len(known) if known else 0.0
