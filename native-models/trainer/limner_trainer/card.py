"""The model card: what the model is for, what it learned from, how good it is and where it ends."""
from typing import Dict, List, Optional, Sequence

from .augment import MIRRORING
from .network import UNet, parameter_count
from .plan import ModelSpec, Recipe, TrainingSpec
from .statistics import Interval


def _numbers(values: Sequence[float]) -> str:
    return " x ".join(f"{v:g}" for v in values)


def _stage(name: str, spec: TrainingSpec) -> str:
    o = spec.optimiser
    loss = "focal" if spec.loss.focal_gamma > 0 else "cross-entropy"
    start = "" if spec.start_from is None else ", from the weights of an earlier network"
    steps = f"{spec.steps} steps"
    if spec.stop_after_validations > 0:
        steps = f"at most {steps} (until {spec.stop_after_validations} validations found nothing better; the best is kept)"
    return (
        f"{name}: {steps} of {spec.batch} patches of {_numbers(spec.patch)}{start}; {o.kind} "
        f"{o.learning_rate:g}, schedule {o.schedule}; soft Dice + {spec.loss.cross_entropy:g} x {loss}; "
        f"weights averaged with {spec.ema:g}"
    )


def _network(recipe: Recipe) -> str:
    n = recipe.network
    kind = "3D" if n.dims == 3 else "2D" if n.in_channels == 1 else f"2.5D ({n.in_channels} slices)"
    return (
        f"{kind} U-Net, {parameter_count(UNet(n)) / 1e6:.1f} M parameters in training, channels "
        f"{'-'.join(str(c) for c in n.channels)}, {n.norm} norm, leaky ReLU, strided convolutions down, nearest upsampling "
        f"and convolutions up, {n.out_channels} sigmoid outputs"
    )


def _ensemble(recipe: Recipe) -> str:
    if not recipe.ensemble:
        return ""
    forms = " and ".join("-".join(str(c) for c in member.network.channels) for member in recipe.ensemble)
    return f"together with a network of channels {forms}, the probabilities averaged; "


def _augmentation(recipe: Recipe) -> str:
    """A sentence; of what is not done in every stage it says where it is."""
    stages_of: Dict[str, List[str]] = {}
    for name, spec in recipe.stages.items():
        shifts = ["shifts"] if spec.jitter_share > 0 else []
        for effect in spec.augment.effects() + shifts:
            stages_of.setdefault(effect, []).append(name)
    said = []
    for effect, stages in stages_of.items():
        swapped = " with swapped names" if effect == MIRRORING and recipe.mirror_pairs else ""
        where = "" if len(stages) == len(recipe.stages) else f" (in {', '.join(stages)} only)"
        said.append(effect + swapped + where)
    if not said:
        return "No augmentation."
    text = f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]
    return f"{text[0].upper()}{text[1:]}."


def model_card(
    recipe: Recipe,
    model: ModelSpec,
    trained_cases: Dict[str, int],
    dice: Optional[Dict[str, Optional[Interval]]],
    validated_cases: int,
) -> str:
    """Markdown. `trained_cases` and `dice` are per structure; a structure without a figure says so. Without `dice` the
    card holds no figures: whoever runs the model measures it."""
    stages = "; ".join(_stage(name, spec) for name, spec in recipe.stages.items())
    figures = _trained(recipe, trained_cases) if dice is None else _measured(recipe, trained_cases, dice, validated_cases)
    return "\n".join([
        f"# {model.id} {model.version}",
        "",
        f"{model.title}. {model.description}",
        "",
        f"- **Data**: {model.data} A structure that was not contoured in a case took no part in its loss.",
        f"- **Licence of the data**: {model.data_licence}",
        f"- **Network**: {_network(recipe)}; grid of {_numbers(recipe.spacing_mm)} mm.",
        f"- **Training**: {stages}. {_augmentation(recipe)}",
        f"- **At use**: {_ensemble(recipe)}patches of {_numbers(recipe.inference.patch)} that overlap by {recipe.inference.overlap:.0%}"
        + (", seen as they are and mirrored" if recipe.inference.mirror else "") + ".",
        f"- **Intended use**: {model.modality}, {model.body_region}.",
        f"- **Limits**: {' '.join(model.limits)}",
        "",
        *figures,
        "",
    ])


def _trained(recipe: Recipe, trained_cases: Dict[str, int]) -> List[str]:
    rows = [f"| {s} | {trained_cases.get(s, 0)} |" for s in recipe.structures]
    return ["## Structures", "", "| structure | training cases |", "|---|---|", *rows]


def _measured(
    recipe: Recipe, trained_cases: Dict[str, int], dice: Dict[str, Optional[Interval]], validated_cases: int
) -> List[str]:
    table: List[str] = ["| structure | training cases | Dice | 95 % interval | cases |", "|---|---|---|---|---|"]
    for s in recipe.structures:
        d = dice.get(s)
        figures = "not measured | | 0" if d is None else f"{d.mean:.3f} | {d.low:.3f} - {d.high:.3f} | {d.cases}"
        table.append(f"| {s} | {trained_cases.get(s, 0)} | {figures} |")
    known = [d.mean for d in dice.values() if d is not None]
    mean = f"{sum(known) / len(known):.3f}" if known else "not measured"
    return [
        f"## Dice on {validated_cases} validation cases",
        "",
        f"By the trainer's own predictor, on each image's own grid, threshold 0.5, without post-processing; mean of the "
        f"structures {mean}. Intervals: percentile bootstrap over cases, 2000 resamples.",
        "",
        *table,
    ]
