"""The shipped models from their data, recipe after recipe: one may start from, or ask, a network that one before it made."""
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import torch

from .cache import build_cache
from .plan import Recipe
from .progress import Progress
from .recipes import MODELS, read_recipe, release, run_stages
from .specs import to_json


def reproduce(
    recipes: Sequence[Path],
    data: Path,
    work: Path,
    folder: Path,
    device: torch.device,
    progress: Progress,
    seconds: Optional[float] = None,
    measures: bool = True,
) -> bool:
    """Data folder -> the model folders of all recipes. False when time ran out: the same call goes on.

    `<work>/cache` serves all of them, each has `<work>/runs/<id>` for its stages.
    """
    cache = work / "cache"
    index = build_cache(data, cache, _structures_of([read_recipe(path) for path in recipes]), ("train", "val"))
    for path in recipes:
        # Only now: what the recipes before it made is there.
        recipe = read_recipe(path, folder)
        progress.say("recipe", id=recipe.model.id, version=recipe.model.version)
        runs = work / "runs" / recipe.model.id
        run = run_stages(recipe, cache, runs, index.of_split("train"), index.of_split("val"), device, progress, seconds)
        if run is None:
            return False
        asked = {
            "recipe": to_json(recipe),
            "weights": [_sha256(run.result), *(_sha256(Path(member.weights)) for member in recipe.ensemble)],
            "measured": measures,
        }
        if _was_released(runs, recipe, folder, asked):
            continue
        release(recipe, cache, run.result, folder, device, progress, measures)
        _copy_notices(recipe, path.parent / MODELS, folder)
        _remember_release(runs, recipe, folder, asked)
    return True


def _structures_of(recipes: Sequence[Recipe]) -> tuple:
    """Throws ValueError for recipes that cannot be run together: before days of training, not after."""
    ids = [one.model.id for recipe in recipes for one in recipe.releases()]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise ValueError(f"several recipes make the model {', '.join(twice)}")
    if any(recipe.structures != recipes[0].structures for recipe in recipes):
        raise ValueError("recipes that share a data folder name the same structures in the same order")
    return recipes[0].structures


def _folders_of(recipe: Recipe) -> List[Path]:
    """Of the model and its variants, within a folder of models."""
    return [Path(one.model.id) / one.model.version for one in recipe.releases()]


def _copy_notices(recipe: Recipe, project: Path, folder: Path) -> None:
    """What the project says about the origin of a model goes along with the one that is made anew."""
    for place in _folders_of(recipe):
        notice, target = project / place / "NOTICE", folder / place / "NOTICE"
        if notice.exists() and notice.resolve() != target.resolve():
            shutil.copyfile(str(notice), str(target))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _manifests(recipe: Recipe, folder: Path) -> Dict[str, Optional[str]]:
    paths = [(folder / place / "manifest.json").resolve() for place in _folders_of(recipe)]
    return {str(path): _sha256(path) if path.exists() else None for path in paths}


def _was_released(runs: Path, recipe: Recipe, folder: Path, asked: Dict[str, Any]) -> bool:
    """True when the same was released there before and is there still: measuring it again would take minutes a model, and
    its card may have got figures of the engine meanwhile."""
    record = runs / "released.json"
    return record.exists() and json.loads(record.read_text()) == {**asked, "manifests": _manifests(recipe, folder)}


def _remember_release(runs: Path, recipe: Recipe, folder: Path, asked: Dict[str, Any]) -> None:
    (runs / "released.json").write_text(json.dumps({**asked, "manifests": _manifests(recipe, folder)}, indent=1))
