#!/usr/bin/python3
"""The engine's job in PyTorch: the same network over the same patches of the same grid, on the CPU.

Arguments: a folder of a model, a file of float32 (the normalised grid), its size a,b,c, the outside value, a level below
which a patch is air ('none': all patches are run), threads, runs. Prints JSON: seconds of each run from the grid to the
probabilities of all channels, the network's share of them, and how many patches were run.
"""
import json
import sys
import time
from itertools import product
from pathlib import Path

import numpy
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional


def to_torch(path):
    """A function that computes an ONNX graph of plain U-Net operators."""
    graph = onnx.load(str(path)).graph
    constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    steps = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Constant":
            constants[node.output[0]] = torch.from_numpy(numpy_helper.to_array(attributes["value"]).copy())
        elif node.op_type == "Identity" and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]]
        else:
            steps.append((node.op_type, list(node.input), node.output[0], attributes))

    def compute(op, given, a):
        if op == "Conv":
            dims = given[1].dim() - 2
            pads = a.get("pads", [0] * 2 * dims)
            assert pads[:dims] == pads[dims:] and a.get("group", 1) == 1
            conv = functional.conv3d if dims == 3 else functional.conv2d
            return conv(*given, stride=a.get("strides", [1] * dims), padding=pads[:dims])
        if op == "InstanceNormalization":
            return functional.instance_norm(given[0], weight=given[1], bias=given[2], eps=a["epsilon"])
        if op == "BatchNormalization":
            return functional.batch_norm(given[0], given[3], given[4], given[1], given[2], eps=a["epsilon"])
        if op == "LeakyRelu":
            return functional.leaky_relu(given[0], a["alpha"])
        if op == "Concat":
            return torch.cat(given, a["axis"])
        if op == "Resize":
            return functional.interpolate(given[0], scale_factor=[float(s) for s in given[2][2:]], mode="nearest")
        if op == "Shape":
            return torch.tensor(given[0].shape[a.get("start", 0):])
        if op == "Reshape":
            sizes = given[1].tolist()
            return given[0].reshape([given[0].shape[i] if n == 0 else n for i, n in enumerate(sizes)])
        if op == "Mul":
            return given[0] * given[1]
        if op == "Identity":
            return given[0]
        raise ValueError(op)

    uses = {}
    for index, (_, inputs, _, _) in enumerate(steps):
        for name in inputs:
            uses[name] = index

    def run(x):
        values = {graph.input[0].name: x}
        for index, (op, inputs, output, a) in enumerate(steps):
            given = [None if n == "" else constants[n] if n in constants else values[n] for n in inputs]
            values[output] = compute(op, given, a)
            for name in inputs:
                if uses.get(name) == index:
                    values.pop(name, None)
        return values[graph.output[0].name]

    return run


def starts(n, patch, overlap):
    if n <= patch:
        return [-((patch - n) // 2)]
    step = max(1, int(patch * (1 - overlap)))
    tiles = -(-(n - patch) // step) + 1
    return [int(t * (n - patch) / (tiles - 1) + 0.5) for t in range(tiles)]


def views_of(manifest):
    """Axes of the tensor that each view mirrors, and the channels of its answer in their order."""
    mirroring = manifest.get("mirroring") or {"axes": [], "swap": []}
    names = [a["axis"] for a in manifest["input"]["axes"]]
    towards = {a["axis"]: a["towards"] for a in manifest["input"]["axes"]}
    count = len(manifest["output"]["labels"])
    views = []
    for bits in range(2 ** len(mirroring["axes"])):
        flipped = [n for i, n in enumerate(mirroring["axes"]) if bits >> i & 1]
        channels = list(range(count))
        if any(towards[n] in "LR" for n in flipped):
            for p, q in mirroring.get("swap", []):
                channels[p], channels[q] = q, p
        views.append(([2 + names.index(n) for n in flipped], channels))
    return views


def predict(nets, grid, patch, overlap, sigma, outside, air, views):
    """With several networks or views the mean of their probabilities is blended, as logits."""
    weight = torch.ones(())
    for p in patch:
        at = (torch.arange(p) - (p - 1) / 2) / (sigma * p)
        weight = weight[..., None] * torch.exp(-0.5 * at**2).clamp_min(1e-6)
    sums, weights, inside, run = None, torch.zeros(grid.shape), 0.0, 0
    for start in product(*[starts(n, p, overlap) for n, p in zip(grid.shape, patch)]):
        inner = tuple(slice(max(0, s), min(n, s + p)) for s, n, p in zip(start, grid.shape, patch))
        within = tuple(slice(i.start - s, i.stop - s) for i, s in zip(inner, start))
        tile = torch.full((1, 1, *patch), outside)
        tile[(0, 0, *within)] = grid[inner]
        if air is not None and not bool((tile > air).any()):
            continue
        answers = []
        for net, (axes, channels) in product(nets, views):
            seen = tile.flip(axes)
            began = time.perf_counter()
            answer = net(seen)
            inside += time.perf_counter() - began
            answers.append(answer.flip(axes)[0, channels])
        if len(answers) == 1:
            out = answers[0]
        else:
            mean = sum(torch.sigmoid(answer) for answer in answers) / len(answers)
            out = torch.logit(mean, 1e-7)
        run += 1
        if sums is None:
            sums = torch.zeros((out.shape[0], *grid.shape))
        sums[(slice(None), *inner)] += (out * weight)[(slice(None), *within)]
        weights[inner] += weight[within]
    return torch.sigmoid(sums / weights.clamp_min(1e-30)), inside, run


def main():
    folder, file, size, outside, air, threads, runs = sys.argv[1:]
    torch.set_num_threads(int(threads))
    manifest = json.loads((Path(folder) / "manifest.json").read_text())
    shape = [int(n) for n in size.split(",")]
    grid = torch.from_numpy(numpy.fromfile(file, "<f4").reshape(shape))
    patch = [a["patch"] for a in manifest["input"]["axes"]]
    tiling = manifest["tiling"]
    files = [manifest["file"], *(other["file"] for other in manifest.get("ensemble", []))]
    nets = [to_torch(Path(folder) / file) for file in files]
    seconds, inside, count = [], [], 0
    with torch.no_grad():
        # Warm, as the engine's sessions are.
        for net in nets:
            net(torch.full((1, 1, *patch), float(outside)))
        for _ in range(int(runs)):
            began = time.perf_counter()
            field, network, count = predict(
                nets, grid, patch, tiling["overlap"], tiling["blend"]["sigmaOfPatch"], float(outside),
                None if air == "none" else float(air), views_of(manifest))
            seconds.append(time.perf_counter() - began)
            inside.append(network)
    print(json.dumps({"torch": torch.__version__, "seconds": seconds, "network": inside, "patches": count,
                      "means": [float(f.mean()) for f in field]}))


main()
