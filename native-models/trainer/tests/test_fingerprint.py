import json

import numpy
import pytest

from limner_trainer.cache import CacheIndex, read_case
from limner_trainer.fingerprint import derive_recipe, plan_pooling, take_fingerprint
from limner_trainer.plan import Recipe
from limner_trainer.recipes import read_recipe
from limner_trainer.specs import from_json, to_json


def test_the_fingerprint_is_what_the_cases_are(cached):
    folder, index = cached
    found = take_fingerprint(folder, index, "train")
    assert found.cases == 6 and found.spacing_mm == (4, 4, 3) and found.shape == (24, 30, 18)
    assert found.contoured == {"Gland_R": 6, "Gland_L": 6, "Bone": 3}
    bones = [(read_case(folder, c).labels == 3).sum() * 0.048 for c in index.of_split("train") if "Bone" in c.contoured]
    assert found.volume_ml["Bone"] == pytest.approx(numpy.median(bones))
    assert 300 < found.intensity_percentiles[0] < 420 and 880 < found.intensity_percentiles[1] < 1000


def test_a_split_without_contours_is_refused(cached):
    folder, index = cached
    with pytest.raises(ValueError, match="no case has a contoured voxel"):
        take_fingerprint(folder, CacheIndex(index.structures, ()), "train")


def test_coarse_axes_are_pooled_later():
    strides, kernels = plan_pooling((64, 64, 16), (1.0, 1.0, 4.0))
    assert strides[:3] == ((2, 2, 1), (2, 2, 1), (2, 2, 2))
    assert kernels[:3] == ((3, 3, 1), (3, 3, 1), (3, 3, 3))
    assert plan_pooling((64, 64, 64), (1.0, 1.0, 1.0))[0] == ((2, 2, 2),) * 4


@pytest.mark.parametrize("dims,slices", [(2, 1), (2, 5), (3, 1)])
def test_a_derived_recipe_is_complete_and_can_be_written_and_read(cached, tmp_path, dims, slices):
    folder, index = cached
    fingerprint = take_fingerprint(folder, index, "train")
    recipe = derive_recipe(fingerprint, index.structures, [("Gland_R", "Gland_L")], dims=dims, slices=slices, depth=3)
    assert from_json(Recipe, json.loads(json.dumps(to_json(recipe)))) == recipe
    (tmp_path / "r.json").write_text(json.dumps(to_json(recipe)))
    assert read_recipe(tmp_path / "r.json") == recipe
    plan = recipe.plan_of("train")
    assert plan.network.in_channels == slices and len(plan.network.channels) == 3
    assert plan.volume_patch()[2] == (slices if dims == 2 else plan.training.patch[2])


@pytest.mark.parametrize("dims,patch_voxels,batch", [(3, 4000, 2), (3, 60000, 4), (2, 4000, 5), (2, 64 * 80 * 64, 32)])
def test_a_batch_holds_as_many_patches_as_the_voxels_allow(cached, dims, patch_voxels, batch):
    """A volume of the toy data is 24 x 32 x 16 voxels here, a slice of it 24 x 32."""
    folder, index = cached
    fingerprint = take_fingerprint(folder, index, "train")
    recipe = derive_recipe(fingerprint, index.structures, [], dims=dims, patch_voxels=patch_voxels)
    assert recipe.stages["train"].batch == batch, recipe.stages["train"]
    mine = derive_recipe(fingerprint, index.structures, [], dims=dims, patch_voxels=patch_voxels, batch=3)
    assert mine.stages["train"].batch == 3 and mine.stages["train"].patch == recipe.stages["train"].patch
