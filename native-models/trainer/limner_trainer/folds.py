"""k-fold cross-validation: cases dealt out so that every structure is spread over the folds."""
import random
from typing import Dict, List, Sequence

from .cache import CaseEntry


def deal_folds(cases: Sequence[CaseEntry], folds: int, seed: int) -> List[List[CaseEntry]]:
    """`folds` lists of about the same length. Each case goes where its structures are scarcest; the same seed always
    gives the same folds. Throws ValueError for fewer cases than folds."""
    if not 2 <= folds <= len(cases):
        raise ValueError(f"{folds} folds of {len(cases)} cases")
    order = sorted(cases, key=lambda c: c.id)
    random.Random(seed).shuffle(order)
    count: Dict[str, int] = {}
    for case in order:
        for structure in case.contoured:
            count[structure] = count.get(structure, 0) + 1
    # Cases with rare structures are dealt first, while every fold still has room for them.
    order.sort(key=lambda c: min([count[s] for s in c.contoured], default=len(order)))
    dealt: List[List[CaseEntry]] = [[] for _ in range(folds)]
    room = -(-len(order) // folds)
    for case in order:
        def scarcity(fold: List[CaseEntry]) -> tuple:
            having = sum(sum(s in c.contoured for c in fold) / count[s] for s in case.contoured)
            return having, len(fold)

        min((f for f in dealt if len(f) < room), key=scarcity).append(case)
    return dealt
