import json
import shutil

import pytest
import torch
from conftest import toy_recipe
from test_train import Heard

from limner_trainer.progress import Progress
from limner_trainer.reproduce import reproduce
from limner_trainer.warm_start import read_weights

CPU = torch.device("cpu")


@pytest.fixture
def project(tmp_path):
    """A project whose model `toy-both` starts from its model `toy` and asks it too."""
    recipes = tmp_path / "project" / "trainer" / "recipes"
    recipes.mkdir(parents=True)
    first = toy_recipe(steps=1, validate_every=1)
    second = toy_recipe(steps=1, start_from="../../toy/0.0.1/model.onnx", validation_cases=1)
    second["model"] = {**second["model"], "id": "toy-both"}
    second["ensemble"] = [{"weights": "../../toy/0.0.1/model.onnx", "network": first["network"]}]
    (recipes / "toy.json").write_text(json.dumps(first))
    (recipes / "toy-both.json").write_text(json.dumps(second))
    return tmp_path / "project"


@pytest.fixture
def run(project, data, tmp_path):
    """Reproduces recipes of the project; returns what was said."""
    def reproduced(names, out, work="work", **options):
        heard = Heard()
        recipes = [project / "trainer" / "recipes" / f"{name}.json" for name in names]
        assert reproduce(recipes, data, tmp_path / work, out, CPU, Progress(heard), **options)
        return heard

    return reproduced


def test_a_recipe_takes_up_the_model_that_one_before_it_made(run, project, tmp_path):
    run(["toy"], project)
    (project / "toy" / "0.0.1" / "NOTICE").write_text("Made of balls.\n")
    recipe = project / "trainer" / "recipes" / "toy.json"
    recipe.write_text(json.dumps({**json.loads(recipe.read_text()), "stages": toy_recipe(steps=2, seed=5)["stages"]}))

    out = tmp_path / "out"
    heard = run(["toy", "toy-both"], out, "anew", measures=False)
    assert [e["id"] for e in heard.of("recipe")] == ["toy", "toy-both"]
    made = out / "toy" / "0.0.1" / "model.onnx"
    assert [e["source"] for e in heard.of("warmStart")] == [str(made)]
    assert (out / "toy-both" / "0.0.1" / "model-2.onnx").read_bytes() == made.read_bytes()
    assert made.read_bytes() != (project / "toy" / "0.0.1" / "model.onnx").read_bytes()
    # Stages of one name stay apart.
    assert [len(list((tmp_path / "anew" / "runs" / id / "train").glob("last.pt"))) for id in ("toy", "toy-both")] == [1, 1]
    assert (out / "toy" / "0.0.1" / "NOTICE").read_text() == "Made of balls.\n"
    assert not (out / "toy-both" / "0.0.1" / "NOTICE").exists()
    assert "validation cases" not in (out / "toy" / "0.0.1" / "CARD.md").read_text() and not heard.of("case")

    alone = run(["toy-both"], tmp_path / "alone", "alone-work", measures=False)
    assert [e["source"] for e in alone.of("warmStart")] == [str(project / "toy" / "0.0.1" / "model.onnx")]


def test_a_model_that_was_released_is_not_measured_again_until_it_changes(run, project, tmp_path):
    out = tmp_path / "out"
    assert len(run(["toy"], out).of("case")) == 3
    card = out / "toy" / "0.0.1" / "CARD.md"
    card.write_text(card.read_text() + "Measured by the engine.\n")
    again = run(["toy", "toy-both"], out)
    assert [e["folder"] for e in again.of("released")] == [str(out / "toy-both" / "0.0.1")]
    assert card.read_text().endswith("Measured by the engine.\n")
    shutil.rmtree(out / "toy")
    assert len(run(["toy"], out).of("released")) == 1
    assert len(run(["toy"], tmp_path / "elsewhere").of("released")) == 1


def test_what_is_released_of_a_stage_that_may_stop_early_is_its_best_network(run, project, tmp_path):
    recipe = project / "trainer" / "recipes" / "toy.json"
    stage = {"stop_after_validations": 1, "optimiser": {"kind": "sgd", "learning_rate": 0.3}}
    spoilt = toy_recipe(steps=50, validate_every=1, **stage)
    recipe.write_text(json.dumps(spoilt))
    run(["toy"], tmp_path / "out", measures=False)

    released = read_weights(tmp_path / "out" / "toy" / "0.0.1" / "model.onnx")
    best, last = (read_weights(tmp_path / "work" / "runs" / "toy" / "train" / name) for name in ("best.pt", "last.pt"))
    assert torch.equal(released["head.weight"], best["head.weight"])
    assert not torch.equal(released["head.weight"], last["head.weight"])


def test_recipes_that_cannot_be_run_together_are_refused_before_anything_is_trained(run, project, tmp_path):
    with pytest.raises(ValueError, match="several recipes make the model toy"):
        run(["toy", "toy"], tmp_path / "out")
    recipe = project / "trainer" / "recipes" / "toy-both.json"
    raw = json.loads(recipe.read_text())
    recipe.write_text(json.dumps({**raw, "structures": raw["structures"][::-1]}))
    with pytest.raises(ValueError, match="the same structures in the same order"):
        run(["toy", "toy-both"], tmp_path / "out")
    assert not (tmp_path / "work").exists()
