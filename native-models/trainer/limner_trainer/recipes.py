"""Reading recipes, running their stages one after the other, cross-validation and release."""
import dataclasses
import json
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import torch

from .cache import CacheIndex, CaseEntry, read_index
from .card import model_card
from .export import export_model
from .folds import deal_folds
from .plan import Plan, Recipe
from .progress import Progress
from .specs import from_json, to_json
from .statistics import intervals_of
from .together import trained_network
from .train import Run
from .validate import case_dice
from .warm_start import read_weights


# The project's models as seen from its recipes: `<id>/<version>` each.
MODELS = Path("../..")


def _weights_path(name: str, recipe: Path, made: Optional[Path]) -> str:
    """Absolute; a model of the project that was made anew in `made` is taken from there."""
    if made is not None and Path(name).parts[:2] == MODELS.parts:
        anew = made.joinpath(*Path(name).parts[2:])
        if anew.exists():
            return str(anew.resolve())
    return str((recipe.parent / name).resolve())


def read_recipe(path: Path, made: Optional[Path] = None) -> Recipe:
    """Throws ValueError naming what is wrong. Weights that are there before are named relative to the recipe; `made` is a
    folder of models that were made anew."""
    raw = json.loads(path.read_text())
    for stage in raw.get("stages", {}).values():
        if stage.get("start_from") is not None:
            stage["start_from"] = _weights_path(stage["start_from"], path, made)
    for member in raw.get("ensemble", []):
        member["weights"] = _weights_path(member["weights"], path, made)
    recipe = from_json(Recipe, raw, path.name)
    if not recipe.stages:
        raise ValueError(f"{path.name}: no stages")
    for stage in recipe.stages:
        recipe.plan_of(stage)
    if recipe.model is not None and set(recipe.model.labels) != set(recipe.structures):
        raise ValueError(f"{path.name}: model.labels must name every structure once")
    return recipe


def run_stages(
    recipe: Recipe,
    cache: Path,
    folder: Path,
    train_cases: Sequence[CaseEntry],
    validation_cases: Sequence[CaseEntry],
    device: torch.device,
    progress: Progress,
    seconds: Optional[float] = None,
) -> Optional[Run]:
    """Trains stage by stage in `<folder>/<stage>`; what is done already is not done again. None when time ran out.

    A stage that names no weights of its own starts with the averaged weights that came of the stage before.
    """
    before: Optional[Path] = None
    run: Optional[Run] = None
    for stage in recipe.stages:
        plan = recipe.plan_of(stage)
        if before is not None and plan.training.start_from is None:
            training = dataclasses.replace(plan.training, start_from=str(before))
            plan = dataclasses.replace(plan, training=training)
        progress.say("stage", name=stage)
        run = Run(folder / stage, cache, plan, train_cases, validation_cases, device, progress)
        if not run.train(seconds):
            return None
        before = run.result
    return run


def cross_validate(
    recipe: Recipe,
    cache: Path,
    folder: Path,
    cases: Sequence[CaseEntry],
    folds: int,
    seed: int,
    device: torch.device,
    progress: Progress,
    only: Optional[Sequence[int]] = None,
) -> Optional[Dict[str, Dict[str, float]]]:
    """Trains one network a fold on the other folds; returns Dice per case of all folds that were run in this folder, now
    and before, and writes `folds.json` and `cross-validation.json`. None when it was interrupted: the same call goes on."""
    dealt = deal_folds(cases, folds, seed)
    numbers = list(range(folds) if only is None else only)
    if not set(numbers) <= set(range(folds)):
        raise ValueError(f"fold {numbers[-1]}: they are counted from 0 to {folds - 1}")
    folder.mkdir(parents=True, exist_ok=True)
    _keep_folds(folder / "folds.json", [[c.id for c in fold] for fold in dealt])
    for number in numbers:
        held_out = dealt[number]
        rest = [c for n, fold in enumerate(dealt) if n != number for c in fold]
        progress.say("fold", number=number, trainCases=len(rest), heldOut=len(held_out))
        run = run_stages(recipe, cache, folder / f"fold-{number}", rest, held_out, device, progress)
        if run is None:
            return None
        found = run.validate(held_out, read_weights(run.result))
        results = _add_results(folder / "cross-validation.json", recipe, {c.id: d for c, d in zip(held_out, found)})
    return results


def _keep_folds(path: Path, dealt: List[List[str]]) -> None:
    """Throws ValueError where the folder holds networks of other folds: they have seen cases that would be held out."""
    if path.exists() and json.loads(path.read_text()) != dealt:
        raise ValueError(f"{path.parent}: begun with other folds; use a folder of its own")
    path.write_text(json.dumps(dealt, indent=1))


def _add_results(path: Path, recipe: Recipe, found: Dict[str, Dict[str, float]]) -> Dict[str, Dict[str, float]]:
    """Adds the cases of a fold to those that the file has: folds may be run one by one."""
    before = json.loads(path.read_text())["cases"] if path.exists() else {}
    results = dict(sorted({**before, **found}.items()))
    summary = intervals_of(list(results.values()), recipe.structures)
    path.write_text(json.dumps({
        "cases": results,
        "dice": {s: None if d is None else to_json(d) for s, d in summary.items()},
    }, indent=1))
    return results


def measure(
    net: torch.nn.Module,
    plan: Plan,
    cache: Path,
    index: CacheIndex,
    cases: Sequence[CaseEntry],
    device: torch.device,
    progress: Progress,
) -> List[Dict[str, float]]:
    """Dice per case."""
    net.to(device)
    results = []
    for entry in cases:
        results.append(case_dice(net, cache, index, entry, plan, device))
        progress.say("case", id=entry.id, dice={s: round(v, 4) for s, v in results[-1].items()})
    return results


def release(
    recipe: Recipe,
    cache: Path,
    checkpoint: Path,
    folder: Path,
    device: torch.device,
    progress: Progress,
    measures: bool = True,
) -> None:
    """Measures a checkpoint on all of `val` (unless somebody else will) and writes the folder `<folder>/<id>/<version>` of
    the model and of each of its variants."""
    index = read_index(cache)
    weights = torch.load(str(checkpoint), map_location="cpu")["ema"]
    cases = index.of_split("val")
    trained = {s: sum(s in c.contoured for c in index.of_split("train")) for s in recipe.structures}
    for one in recipe.releases():
        plan = one.plan_of(list(one.stages)[-1])
        dice = None
        if measures:
            dice = intervals_of(measure(trained_network(one, weights), plan, cache, index, cases, device, progress), one.structures)
        card = model_card(one, one.model, trained, dice, len(cases))
        target = folder / one.model.id / one.model.version
        export_model(weights, one, cache, index, target, card)
        progress.say("released", folder=str(target), dice={s: None if d is None else round(d.mean, 4) for s, d in (dice or {}).items()})
