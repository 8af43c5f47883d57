"""Data folder -> cache: one compressed file a case, on its own grid, turned to the array order (P, L, I) of the networks.

Cases keep their own spacing: an augmented patch is then cut out of the image by a single interpolation, and validation
measures on the grid on which the contours were drawn.
"""
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

import numpy

from .specs import from_json, to_json

# Array axis 0 runs towards posterior, 1 towards left, 2 towards inferior; NIfTI world axes are (R, A, S) positive.
_WORLD_AXIS = (1, 0, 2)
_WORLD_SIGN = (-1, -1, -1)

# Below the window of a network only "air" matters: coarse steps there make the cache a third smaller.
_COARSE_BELOW_HU = -450
_COARSE_STEP_HU = 50
_HU_RANGE = (-1000, 2000)


@dataclass(frozen=True)
class CaseEntry:
    """What the index of a cache says about a case. `contoured` names the structures that are known in it."""

    id: str
    split: str
    contoured: Tuple[str, ...]
    shape: Tuple[int, ...]
    spacing_mm: Tuple[float, ...]


@dataclass(frozen=True)
class CacheIndex:
    """`structures[n]` is value n + 1 of the label maps."""

    structures: Tuple[str, ...]
    cases: Tuple[CaseEntry, ...]

    def of_split(self, split: str) -> List[CaseEntry]:
        return [c for c in self.cases if c.split == split]


@dataclass(frozen=True)
class Case:
    """Image in HU (int16) and label map, array order (P, L, I)."""

    entry: CaseEntry
    image: numpy.ndarray
    labels: numpy.ndarray


def to_network_axes(array: numpy.ndarray, affine: numpy.ndarray) -> Tuple[numpy.ndarray, Tuple[float, ...]]:
    """Turns a NIfTI array to (P, L, I). Throws ValueError when its axes are not along the patient's."""
    linear = affine[:3, :3]
    spacing = numpy.linalg.norm(linear, axis=0)
    cosines = linear / spacing
    source = [int(numpy.argmax(numpy.abs(cosines[world]))) for world in _WORLD_AXIS]
    if sorted(source) != [0, 1, 2] or numpy.abs(cosines).max(axis=0).min() < 0.999:
        raise ValueError("the axes of the image are not along the patient's: resample it first")
    turned = numpy.transpose(array, source)
    for axis, (world, sign) in enumerate(zip(_WORLD_AXIS, _WORLD_SIGN)):
        if numpy.sign(cosines[world, source[axis]]) != sign:
            turned = numpy.flip(turned, axis)
    return numpy.ascontiguousarray(turned), tuple(float(round(spacing[s], 4)) for s in source)


def store_hu(image: numpy.ndarray) -> numpy.ndarray:
    """Rounded to int16, cut to the range of tissue and bone; air in coarse steps."""
    hu = numpy.clip(numpy.rint(image), *_HU_RANGE).astype(numpy.int16)
    air = hu < _COARSE_BELOW_HU
    hu[air] = hu[air] // _COARSE_STEP_HU * _COARSE_STEP_HU
    return hu


def build_cache(data: Path, cache: Path, structures: Tuple[str, ...], splits: Tuple[str, ...]) -> CacheIndex:
    """Reads `<data>/<split>/<id>_ct.nii.gz`, `<id>_oar.nii.gz` and `<data>/<split>.json` (id -> {"contoured": [...]}).

    Cases that are there already are kept. Throws ValueError for a label that is in no list.
    """
    import nibabel

    cache.mkdir(parents=True, exist_ok=True)
    entries: List[CaseEntry] = []
    for split in splits:
        listed: Dict[str, dict] = json.loads((data / f"{split}.json").read_text())
        for case_id in sorted(listed):
            path = cache / f"{case_id}.npz"
            contoured = tuple(s for s in structures if s in listed[case_id]["contoured"])
            if path.exists():
                with numpy.load(path) as stored:
                    shape, spacing = stored["image"].shape, tuple(float(s) for s in stored["spacing_mm"])
            else:
                ct = nibabel.load(data / split / f"{case_id}_ct.nii.gz")
                oar = nibabel.load(data / split / f"{case_id}_oar.nii.gz")
                if not numpy.allclose(ct.affine, oar.affine, atol=1e-3):
                    raise ValueError(f"{case_id}: image and labels lie on different grids")
                image, spacing = to_network_axes(numpy.asarray(ct.dataobj), ct.affine)
                labels, _ = to_network_axes(numpy.asarray(oar.dataobj), oar.affine)
                if labels.max() > len(structures):
                    raise ValueError(f"{case_id}: label {labels.max()} for {len(structures)} structures")
                shape = image.shape
                numpy.savez_compressed(
                    path,
                    image=store_hu(image),
                    labels=labels.astype(numpy.uint8),
                    spacing_mm=numpy.asarray(spacing, numpy.float32),
                )
            entries.append(CaseEntry(case_id, split, contoured, tuple(int(n) for n in shape), spacing))
    index = CacheIndex(structures, tuple(entries))
    (cache / "index.json").write_text(json.dumps(to_json(index), indent=1))
    return index


def read_index(cache: Path) -> CacheIndex:
    return from_json(CacheIndex, json.loads((cache / "index.json").read_text()))


def read_case(cache: Path, entry: CaseEntry) -> Case:
    with numpy.load(cache / f"{entry.id}.npz") as stored:
        return Case(entry, stored["image"], stored["labels"])
