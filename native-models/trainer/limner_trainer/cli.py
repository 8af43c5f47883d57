"""Command line of the trainer. Progress goes to stdout as JSON lines."""
import argparse
import json
from pathlib import Path

import torch

from .cache import read_index
from .plan import Plan
from .progress import Progress
from .specs import from_json
from .train import Run, choose_device


def read_recipe(path: Path) -> Plan:
    """The plan of a recipe. What it starts from is named relative to its own folder."""
    json_recipe = json.loads(path.read_text())
    start = json_recipe.get("training", {}).get("start_from")
    if start is not None:
        json_recipe["training"]["start_from"] = str((path.parent / start).resolve())
    return from_json(Plan, json_recipe)


def _train(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    plan = read_recipe(args.recipe)
    index = read_index(args.cache)
    run = Run(args.run, args.cache, plan, index.of_split("train"), index.of_split("val"),
              choose_device(args.device), Progress())
    return 0 if run.train(args.seconds) else 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="limner_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, or go on with a run that was interrupted")
    train.add_argument("recipe", type=Path)
    train.add_argument("--cache", type=Path, required=True)
    train.add_argument("--run", type=Path, required=True, help="folder of the run")
    train.add_argument("--device", default="auto")
    train.add_argument("--threads", type=int, default=torch.get_num_threads())
    train.add_argument("--seconds", type=float, help="stop after this time, with a checkpoint")
    train.set_defaults(run_command=_train)
    args = parser.parse_args()
    raise SystemExit(args.run_command(args))
