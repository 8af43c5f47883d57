"""What is trained and how: the recipe of a model, filled up from the fingerprint of its data."""
from dataclasses import dataclass, field, replace
from typing import Dict, List, Optional, Tuple

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
    """Tiling as the engine does it. `mirror`: what is seen in the mirrored image (left for right, and names with it) is
    averaged with what is seen in the image itself.
    """

    patch: Tuple[int, ...]
    overlap: float = 0.25
    sigma_of_patch: float = 0.125
    mirror: bool = False


@dataclass(frozen=True)
class Plan:
    """Everything a run needs beside the cache. Volumes have the array axes P, L, I.

    Networks of two dimensions work slice by slice across `slice_axis`; with several input channels they see that many
    neighbouring slices (2.5D) and answer for the middle one. Patches are given without that axis then.
    """

    structures: Tuple[str, ...]
    mirror_pairs: Tuple[Tuple[str, ...], ...]
    spacing_mm: Tuple[float, ...]
    normalisation: Normalisation
    network: NetworkSpec
    training: TrainingSpec
    inference: InferencePlan
    slice_axis: Optional[int] = None

    def __post_init__(self) -> None:
        dims = self.network.dims
        if (dims == 2) != (self.slice_axis is not None):
            raise ValueError("slice_axis: needed for networks of two dimensions, and for no others")
        if dims == 2 and self.network.in_channels % 2 == 0:
            raise ValueError("network.in_channels: an odd number of slices, so that there is a middle one")
        if dims == 3 and self.network.in_channels != 1:
            raise ValueError("network.in_channels: 1 for volumes")
        if self.network.out_channels != len(self.structures):
            raise ValueError(f"network.out_channels: {len(self.structures)} structures")
        for name, patch in (("training", self.training.patch), ("inference", self.inference.patch)):
            if len(patch) != dims or any(n % m != 0 for n, m in zip(patch, self.network.multiple_of)):
                raise ValueError(f"{name}.patch: {dims} numbers, multiples of {self.network.multiple_of}")
        unknown = {s for pair in self.mirror_pairs for s in pair} - set(self.structures)
        if unknown or any(len(pair) != 2 for pair in self.mirror_pairs):
            raise ValueError("mirror_pairs: pairs of structures")

    def volume_patch(self) -> Tuple[int, ...]:
        """The part of a volume that a training patch is cut from, three axes."""
        patch = list(self.training.patch)
        if self.slice_axis is not None:
            patch.insert(self.slice_axis, self.network.in_channels)
        return tuple(patch)


@dataclass(frozen=True)
class PostProcessing:
    """What the engine does with a mask."""

    largest_component: bool = True
    hole_filling: str = "volume"
    minimum_volume_ml: float = 0.0


@dataclass(frozen=True)
class LabelSpec:
    """How a structure is named and shown: TG-263 name (the key), FMA code or None, colour, DICOM interpreted type."""

    fma_code: Optional[str]
    colour: str
    post_processing: PostProcessing = field(default_factory=PostProcessing)
    interpreted_type: str = "ORGAN"


@dataclass(frozen=True)
class ModelSpec:
    """What manifest and card of a shipped model say beside what was measured."""

    id: str
    version: str
    title: str
    description: str
    body_region: str
    labels: Dict[str, LabelSpec]
    data: str
    data_licence: str
    limits: Tuple[str, ...]
    modality: str = "CT"
    tissue_median_hu: Tuple[float, ...] = (-200.0, 250.0)
    minimum_extent_mm: float = 100.0
    external_threshold_hu: Optional[float] = -400.0
    golden_case: Optional[str] = None


@dataclass(frozen=True)
class VariantSpec:
    """A further model of the same weights that works faster or more carefully."""

    title: str
    inference: InferencePlan


@dataclass(frozen=True)
class MemberSpec:
    """A network that was trained elsewhere on the same grid, for the same structures: ONNX of this trainer, and its form."""

    weights: str
    network: NetworkSpec


@dataclass(frozen=True)
class Recipe:
    """A model from data to release: stages follow one another, each starting with the weights of the one before.
    `variants`, by id, are released beside the model. The networks of `ensemble` answer together with the trained one.
    """

    structures: Tuple[str, ...]
    mirror_pairs: Tuple[Tuple[str, ...], ...]
    spacing_mm: Tuple[float, ...]
    normalisation: Normalisation
    network: NetworkSpec
    stages: Dict[str, TrainingSpec]
    inference: InferencePlan
    slice_axis: Optional[int] = None
    model: Optional[ModelSpec] = None
    variants: Dict[str, VariantSpec] = field(default_factory=dict)
    ensemble: Tuple[MemberSpec, ...] = ()

    def releases(self) -> List["Recipe"]:
        """A recipe for each model to release, the one of `model` first. Throws ValueError without a `model`."""
        if self.model is None:
            raise ValueError("the recipe says nothing about the model (section model)")
        others = [
            replace(self, model=replace(self.model, id=id, title=v.title), inference=v.inference)
            for id, v in self.variants.items()
        ]
        return [self, *others]

    def plan_of(self, stage: str) -> Plan:
        """The plan of one stage."""
        return Plan(self.structures, self.mirror_pairs, self.spacing_mm, self.normalisation, self.network,
                    self.stages[stage], self.inference, self.slice_axis)
