import dataclasses
import random

import numpy
import scipy.ndimage
import torch

from limner_trainer.augment import (
    NO_AUGMENTATION,
    AugmentSpec,
    Placement,
    augment_intensities,
    draw_placement,
    mirrored_channels,
    sample_patch,
)

RNG = numpy.random.default_rng(3)
IMAGE = RNG.integers(-900, 1500, (12, 14, 10)).astype(numpy.int16)
LABELS = RNG.integers(0, 4, IMAGE.shape).astype(numpy.uint8)


def cut(placement, patch):
    hu, shares = sample_patch(torch.from_numpy(IMAGE), torch.from_numpy(LABELS), [0, 1, 2], placement, patch)
    return hu.numpy(), shares.numpy()


def test_without_augmentation_a_patch_is_the_voxels_themselves():
    placement = draw_placement(random.Random(1), NO_AUGMENTATION, (5.5, 6.5, 4.5), (4, 4, 3), (4, 4, 3))
    assert not placement.mirrored
    hu, shares = cut(placement, (4, 6, 8))
    box = (slice(4, 8), slice(4, 10), slice(1, 9))
    assert numpy.allclose(hu[0], IMAGE[box], atol=0.01)
    for channel in range(3):
        assert numpy.allclose(shares[channel], LABELS[box] == channel + 1, atol=1e-5)


def test_a_turned_scaled_mirrored_patch_equals_scipys_interpolation():
    spec = dataclasses.replace(AugmentSpec(), p_rotate=1.0, p_scale=1.0, p_mirror=1.0)
    placement = draw_placement(random.Random(5), spec, (6.2, 6.9, 4.4), (4.7, 4.6, 3.0), (4.0, 4.0, 2.5))
    assert placement.mirrored
    patch = (8, 9, 7)
    hu, shares = cut(placement, patch)
    offsets = numpy.indices(patch).reshape(3, -1) - (numpy.array(patch)[:, None] - 1) / 2
    at = numpy.array(placement.matrix) @ offsets + numpy.array(placement.centre)[:, None]
    expected = scipy.ndimage.map_coordinates(IMAGE.astype(float) + 1000, at, order=1, mode="grid-constant", cval=0) - 1000
    assert numpy.abs(hu.ravel() - expected).max() < 0.5
    expected = scipy.ndimage.map_coordinates((LABELS == 2).astype(float), at, order=1, mode="grid-constant", cval=0)
    assert numpy.abs(shares[1].ravel() - expected).max() < 1e-3


def test_beside_the_image_lies_air():
    hu, shares = cut(Placement(((1, 0, 0), (0, 1, 0), (0, 0, 1)), (100.0, 100.0, 100.0), False), (4, 4, 4))
    assert (hu == -1000).all() and (shares == 0).all()


def test_mirroring_swaps_left_and_right_and_nothing_else():
    assert mirrored_channels(("Cord", "Gland_R", "Gland_L"), (("Gland_R", "Gland_L"),)) == [0, 2, 1]
    spec = dataclasses.replace(NO_AUGMENTATION, p_mirror=1.0)
    placement = draw_placement(random.Random(1), spec, (5.5, 6.5, 4.5), (4, 4, 3), (4, 4, 3))
    hu, _ = cut(placement, (4, 6, 8))
    assert numpy.allclose(hu[0], IMAGE[4:8, 4:10, 1:9][:, ::-1], atol=0.01)


def test_every_intensity_change_changes_the_patch_keeps_its_shape_and_is_repeated_by_the_same_seed():
    x = torch.from_numpy(RNG.normal(0, 1, (1, 8, 9, 7)).astype(numpy.float32))
    for name in ("noise", "blur", "brightness", "contrast", "low_resolution", "gamma"):
        spec = dataclasses.replace(NO_AUGMENTATION, **{f"p_{name}": 1.0})
        first, again, other = (augment_intensities(x, random.Random(seed), spec) for seed in (1, 1, 2))
        assert first.shape == x.shape and torch.isfinite(first).all(), name
        assert not torch.equal(first, x), name
        assert torch.equal(first, again) and not torch.equal(first, other), name
    assert torch.equal(augment_intensities(x, random.Random(1), NO_AUGMENTATION), x)


def test_blur_equals_scipys_gaussian():
    x = torch.from_numpy(RNG.normal(0, 1, (1, 12, 9, 11)).astype(numpy.float32))
    spec = dataclasses.replace(NO_AUGMENTATION, p_blur=1.0, blur_voxels=(0.8, 0.8))
    expected = scipy.ndimage.gaussian_filter(x[0].numpy(), 0.8, mode="nearest", truncate=3.6)
    assert numpy.abs(augment_intensities(x, random.Random(1), spec)[0].numpy() - expected).max() < 2e-3
