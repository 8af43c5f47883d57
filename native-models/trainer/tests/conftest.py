"""Toy data: a body with two equal glands, left and right, and a bone that only some cases know."""
import json
import sys
from pathlib import Path

import numpy
import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
torch.set_num_threads(1)

STRUCTURES = ("Gland_R", "Gland_L", "Bone")
# A NIfTI array (x, y, z) that runs to the left, posterior and inferior, 4 x 4 x 3 mm.
AFFINE = numpy.diag([-4.0, -4.0, -3.0, 1.0])


def _ball(shape, centre, radius):
    grid = numpy.indices(shape).astype(float)
    return sum((g - c) ** 2 for g, c in zip(grid, centre)) <= radius**2


def make_case(seed):
    """(image in HU, labels) with axes (L, P, I)."""
    rng = numpy.random.default_rng(seed)
    shape = (30, 24, 18)
    middle = numpy.array([14.5, 11.5, 8.5]) + rng.uniform(-1, 1, 3)
    image = numpy.full(shape, -1000.0)
    labels = numpy.zeros(shape, numpy.uint8)
    grid = numpy.indices(shape).astype(float)
    image[((grid[0] - middle[0]) / 13) ** 2 + ((grid[1] - middle[1]) / 10) ** 2 <= 1] = 0
    for value, (offset, hu, radius) in enumerate([((-8, 0, 0), 400, 3), ((8, 0, 0), 400, 3), ((0, 5, 0), 900, 3)], 1):
        inside = _ball(shape, middle + offset, radius + rng.uniform(-0.5, 0.5))
        image[inside], labels[inside] = hu, value
    return (image + rng.normal(0, 20, shape)).astype(numpy.int16), labels


def write_data(folder, counts=(6, 3)):
    """The layout of the data folder; the bone is contoured in every second case only."""
    import nibabel

    number = 0
    for split, count in zip(("train", "val"), counts):
        (folder / split).mkdir(parents=True)
        listed = {}
        for _ in range(count):
            image, labels = make_case(number)
            known = list(STRUCTURES) if number % 2 == 0 else list(STRUCTURES[:2])
            labels[labels > len(known)] = 0
            name = f"case_{number}"
            nibabel.save(nibabel.Nifti1Image(image, AFFINE), str(folder / split / f"{name}_ct.nii.gz"))
            nibabel.save(nibabel.Nifti1Image(labels, AFFINE), str(folder / split / f"{name}_oar.nii.gz"))
            listed[name] = {"contoured": known}
            number += 1
        (folder / f"{split}.json").write_text(json.dumps(listed))
    return folder


def toy_recipe(dims=3, slices=1, **training):
    """A recipe small enough to learn the toy data in seconds."""
    patch = [16, 32, 16] if dims == 3 else [16, 32]
    stage = {
        "steps": 4,
        "batch": 2,
        "patch": patch,
        "validate_every": 1000,
        "log_every": 2,
        "optimiser": {"learning_rate": 0.01, "warm_up_steps": 2},
        "ema": 0.9,
        **training,
    }
    return {
        "structures": list(STRUCTURES),
        "mirror_pairs": [["Gland_R", "Gland_L"]],
        "spacing_mm": [4.0, 4.0, 3.0],
        "normalisation": {"clip": [-400, 1200], "shift": 0, "divide": 400},
        "network": {
            "dims": dims,
            "in_channels": slices,
            "out_channels": 3,
            "channels": [4, 8, 16],
            "encoder_convs": [1, 1, 1],
            "decoder_convs": [1, 1],
            "strides": [[2] * dims] * 2,
            "kernels": [[3] * dims] * 3,
            "deep_supervision": 1,
        },
        "stages": {"train": stage},
        "inference": {"patch": patch, "overlap": 0.25},
        "slice_axis": None if dims == 3 else 2,
        "model": {
            "id": "toy",
            "version": "0.0.1",
            "title": "Toy",
            "description": "Balls in a body.",
            "body_region": "Phantom",
            "data": "Made by the tests.",
            "data_licence": "Apache-2.0",
            "limits": ["Only balls."],
            "minimum_extent_mm": 20,
            # Nothing is cleaned up: what the engine returns can be compared voxel by voxel.
            "labels": {
                s: {
                    "fma_code": None,
                    "colour": "#41D2CE",
                    "post_processing": {"largest_component": False, "hole_filling": "none"},
                }
                for s in STRUCTURES
            },
        },
    }


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def cached(data, tmp_path_factory):
    """(cache folder, its index)."""
    from limner_trainer.cache import build_cache

    folder = tmp_path_factory.mktemp("cache")
    return folder, build_cache(data, folder, STRUCTURES, ("train", "val"))
