import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import STRUCTURES, toy_recipe

from limner_trainer.recipes import read_recipe

TRAINER = Path(__file__).resolve().parents[1]


def interrupted_trainer(*args):
    """Sends SIGTERM as soon as the first step is told."""
    command = [sys.executable, "-m", "limner_trainer", *map(str, args)]
    with subprocess.Popen(command, cwd=str(TRAINER), stdout=subprocess.PIPE, text=True) as running:
        events = []
        for line in running.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "step":
                running.send_signal(signal.SIGTERM)
    return running.returncode, events


def trainer(*args):
    done = subprocess.run(
        [sys.executable, "-m", "limner_trainer", *map(str, args)], cwd=str(TRAINER), capture_output=True, text=True
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_one_command_leads_from_a_data_folder_to_a_model_folder(data, tmp_path):
    recipe = toy_recipe(steps=3, validate_every=2)
    recipe["variants"] = {"toy-careful": {"title": "Twice", "inference": {**recipe["inference"], "mirror": True}}}
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    call = ("reproduce", tmp_path / "recipe.json", "--data", data, "--work", tmp_path / "work", "--out", tmp_path / "out",
            "--device", "cpu", "--threads", 1)
    code, events, _ = trainer(*call, "--seconds", 0)
    assert code == 3 and events[-1] == {"event": "interrupted", "step": 1}
    code, events, errors = trainer(*call)
    assert code == 0, errors
    kinds = [e["event"] for e in events]
    assert kinds[:3] == ["recipe", "stage", "start"] and kinds[-1] == "released" and "validation" in kinds
    assert events[2]["resumed"] and events[2]["step"] == 1
    model = tmp_path / "out" / "toy" / "0.0.1"
    assert sorted(p.name for p in model.iterdir()) == ["CARD.md", "golden", "manifest.json", "model.onnx"]
    card = (model / "CARD.md").read_text()
    assert "| Bone | 3 |" in card and "Made by the tests." in card and "Only balls." in card
    assert json.loads((model / "manifest.json").read_text())["id"] == "toy"
    careful = tmp_path / "out" / "toy-careful" / "0.0.1"
    manifest = json.loads((careful / "manifest.json").read_text())
    assert manifest["id"] == "toy-careful" and manifest["title"] == "Twice"
    # Left and right glands are the first two channels.
    assert manifest["mirroring"] == {"axes": ["x"], "swap": [[0, 1]]}
    assert (careful / "model.onnx").read_bytes() == (model / "model.onnx").read_bytes()
    assert "mirrored" in (careful / "CARD.md").read_text() and "mirrored." not in card
    code, events, _ = trainer("validate", tmp_path / "recipe.json", "--cache", tmp_path / "work" / "cache",
                              "--checkpoint", tmp_path / "work" / "runs" / "toy" / "train" / "last.pt", "--threads", 1)
    assert code == 0 and [e["event"] for e in events] == ["case"] * 3 + ["validated"]
    assert set(events[-1]["dice"]) == set(STRUCTURES)
    code, _, errors = trainer("release", tmp_path / "recipe.json", "--cache", tmp_path / "work" / "cache", "--checkpoint",
                              tmp_path / "work" / "runs" / "toy" / "train" / "last.pt", "--out", tmp_path / "bare", "--unmeasured")
    assert code == 0, errors
    bare = (tmp_path / "bare" / "toy" / "0.0.1" / "CARD.md").read_text()
    assert "| Bone | 3 |" in bare and "validation cases" not in bare


def test_a_plan_is_derived_from_a_cache(data, cached, tmp_path):
    out = tmp_path / "recipe.json"
    code, events, _ = trainer("plan", "--cache", cached[0], "--out", out, "--kind", "2.5d", "--slices", 3,
                              "--mirror", "Gland_R:Gland_L")
    assert code == 0 and [e["event"] for e in events] == ["fingerprint", "planned"]
    assert json.loads(out.read_text())["network"]["in_channels"] == 3


def test_cross_validation_that_is_interrupted_says_so_and_goes_on_fold_by_fold(cached, tmp_path):
    recipe = tmp_path / "recipe.json"
    call = ("folds", recipe, "--cache", cached[0], "--run", tmp_path / "run", "--folds", 2, "--threads", 1)
    recipe.write_text(json.dumps(toy_recipe(steps=100000, log_every=1)))
    code, events = interrupted_trainer(*call)
    assert code == 3 and events[-1]["event"] == "interrupted"
    recipe.write_text(json.dumps(toy_recipe(steps=1)))
    for number, cases in ((0, 3), (1, 6)):
        code, events, errors = trainer(*call, "--fold", number)
        assert code == 0, errors
        assert events[-1] == {"event": "crossValidated", "cases": cases}
    assert len(json.loads((tmp_path / "run" / "cross-validation.json").read_text())["cases"]) == 6


def test_a_wrong_recipe_is_refused_in_one_line(cached, tmp_path):
    (tmp_path / "recipe.json").write_text(json.dumps({**toy_recipe(), "stages": {}}))
    code, _, errors = trainer("train", tmp_path / "recipe.json", "--cache", cached[0], "--run", tmp_path / "run")
    assert code == 2 and errors == "limner_trainer: recipe.json: no stages\n"


@pytest.mark.parametrize("change,message", [
    ({"spacing": [1, 1, 1]}, "unknown setting 'spacing'"),
    ({"spacing_mm": ["1"]}, r"recipe.json.spacing_mm\[0\]: float needed"),
    ({"slice_axis": 2}, "slice_axis"),
    ({"mirror_pairs": [["Gland_R", "Ear"]]}, "mirror_pairs"),
    ({"structures": ["Gland_R", "Gland_L"]}, "out_channels: 2 structures"),
    ({"inference": {"patch": [16, 32, 10]}}, "inference.patch"),
])
def test_recipes_that_contradict_themselves(tmp_path, change, message):
    (tmp_path / "recipe.json").write_text(json.dumps({**toy_recipe(), **change}))
    with pytest.raises(ValueError, match=message):
        read_recipe(tmp_path / "recipe.json")
