"""What a data set is like (after nnU-Net, Isensee et al., Nature Methods 18, 2021), and the recipe that follows from it."""
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy

from .cache import CacheIndex, read_case
from .network import NetworkSpec
from .plan import InferencePlan, Normalisation, Recipe, TrainingSpec

# Voxels of contoured tissue that each case adds to the intensity statistics.
_SAMPLES_PER_CASE = 5000
# An axis is pooled while at least this many voxels remain; finer axes are pooled first.
_SMALLEST_GRID = 4
_MOST_CHANNELS = 320
_MOST_LEVELS = 6
# Samples of a batch: at least two, for a steadier gradient; more than the most bring little but waiting.
_BATCH = (2, 32)


@dataclass(frozen=True)
class Fingerprint:
    """Medians over the cases; intensities of contoured voxels in HU; volumes in ml."""

    cases: int
    spacing_mm: Tuple[float, ...]
    shape: Tuple[int, ...]
    contoured: Dict[str, int]
    volume_ml: Dict[str, Optional[float]]
    intensity_percentiles: Tuple[float, ...]
    intensity_mean: float
    intensity_deviation: float


def take_fingerprint(cache: Path, index: CacheIndex, split: str) -> Fingerprint:
    """Looks at every case of a split. Throws ValueError when nothing is contoured."""
    entries = index.of_split(split)
    samples: List[numpy.ndarray] = []
    volumes: Dict[str, List[float]] = {s: [] for s in index.structures}
    pick = numpy.random.default_rng(0)
    for entry in entries:
        case = read_case(cache, entry)
        voxel_ml = float(numpy.prod(entry.spacing_mm)) / 1000
        for structure in entry.contoured:
            count = int((case.labels == index.structures.index(structure) + 1).sum())
            volumes[structure].append(count * voxel_ml)
        inside = case.image[case.labels > 0]
        if len(inside) > 0:
            samples.append(pick.choice(inside, min(len(inside), _SAMPLES_PER_CASE), replace=False))
    if not samples:
        raise ValueError(f"{split}: no case has a contoured voxel")
    values = numpy.concatenate(samples).astype(numpy.float64)
    return Fingerprint(
        cases=len(entries),
        spacing_mm=tuple(float(numpy.median([e.spacing_mm[a] for e in entries])) for a in range(3)),
        shape=tuple(int(numpy.median([e.shape[a] for e in entries])) for a in range(3)),
        contoured={s: len(v) for s, v in volumes.items()},
        volume_ml={s: float(numpy.median(v)) if v else None for s, v in volumes.items()},
        intensity_percentiles=tuple(float(p) for p in numpy.percentile(values, [0.5, 99.5])),
        intensity_mean=float(values.mean()),
        intensity_deviation=float(values.std()),
    )


def plan_pooling(
    shape: Sequence[int], spacing_mm: Sequence[float]
) -> Tuple[Tuple[Tuple[int, ...], ...], Tuple[Tuple[int, ...], ...]]:
    """(strides, kernels) level by level: an axis twice as coarse as the finest waits, unpooled and with kernels of 1,
    until pooling has brought the others to its spacing."""
    size, spacing = list(shape), list(spacing_mm)
    joined = [mm < 2 * min(spacing) for mm in spacing]
    strides: List[Tuple[int, ...]] = []
    kernels: List[Tuple[int, ...]] = [tuple(3 if j else 1 for j in joined)]
    while len(strides) < _MOST_LEVELS - 1:
        step = tuple(2 if j and n // 2 >= _SMALLEST_GRID else 1 for n, j in zip(size, joined))
        if max(step) == 1:
            break
        strides.append(step)
        size = [n // s for n, s in zip(size, step)]
        spacing = [mm * s for mm, s in zip(spacing, step)]
        joined = [j or mm < 2 * min(spacing) for j, mm in zip(joined, spacing)]
        kernels.append(tuple(3 if j else 1 for j in joined))
    return tuple(strides), tuple(kernels)


def _fit_patch(shape: Sequence[float], spacing_mm: Sequence[float], voxels: int) -> Tuple[List[int], tuple, tuple]:
    """The largest patch within `voxels` that keeps the proportions of `shape` and fits its own pooling."""
    scale = 1.0
    while True:
        wished = [max(8, round(n * scale)) for n in shape]
        strides, kernels = plan_pooling(wished, spacing_mm)
        multiple = numpy.prod(numpy.array(strides or [(1,) * len(shape)]), axis=0)
        patch = [int(max(1, round(n / m)) * m) for n, m in zip(wished, multiple)]
        if numpy.prod(patch) <= voxels or scale < 0.05:
            return patch, strides, kernels
        scale *= 0.95


def derive_recipe(
    fingerprint: Fingerprint,
    structures: Sequence[str],
    mirror_pairs: Sequence[Tuple[str, str]],
    dims: int = 3,
    slices: int = 1,
    slice_axis: int = 2,
    width: int = 16,
    depth: Optional[int] = None,
    patch_voxels: int = 64 * 80 * 64,
    steps: int = 20000,
    batch: Optional[int] = None,
) -> Recipe:
    """A complete recipe to start from: median spacing, a patch of the median shape within `patch_voxels`, as many of them
    in a batch as `patch_voxels` holds (unless `batch` says how many), channels from `width` doubling, `depth` levels at
    most, HU clipped to the percentiles of contoured tissue and standardised."""
    axes = [a for a in range(3) if dims == 3 or a != slice_axis]
    spacing = [round(fingerprint.spacing_mm[a], 2) for a in range(3)]
    plane_mm = [spacing[a] for a in axes]
    patch, strides, kernels = _fit_patch([fingerprint.shape[a] for a in axes], plane_mm, patch_voxels)
    if depth is not None and depth - 1 < len(strides):
        strides, kernels = strides[: depth - 1], kernels[:depth]
    levels = len(kernels)
    network = NetworkSpec(
        dims=dims,
        in_channels=1 if dims == 3 else slices,
        out_channels=len(structures),
        channels=tuple(min(_MOST_CHANNELS, width * 2**n) for n in range(levels)),
        encoder_convs=(2,) * levels,
        decoder_convs=(2,) * (levels - 1),
        strides=strides,
        kernels=kernels,
        deep_supervision=min(2, max(0, levels - 2)),
    )
    low, high = fingerprint.intensity_percentiles
    if batch is None:
        batch = min(max(int(patch_voxels // numpy.prod(patch)), _BATCH[0]), _BATCH[1])
    return Recipe(
        structures=tuple(structures),
        mirror_pairs=tuple(tuple(p) for p in mirror_pairs),
        spacing_mm=tuple(spacing),
        normalisation=Normalisation((low, high), fingerprint.intensity_mean, fingerprint.intensity_deviation),
        network=network,
        stages={"train": TrainingSpec(steps=steps, batch=batch, patch=tuple(patch))},
        inference=InferencePlan(patch=tuple(patch)),
        slice_axis=None if dims == 3 else slice_axis,
    )
