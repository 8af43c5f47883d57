"""What is trained and how: the recipe of a model, filled up from the fingerprint of its data."""
from dataclasses import dataclass, field
from typing import Dict, Optional, Tuple

from .augment import AugmentSpec
from .losses import LossSpec
from .network import NetworkSpec


@dataclass(frozen=True)
class Normalisation:
    """Clip in HU, then (x - shift) / divide."""

    clip: Tuple[float, ...]
    shift: float
    divide: float

    def apply(self, hu):
        return (hu.clamp(self.clip[0], self.clip[1]) - self.shift) / self.divide


@dataclass(frozen=True)
class OptimiserSpec:
    """`schedule`: constant (after the warm-up), cosine, poly, wsd (constant, then to zero over `decay_share`) or plateau."""

    kind: str = "adamw"
    learning_rate: float = 1.5e-3
    weight_decay: float = 1e-2
    momentum: float = 0.99
    schedule: str = "wsd"
    warm_up_steps: int = 100
    decay_share: float = 0.2
    plateau_factor: float = 0.5
    plateau_patience: int = 4
    clip_gradient: float = 1.0


@dataclass(frozen=True)
class TrainingSpec:
    """One training run. `class_draw` says how often patches are centred on each structure (default: equally);
    `foreground_share` of them are. Centres are shifted by up to `jitter_share` of the patch, and up to half of
    `overhang_share` of it may lie outside the image.
    """

    steps: int
    batch: int
    patch: Tuple[int, ...]
    seed: int = 1
    foreground_share: float = 0.75
    jitter_share: float = 0.25
    overhang_share: float = 0.2
    class_draw: Optional[Dict[str, float]] = None
    ema: float = 0.998
    optimiser: OptimiserSpec = field(default_factory=OptimiserSpec)
    loss: LossSpec = field(default_factory=LossSpec)
    augment: AugmentSpec = field(default_factory=AugmentSpec)
    start_from: Optional[str] = None
    start_fresh: Tuple[str, ...] = ()
    validate_every: int = 500
    validation_cases: int = 11
    stop_after_validations: int = 0
    log_every: int = 25
    checkpoint_seconds: float = 300.0


@dataclass(frozen=True)
class InferencePlan:
    """Tiling as the engine does it."""

    patch: Tuple[int, ...]
    overlap: float = 0.25
    sigma_of_patch: float = 0.125


@dataclass(frozen=True)
class Plan:
    """Everything a run needs beside the cache. `axes` names the array axes of a volume: P, L, I."""

    structures: Tuple[str, ...]
    mirror_pairs: Tuple[Tuple[str, ...], ...]
    spacing_mm: Tuple[float, ...]
    normalisation: Normalisation
    network: NetworkSpec
    training: TrainingSpec
    inference: InferencePlan
