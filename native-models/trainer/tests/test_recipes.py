from pathlib import Path

import pytest

from limner_trainer.recipes import read_recipe

RECIPES = sorted((Path(__file__).resolve().parents[1] / "recipes").glob("*.json"))


@pytest.mark.parametrize("path", RECIPES, ids=[p.stem for p in RECIPES])
def test_every_recipe_here_can_be_read_and_what_it_starts_from_is_there(path):
    recipe = read_recipe(path)
    assert recipe.model is not None and recipe.model.id == path.stem
    for stage in recipe.stages.values():
        assert stage.start_from is None or Path(stage.start_from).exists()
