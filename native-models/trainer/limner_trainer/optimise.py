"""Optimisers, learning-rate schedules and the average of the weights."""
import math
from typing import Dict

import torch
from torch import nn

from .plan import OptimiserSpec


def create_optimiser(net: nn.Module, spec: OptimiserSpec) -> torch.optim.Optimizer:
    """Weight decay acts on convolutions only, not on norms and biases."""
    decayed = [p for p in net.parameters() if p.dim() > 1]
    plain = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": spec.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    if spec.kind == "adamw":
        return torch.optim.AdamW(groups, spec.learning_rate)
    if spec.kind == "adam":
        return torch.optim.Adam(groups, spec.learning_rate)
    if spec.kind == "sgd":
        return torch.optim.SGD(groups, spec.learning_rate, momentum=spec.momentum, nesterov=True)
    raise ValueError(f"optimiser {spec.kind!r}: adamw, adam or sgd")


def rate_at(step: int, steps: int, spec: OptimiserSpec) -> float:
    """Learning rate of a step (0 .. steps - 1) as a share of the full one, without what a plateau takes away."""
    if step < spec.warm_up_steps:
        return (step + 1) / spec.warm_up_steps
    done = (step - spec.warm_up_steps) / max(1, steps - spec.warm_up_steps)
    if spec.schedule in ("constant", "plateau"):
        return 1.0
    if spec.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * done))
    if spec.schedule == "poly":
        return (1 - done) ** 0.9
    if spec.schedule == "wsd":
        decay_from = steps * (1 - spec.decay_share)
        return 1.0 if step < decay_from else (steps - step) / max(1.0, steps - decay_from)
    raise ValueError(f"schedule {spec.schedule!r}: constant, cosine, poly, wsd or plateau")


class Plateau:
    """Lowers the rate when the validation score has not risen for some validations; also counts for early stopping."""

    def __init__(self, spec: OptimiserSpec):
        self._spec = spec
        self.best = -1.0
        self.stale = 0
        self.factor = 1.0

    def saw(self, score: float) -> bool:
        """Takes in a validation score; true when it is the best so far."""
        if score > self.best:
            self.best, self.stale = score, 0
            return True
        self.stale += 1
        if self._spec.schedule == "plateau" and self.stale % (self._spec.plateau_patience + 1) == 0:
            self.factor *= self._spec.plateau_factor
        return False

    def state(self) -> Dict[str, float]:
        return {"best": self.best, "stale": self.stale, "factor": self.factor}

    def restore(self, state: Dict[str, float]) -> None:
        self.best, self.stale, self.factor = state["best"], int(state["stale"]), state["factor"]


class WeightAverage:
    """Exponential average of the weights, which is what is validated and shipped. Shorter at the start of a run."""

    def __init__(self, net: nn.Module, decay: float):
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in net.state_dict().items()}

    @torch.no_grad()
    def update(self, net: nn.Module, updates: int) -> None:
        keep = min(self.decay, (1 + updates) / (10 + updates))
        for name, value in net.state_dict().items():
            if value.dtype.is_floating_point:
                self.weights[name].lerp_(value, 1 - keep)
            else:
                self.weights[name].copy_(value)
