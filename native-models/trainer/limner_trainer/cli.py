"""Command line of the trainer. Progress goes to stdout as JSON lines, errors in one line to stderr."""
import argparse
import json
import sys
from pathlib import Path
from typing import Callable

import torch

from .cache import build_cache, read_index
from .fingerprint import derive_recipe, take_fingerprint
from .pack import pack_cache, unpack_cache
from .progress import Progress
from .recipes import cross_validate, measure, read_recipe, release, run_stages
from .reproduce import reproduce
from .specs import to_json
from .statistics import intervals_of
from .together import trained_network
from .train import choose_device

# The run ended before its last step and can go on.
UNFINISHED = 3


def _cache(args: argparse.Namespace, progress: Progress) -> int:
    structures = tuple(args.structures.split(","))
    index = build_cache(args.data, args.cache, structures, tuple(args.splits.split(",")))
    progress.say("cached", cases=len(index.cases), folder=str(args.cache))
    return 0


def _pack(args: argparse.Namespace, progress: Progress) -> int:
    progress.say("packed", bytes=pack_cache(args.cache, args.file, args.step_hu))
    return 0


def _unpack(args: argparse.Namespace, progress: Progress) -> int:
    progress.say("unpacked", cases=unpack_cache(args.file, args.cache))
    return 0


def _plan(args: argparse.Namespace, progress: Progress) -> int:
    index = read_index(args.cache)
    fingerprint = take_fingerprint(args.cache, index, args.split)
    pairs = [tuple(pair.split(":")) for pair in args.mirror.split(",") if pair]
    recipe = derive_recipe(
        fingerprint, index.structures, pairs, dims=3 if args.kind == "3d" else 2,
        slices=args.slices if args.kind == "2.5d" else 1, slice_axis="PLI".index(args.slice_axis),
        width=args.width, depth=args.depth, patch_voxels=args.patch_voxels, steps=args.steps, batch=args.batch,
    )
    progress.say("fingerprint", **to_json(fingerprint))
    args.out.write_text(json.dumps(to_json(recipe), indent=2) + "\n")
    progress.say("planned", recipe=str(args.out))
    return 0


def _train(args: argparse.Namespace, progress: Progress) -> int:
    recipe, index = read_recipe(args.recipe), read_index(args.cache)
    run = run_stages(recipe, args.cache, args.run, index.of_split("train"), index.of_split("val"),
                     choose_device(args.device), progress, args.seconds)
    return UNFINISHED if run is None else 0


def _folds(args: argparse.Namespace, progress: Progress) -> int:
    recipe, index = read_recipe(args.recipe), read_index(args.cache)
    only = None if args.fold is None else [args.fold]
    cases = [c for split in args.splits.split(",") for c in index.of_split(split)]
    results = cross_validate(recipe, args.cache, args.run, cases, args.folds, args.seed,
                             choose_device(args.device), progress, only)
    if results is None:
        return UNFINISHED
    progress.say("crossValidated", cases=len(results))
    return 0


def _validate(args: argparse.Namespace, progress: Progress) -> int:
    recipe, index = read_recipe(args.recipe), read_index(args.cache)
    plan = recipe.plan_of(list(recipe.stages)[-1])
    weights = torch.load(str(args.checkpoint), map_location="cpu")["ema"]
    per_case = measure(trained_network(recipe, weights), plan, args.cache, index, index.of_split(args.split), choose_device(args.device), progress)
    found = intervals_of(per_case, recipe.structures)
    known = [d.mean for d in found.values() if d is not None]
    progress.say("validated", cases=len(per_case), mean=sum(known) / len(known) if known else None,
                 dice={s: None if d is None else to_json(d) for s, d in found.items()})
    return 0


def _release(args: argparse.Namespace, progress: Progress) -> int:
    release(read_recipe(args.recipe), args.cache, args.checkpoint, args.out, choose_device(args.device), progress,
            measures=not args.unmeasured)
    return 0


def _reproduce(args: argparse.Namespace, progress: Progress) -> int:
    done = reproduce(args.recipes, args.data, args.work, args.out, choose_device(args.device), progress, args.seconds,
                     measures=not args.unmeasured)
    return 0 if done else UNFINISHED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="limner_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable, text: str, *paths: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        for path in paths:
            sub.add_argument(path if path == "recipe" else f"--{path}", type=Path,
                             **({} if path == "recipe" else {"required": True}))
        sub.set_defaults(run_command=run)
        return sub

    def computing(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
        sub.add_argument("--threads", type=int, default=0, help="CPU threads; 0: as many as there are cores")
        return sub

    def releasing(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--unmeasured", action="store_true", help="no figures in the card: the engine that ships measures them")
        return computing(sub)

    cache = command("cache", _cache, "turn a data folder into a cache", "data", "cache")
    cache.add_argument("--structures", required=True, help="names of the label values 1, 2, ... with commas between")
    cache.add_argument("--splits", default="train,val")

    pack = command("pack", _pack, "a cache as one small file, to carry it to another computer", "cache", "file")
    pack.add_argument("--step-hu", type=int, default=2)
    command("unpack", _unpack, "the reverse of pack", "file", "cache")

    plan = command("plan", _plan, "derive a recipe from what the data are like", "cache", "out")
    plan.add_argument("--kind", choices=["2d", "2.5d", "3d"], default="3d")
    plan.add_argument("--slices", type=int, default=5, help="neighbouring slices of a 2.5D network")
    plan.add_argument("--slice-axis", choices=list("PLI"), default="I", help="axis across which slices are cut")
    plan.add_argument("--mirror", default="", help="left:right pairs of structures with commas between")
    plan.add_argument("--width", type=int, default=16, help="channels at full resolution")
    plan.add_argument("--depth", type=int, help="levels of the network at most")
    plan.add_argument("--patch-voxels", type=int, default=64 * 80 * 64, help="of a patch, and of a batch where it is small")
    plan.add_argument("--steps", type=int, default=20000)
    plan.add_argument("--batch", type=int, help="patches of a step; else as many as --patch-voxels holds, 2 to 32")
    plan.add_argument("--split", default="train")

    train = computing(command("train", _train, "train, or go on with a run that was interrupted", "recipe", "cache", "run"))
    train.add_argument("--seconds", type=float, help="end after this time, with a checkpoint")

    folds = computing(command("folds", _folds, "k-fold cross-validation", "recipe", "cache", "run"))
    folds.add_argument("--folds", type=int, default=5)
    folds.add_argument("--fold", type=int, help="only this one, counted from 0")
    folds.add_argument("--seed", type=int, default=1)
    folds.add_argument("--splits", default="train", help="whose cases are dealt out")

    validate = computing(command("validate", _validate, "Dice of a checkpoint, case by case", "recipe", "cache", "checkpoint"))
    validate.add_argument("--split", default="val")

    releasing(command("release", _release, "write ONNX, manifest, card and golden output", "recipe", "cache", "checkpoint", "out"))

    everything = releasing(command("reproduce", _reproduce, "data folder to model folders", "data", "work", "out"))
    everything.add_argument("recipes", type=Path, nargs="+", help="in this order: one may start from what one before it made")
    everything.add_argument("--seconds", type=float, help="end a stage after this time, with a checkpoint")
    return parser


def main() -> None:
    """Exit codes: 0 done, 2 wrong use or data, 3 ended early and can go on."""
    args = _parser().parse_args()
    if getattr(args, "threads", 0) > 0:
        torch.set_num_threads(args.threads)
    try:
        code = args.run_command(args, Progress())
    except (ValueError, FileNotFoundError) as error:
        sys.stderr.write(f"limner_trainer: {error}\n")
        code = 2
    raise SystemExit(code)
