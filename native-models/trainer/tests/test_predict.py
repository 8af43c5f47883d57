from dataclasses import replace

import numpy
import pytest
import torch
from conftest import toy_recipe

from limner_trainer.plan import InferencePlan, Recipe
from limner_trainer.predict import (
    NEVER_LOGIT,
    dice,
    neighbouring_slices,
    network_positions,
    predict_probabilities,
    tile_starts,
    tiled_logits,
    to_image_grid,
    to_network_grid,
)
from limner_trainer.specs import from_json


def test_the_grid_covers_the_image_and_is_centred_on_it():
    assert network_positions(10, 4.0, 4.0).tolist() == list(range(10))
    at = network_positions(10, 3.0, 4.0)
    assert len(at) == 8
    assert at.tolist() == pytest.approx([4.5 + (n - 3.5) * 4 / 3 for n in range(8)], abs=1e-5)


def test_a_linear_image_stays_linear_on_the_network_grid_and_back():
    ramp = torch.from_numpy(numpy.indices((20, 22, 24)).sum(0).astype(numpy.float32))
    spacing, network = (3.0, 4.5, 2.0), (4.0, 4.0, 2.5)
    x = to_network_grid(ramp, spacing, network)
    at = numpy.meshgrid(*[network_positions(n, o, m).numpy() for n, o, m in zip(ramp.shape, spacing, network)], indexing="ij")
    assert numpy.abs(x.numpy() - sum(at))[1:-1, 1:-1, 1:-1].max() < 1e-3
    back = to_image_grid(x[None], ramp.shape, spacing, network)[0]
    assert (back - ramp).abs()[3:-3, 3:-3, 3:-3].max() < 1e-3


def test_beyond_the_image_lies_air():
    x = to_network_grid(torch.full((3, 3, 3), 40.0), (1.0, 1.0, 1.0), (2.0, 2.0, 2.0))
    assert x.shape == (2, 2, 2) and (x == 40).all()
    x = to_network_grid(torch.full((2, 4, 4), 40.0), (1.0, 1.0, 1.0), (1.0, 0.6, 3.0))
    assert x.shape == (2, 7, 2) and (x == 40).all()


def test_tiles_start_where_the_engine_starts_them():
    # What tileStarts of core/inference returns.
    assert tile_starts(100, 64, 0.5) == [0, 18, 36]
    assert tile_starts(64, 64, 0.5) == [0]
    assert tile_starts(50, 64, 0.5) == [-7]
    assert tile_starts(109, 96, 0.25) == [0, 13]


class Doubling(torch.nn.Module):
    """Two channels: the input, and twice the input."""

    def forward(self, x):
        middle = x[:, x.shape[1] // 2 : x.shape[1] // 2 + 1]
        return torch.cat([middle, 2 * middle], 1)


def test_tiles_of_a_pointwise_network_join_without_a_seam_and_air_is_left_out():
    x = torch.rand(1, 1, 21, 12, 9)
    x[..., :14, :, :] = -1
    logits = tiled_logits(Doubling(), x, -1.0, InferencePlan(patch=(8, 8, 8), overlap=0.25), 2)
    reached = logits[0, 0] != NEVER_LOGIT
    assert reached[14:].all() and not reached.all()
    assert torch.allclose(logits[0, 0][reached], x[0, 0][reached], atol=1e-5)
    assert torch.allclose(logits[0, 1][reached], 2 * x[0, 0][reached], atol=1e-5)


def test_slices_come_with_their_neighbours_and_are_run_in_batches():
    volume = torch.rand(5, 8, 7)
    slices = neighbouring_slices(volume, 2, 3, -1.0)
    assert slices.shape == (7, 3, 5, 8)
    assert torch.equal(slices[3, 0], volume[:, :, 2]) and torch.equal(slices[3, 2], volume[:, :, 4])
    assert (slices[0, 0] == -1).all() and (slices[6, 2] == -1).all()
    logits = tiled_logits(Doubling(), slices, -1.0, InferencePlan(patch=(8, 8), overlap=0.25), 2, batch=3)
    assert torch.allclose(logits[:, 0], volume.movedim(2, 0), atol=1e-5)


def test_dice():
    a, b = torch.tensor([1, 1, 0, 0]) > 0, torch.tensor([0, 1, 1, 0]) > 0
    assert dice(a, b) == 0.5 and dice(a, a) == 1 and dice(a & ~a, b) == 0 and dice(a & ~a, b & ~b) == 1


class LeftIsBright(torch.nn.Module):
    """Finds the left gland where it is bright, but only in the half of a patch that lies to the left."""

    def forward(self, x):
        towards_left = torch.arange(x.shape[3]).view(1, 1, 1, -1, 1) >= x.shape[3] // 2
        found = torch.where((x > 1) & towards_left, 20.0, -20.0)
        return torch.cat([torch.full_like(found, -20.0), found, torch.full_like(found, -20.0)], 1)


def test_mirrored_views_are_turned_back_and_left_and_right_change_names():
    plan = from_json(Recipe, toy_recipe()).plan_of("train")
    image = torch.full((16, 32, 16), -1000, dtype=torch.int16)
    image[4:8, 4:8, 4:8] = 800
    image[4:8, 24:28, 4:8] = 800
    one = predict_probabilities(LeftIsBright(), image, plan.spacing_mm, plan)
    assert one[1][5, 25, 5] > 0.99 and one[0].max() < 0.01
    mirrored = replace(plan, inference=replace(plan.inference, mirror=True))
    both = predict_probabilities(LeftIsBright(), image, plan.spacing_mm, mirrored)
    # In the mirrored image the right gland lies to the left: it is found there, as the right one.
    assert both[1][5, 25, 5].item() == pytest.approx(0.5, abs=1e-3)
    assert both[0][5, 5, 5].item() == pytest.approx(0.5, abs=1e-3)
    assert both[1][5, 5, 5] < 0.01
