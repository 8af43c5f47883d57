"""A trained run -> a model folder: model.onnx, manifest.json, CARD.md and golden input and output."""
import hashlib
import inspect
import json
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy
import torch

from .augment import AIR_HU
from .cache import CacheIndex, CaseEntry, read_case
from .network import UNet
from .plan import LabelSpec, ModelSpec, Recipe
from .predict import LEFT_AXIS, SLICES_AT_ONCE, neighbouring_slices, to_network_grid
from .together import read_others
from .upsampling import upsample_by_slices

OPSET = 16
_AXES = (("y", "P"), ("x", "L"), ("z", "I"))
# What DirectML refuses or no provider of the engine has been tried with; everything else here is plain.
_ALLOWED = {
    "Conv", "InstanceNormalization", "BatchNormalization", "LeakyRelu", "Resize", "Concat", "Constant", "Identity",
    # Of `upsample_by_slices`; Shape and Mul see sizes only, which every provider leaves to the CPU.
    "Reshape", "Shape", "Mul",
}
_GOLDEN_EDGE = 32


def write_onnx(net: UNet, path: Path, example: torch.Tensor) -> None:
    """Writes the network with free sizes along every spatial axis. Throws ValueError when an operator crept in that not
    every provider runs."""
    import onnx

    net.eval()
    names = [_AXES[a][0] for a in range(3)] if net.spec.dims == 3 else ["a", "b"]
    free = {0: "batch", **{2 + n: name for n, name in enumerate(names)}}
    options: Dict[str, Any] = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        # The newer exporter needs packages that are not pinned here and renames the weights.
        options["dynamo"] = False
    torch.onnx.export(
        net, example, str(path), opset_version=OPSET, input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": dict(free), "logits": dict(free)}, **options,
    )
    made = onnx.load(str(path))
    upsample_by_slices(made.graph)
    onnx.checker.check_model(made)
    onnx.save(made, str(path))
    used = {node.op_type for node in made.graph.node}
    if used - _ALLOWED:
        raise ValueError(f"operators that not every provider runs: {', '.join(sorted(used - _ALLOWED))}")


def golden_input(cache: Path, entry: CaseEntry, recipe: Recipe) -> torch.Tensor:
    """A small input of real anatomy: the middle of what is contoured in a case."""
    case = read_case(cache, entry)
    x = to_network_grid(torch.from_numpy(case.image), entry.spacing_mm, recipe.spacing_mm)
    x = recipe.normalisation.apply(x)
    outside = float(recipe.normalisation.apply(torch.tensor(AIR_HU)))
    inside = numpy.argwhere(case.labels > 0)
    middle = inside.mean(0) if len(inside) > 0 else numpy.array(case.labels.shape) / 2
    centre = [round(m * own / net) for m, own, net in zip(middle, entry.spacing_mm, recipe.spacing_mm)]
    edges = [-(-_GOLDEN_EDGE // m) * m for m in recipe.network.multiple_of]
    if recipe.slice_axis is not None:
        edges.insert(recipe.slice_axis, 1)
        middle_slice = min(max(centre[recipe.slice_axis], 0), x.shape[recipe.slice_axis] - 1)
        slices = neighbouring_slices(x, recipe.slice_axis, recipe.network.in_channels, outside)
        x = slices[middle_slice]
        axes = [a for a in range(3) if a != recipe.slice_axis]
    else:
        x = x[None]
        axes = [0, 1, 2]
    out = torch.full((1, x.shape[0], *[edges[a] for a in axes]), outside)
    source, target = [], []
    for n, a in enumerate(axes):
        start = min(max(centre[a] - edges[a] // 2, 0), max(0, x.shape[n + 1] - edges[a]))
        length = min(edges[a], x.shape[n + 1] - start)
        source.append(slice(start, start + length))
        target.append(slice(0, length))
    out[(0, slice(None), *target)] = x[(slice(None), *source)]
    return out


def _intensity_steps(recipe: Recipe) -> List[Dict[str, Any]]:
    n = recipe.normalisation
    steps: List[Dict[str, Any]] = [{"op": "clip", "min": n.clip[0], "max": n.clip[1]}]
    if n.shift != 0:
        steps.append({"op": "shift", "by": -n.shift})
    if n.divide != 1:
        steps.append({"op": "divide", "by": n.divide})
    return steps


def _axes_json(recipe: Recipe) -> List[Dict[str, Any]]:
    patch, multiple = list(recipe.inference.patch), list(recipe.network.multiple_of)
    if recipe.slice_axis is not None:
        # Neighbours are channels (input.neighbours), not a longer patch.
        patch.insert(recipe.slice_axis, 1)
        multiple.insert(recipe.slice_axis, 1)
    return [
        {"axis": name, "towards": towards, "spacingMm": recipe.spacing_mm[a], "patch": patch[a], "multipleOf": multiple[a]}
        for a, (name, towards) in enumerate(_AXES)
    ]


def _smallest_patch(recipe: Recipe) -> Optional[List[int]]:
    """By axis, for devices that are short of memory: what the network was trained with last. It takes smaller ones too,
    but norms by what is in a patch make it lose structures in less than it has learned from. None: there is no smaller."""
    trained = list(recipe.stages.values())[-1].patch
    found = [min(wished, seen) for wished, seen in zip(recipe.inference.patch, trained)]
    if found == list(recipe.inference.patch):
        return None
    if recipe.slice_axis is not None:
        found.insert(recipe.slice_axis, 1)
    return found


def _label_json(name: str, label: LabelSpec) -> Dict[str, Any]:
    post = label.post_processing
    return {
        "name": name,
        "fmaCode": label.fma_code,
        "colour": label.colour,
        "interpretedType": label.interpreted_type,
        "postProcessing": {
            "largestComponent": post.largest_component,
            "holeFilling": post.hole_filling,
            "minimumVolumeMl": post.minimum_volume_ml,
        },
    }


def _sliced_json(recipe: Recipe) -> Dict[str, Any]:
    """What the input of a sliced network says beside its axes."""
    if recipe.slice_axis is None:
        return {}
    return {
        "sliceAxis": _AXES[recipe.slice_axis][0],
        "neighbours": recipe.network.in_channels // 2,
        # As `neighbouring_slices` has it.
        "beyondSlices": "outside",
    }


def manifest_json(recipe: Recipe, model: ModelSpec, sha256: str, shapes: Tuple[Sequence[int], Sequence[int]]) -> dict:
    """The manifest in the form that the engine reads. A sliced network says across which axis it is sliced."""
    labels = [_label_json(s, model.labels[s]) for s in recipe.structures]
    external = None if model.external_threshold_hu is None else {
        "name": "External", "fmaCode": None, "colour": "#C9CED6", "interpretedType": "EXTERNAL",
        "thresholdHu": model.external_threshold_hu,
    }
    batch = {} if recipe.slice_axis is None else {"batch": SLICES_AT_ONCE}
    index = list(recipe.structures).index
    mirroring = {} if not recipe.inference.mirror else {
        "mirroring": {
            "axes": [_AXES[LEFT_AXIS][0]],
            "swap": [[index(right), index(left)] for right, left in recipe.mirror_pairs],
        },
    }
    low, high = model.tissue_median_hu
    return {
        "schema": 1,
        "id": model.id,
        "version": model.version,
        "title": model.title,
        "file": "model.onnx",
        "sha256": sha256,
        **mirroring,
        "input": {
            "name": "image",
            "dtype": "float32",
            "axes": _axes_json(recipe),
            **_sliced_json(recipe),
            "outside": AIR_HU,
            # Below the window every value becomes the same one: a patch of nothing else is air.
            "airBelow": recipe.normalisation.clip[0],
            "intensity": _intensity_steps(recipe),
        },
        "tiling": {
            "overlap": recipe.inference.overlap,
            "blend": {"kind": "gaussian", "sigmaOfPatch": recipe.inference.sigma_of_patch},
            **batch,
            "smallestPatch": _smallest_patch(recipe),
        },
        "output": {"name": "logits", "activation": "sigmoid", "threshold": 0.5, "labels": labels},
        "external": external,
        "intendedUse": {
            "modality": model.modality,
            "bodyRegion": model.body_region,
            "description": model.description,
            "tissueMedian": {"min": low, "max": high},
            "minimumExtentMm": {k: model.minimum_extent_mm for k in ("L", "P", "S")},
        },
        "golden": {
            "input": "golden/input.f32",
            "output": "golden/logits.f32",
            "inputShape": list(shapes[0]),
            "outputShape": list(shapes[1]),
            "tolerance": 0.001,
        },
    }


def _export_others(recipe: Recipe, x: torch.Tensor, folder: Path) -> List[Dict[str, str]]:
    """The other networks of an ensemble, as they are, and what each answers to the golden input."""
    listed = []
    for n, (member, net) in enumerate(zip(recipe.ensemble, read_others(recipe)), 2):
        file, golden = f"model-{n}.onnx", f"golden/logits-{n}.f32"
        shutil.copyfile(member.weights, str(folder / file))
        with torch.no_grad():
            net(x).numpy().astype("<f4").tofile(str(folder / golden))
        sha256 = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        listed.append({"file": file, "sha256": sha256, "golden": golden})
    return listed


def export_model(
    weights: Dict[str, torch.Tensor],
    recipe: Recipe,
    cache: Path,
    index: CacheIndex,
    folder: Path,
    card: Optional[str],
) -> None:
    """Writes a model folder. Auxiliary outputs stay behind: they serve training only."""
    if recipe.model is None:
        raise ValueError("the recipe says nothing about the model (section model)")
    net = UNet(recipe.network)
    net.load_state_dict(weights)
    net.eval()
    entries = index.of_split("val") or list(index.cases)
    wanted = recipe.model.golden_case
    entry = next((e for e in entries if e.id == wanted), entries[0])
    x = golden_input(cache, entry, recipe)
    with torch.no_grad():
        logits = net(x)
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    write_onnx(net, folder / "model.onnx", x)
    x.numpy().astype("<f4").tofile(str(folder / "golden" / "input.f32"))
    logits.numpy().astype("<f4").tofile(str(folder / "golden" / "logits.f32"))
    sha256 = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    manifest = manifest_json(recipe, recipe.model, sha256, (x.shape, logits.shape))
    if recipe.ensemble:
        manifest["ensemble"] = _export_others(recipe, x, folder)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    if card is not None:
        (folder / "CARD.md").write_text(card)
