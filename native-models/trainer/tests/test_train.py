import json
import os
import signal

import pytest
import torch
from conftest import toy_recipe

from limner_trainer.plan import Recipe
from limner_trainer.progress import Progress
from limner_trainer.recipes import cross_validate, run_stages
from limner_trainer.sampling import Sampler
from limner_trainer.specs import from_json
from limner_trainer.train import Run
from limner_trainer.validate import mean_of, pick_cases

CPU = torch.device("cpu")


class Heard:
    """A stream that keeps what is said, and may act on it."""

    def __init__(self, on_event=None):
        self.events = []
        self._on_event = on_event

    def write(self, line):
        self.events.append(json.loads(line))
        if self._on_event:
            self._on_event(self.events[-1])

    def flush(self):
        pass

    def of(self, event):
        return [e for e in self.events if e["event"] == event]


def make_run(cached, folder, heard=None, dims=3, slices=1, **training):
    cache, index = cached
    recipe = from_json(Recipe, toy_recipe(dims, slices, **training))
    plan = recipe.plan_of("train")
    return Run(folder, cache, plan, index.of_split("train"), index.of_split("val"), CPU, Progress(heard or Heard()))


@pytest.fixture
def threads(request):
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(1)


@pytest.mark.parametrize("threads", [1, 2], indirect=True)
def test_an_interrupted_run_ends_with_exactly_the_weights_of_an_uninterrupted_one(cached, tmp_path, threads):
    whole = make_run(cached, tmp_path / "whole", steps=6)
    assert (whole.side_by_side is not None) == (threads == 2)
    assert whole.train()
    def stop(event):
        if event["event"] == "step" and event["step"] == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    first = make_run(cached, tmp_path / "parts", Heard(stop), steps=6)
    assert not first.train()
    heard = Heard()
    second = make_run(cached, tmp_path / "parts", heard, steps=6)
    assert second.step == 2 and heard.of("start")[0]["resumed"]
    assert second.train()
    for name, weight in whole.average.weights.items():
        assert torch.equal(weight, second.average.weights[name]), name
    for name, weight in whole.net.state_dict().items():
        assert torch.equal(weight, second.net.state_dict()[name]), name
    rows = (tmp_path / "parts" / "steps.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["step", "2", "4", "6"]


def test_a_run_is_not_continued_as_another_network(cached, tmp_path):
    assert make_run(cached, tmp_path, steps=1).train()
    with pytest.raises(ValueError, match="begun with another network"):
        make_run(cached, tmp_path, dims=2, steps=1)
    heard = Heard()
    make_run(cached, tmp_path, heard, steps=3)
    assert heard.of("changedOnResume")[0]["settings"] == ["steps"]


@pytest.mark.parametrize("dims,slices,steps", [(3, 1, 100), (2, 1, 100), (2, 3, 100)])
def test_every_kind_of_network_learns_and_tells_left_from_right(cached, tmp_path, dims, slices, steps):
    run = make_run(cached, tmp_path, dims=dims, slices=slices, steps=steps, batch=2 if dims == 3 else 8,
                   augment={"rotate_degrees": [0, 0, 10]})
    assert run.train()
    _, index = cached
    dice = mean_of(run.validate(index.of_split("val")), run.plan.structures)
    assert min(dice.values()) > 0.6, dice


def test_the_run_stops_when_validation_no_longer_improves(cached, tmp_path):
    heard = Heard()
    run = make_run(cached, tmp_path, heard, steps=50, validate_every=1, stop_after_validations=2,
                   optimiser={"learning_rate": 0.0, "kind": "sgd"})
    assert run.train()
    assert heard.of("stoppedEarly")[0]["step"] == 3
    assert (tmp_path / "best.pt").exists() and len((tmp_path / "validation.csv").read_text().splitlines()) == 4


def test_a_stage_that_stopped_early_stays_so_and_the_next_begins_with_its_best_weights(cached, tmp_path):
    cache, index = cached
    # So high a rate spoils the network: the first validation is the best.
    raw = toy_recipe(steps=50, validate_every=1, stop_after_validations=2, optimiser={"learning_rate": 0.3, "kind": "sgd"})
    raw["stages"]["finish"] = {**toy_recipe(steps=1)["stages"]["train"], "optimiser": {"learning_rate": 0.0}}
    recipe, cases = from_json(Recipe, raw), index.of_split("train")

    first, again = Heard(), Heard()
    run = run_stages(recipe, cache, tmp_path, cases, cases[:1], CPU, Progress(first))
    stopped = first.of("stoppedEarly")[0]["step"]
    best, last = (torch.load(str(tmp_path / "train" / name)) for name in ("best.pt", "last.pt"))
    assert best["step"] < last["step"] == stopped < 50
    assert all(torch.allclose(run.net.state_dict()[n], w, atol=1e-6) for n, w in best["ema"].items())
    assert not all(torch.allclose(last["ema"][n], w, atol=1e-6) for n, w in best["ema"].items())
    assert run.result == tmp_path / "finish" / "last.pt"

    run_stages(recipe, cache, tmp_path, cases, cases[:1], CPU, Progress(again))
    assert [e["step"] for e in again.of("trained")] == [stopped, 1]
    assert not again.of("validation") and not again.of("stoppedEarly")


def test_a_run_that_stopped_early_goes_on_when_it_is_given_more_patience(cached, tmp_path):
    def train(patience):
        run = make_run(cached, tmp_path, steps=50, validate_every=1, stop_after_validations=patience,
                       optimiser={"learning_rate": 0.0, "kind": "sgd"})
        assert run.train() and run.result == tmp_path / "best.pt"
        return run.step

    assert [train(2), train(2), train(4)] == [3, 3, 5]


def test_patches_are_centred_on_what_is_known_and_unknown_stays_unknown(cached):
    cache, index = cached
    plan = from_json(Recipe, toy_recipe(foreground_share=1.0, class_draw={"Gland_R": 0.0, "Gland_L": 0.0})).plan_of("train")
    sampler = Sampler(cache, index, index.of_split("train"), plan, CPU)
    assert {s: len(n) for s, n in sampler.cases_with.items()} == {"Gland_R": 6, "Gland_L": 6, "Bone": 3}
    for step in range(5):
        x, target, known = sampler.batch(step)
        assert x.shape == (2, 1, 16, 32, 16) and target.shape == (2, 3, 16, 32, 16)
        assert (known == 1).all() and (target[:, 2].flatten(1).sum(1) > 0).all()
    first, again = sampler.batch(7), sampler.batch(7)
    assert all(torch.equal(a, b) for a, b in zip(first, again))
    plan = from_json(Recipe, toy_recipe(class_draw={"Bone": 0.0}, batch=8)).plan_of("train")
    _, _, known = Sampler(cache, index, index.of_split("train"), plan, CPU).batch(1)
    assert 0 < known[:, 2].sum() < 8 and (known[:, :2] == 1).all()


def test_validation_cases_serve_rare_structures_first(cached):
    _, index = cached
    picked = pick_cases(index.of_split("train"), index.structures, 3)
    assert all("Bone" in c.contoured for c in picked)
    assert len(pick_cases(index.of_split("train"), index.structures, 0)) == 6


def test_a_stage_begins_where_the_one_before_ended(cached, tmp_path):
    cache, index = cached
    raw = toy_recipe(steps=2)
    raw["stages"]["finish"] = {**raw["stages"]["train"], "steps": 1, "optimiser": {"learning_rate": 0.0}}
    heard = Heard()
    cases = index.of_split("train")
    recipe = from_json(Recipe, raw)
    run = run_stages(recipe, cache, tmp_path, cases, cases[:1], CPU, Progress(heard))
    assert [e["name"] for e in heard.of("stage")] == ["train", "finish"]
    before = torch.load(str(tmp_path / "train" / "last.pt"))["ema"]
    assert all(torch.allclose(run.net.state_dict()[n], w, atol=1e-6) for n, w in before.items())


def test_cross_validation_measures_every_case_once_by_a_network_that_never_saw_it(cached, tmp_path):
    cache, index = cached
    recipe = from_json(Recipe, toy_recipe(steps=1))
    cases = index.of_split("train")
    results = cross_validate(recipe, cache, tmp_path, cases, 3, 1, CPU, Progress(Heard()))
    assert len(results) == 6
    written = json.loads((tmp_path / "cross-validation.json").read_text())
    assert sorted(written["cases"]) == sorted(c.id for c in cases)
    assert written["dice"]["Bone"]["cases"] == 3


def test_folds_that_are_run_one_by_one_come_together_as_those_of_one_call(cached, tmp_path):
    cache, index = cached
    recipe = from_json(Recipe, toy_recipe(steps=1))
    cases = index.of_split("train")
    def fold(folder, only=None, folds=3):
        cross_validate(recipe, cache, folder, cases, folds, 1, CPU, Progress(Heard()), only)
        return json.loads((folder / "cross-validation.json").read_text())

    together = fold(tmp_path / "together")
    assert [len(fold(tmp_path / "parts", [n])["cases"]) for n in (2, 0)] == [2, 4]
    assert fold(tmp_path / "parts", [1]) == together
    with pytest.raises(ValueError, match="begun with other folds"):
        fold(tmp_path / "parts", folds=2)
    with pytest.raises(ValueError, match="fold 3: they are counted from 0 to 2"):
        fold(tmp_path / "parts", [3])


@pytest.mark.parametrize("batch", [2, 3])
def test_threads_that_share_a_batch_find_the_gradients_of_one(cached, tmp_path, batch):
    _, index = cached
    alone = make_run(cached, tmp_path / "alone", batch=batch)
    torch.set_num_threads(2)
    try:
        shared = make_run(cached, tmp_path / "shared", batch=batch)
    finally:
        torch.set_num_threads(1)
    assert alone.side_by_side is None and len(shared.side_by_side.copies) == 2
    for run in (alone, shared):
        run.loss = run._gradients()[0]
    assert torch.allclose(alone.loss, shared.loss, rtol=1e-5)
    gradients = {name: p.grad for name, p in shared.net.named_parameters()}
    for name, p in alone.net.named_parameters():
        assert torch.allclose(p.grad, gradients[name], rtol=1e-3, atol=1e-6), name
