"""Starting from a network that exists: a checkpoint of this trainer, or any ONNX whose weights carry its names."""
from pathlib import Path
from typing import Dict, List, Sequence

import numpy
import torch
from torch import nn

from .network import PRIOR_LOGIT, ConvNorm

# Names in the ONNX of han-oar-baseline, where a single convolution stood outside a sequence.
_OLD_PREFIXES = {"stem.c.": "stem.0.c.", "stem.n.": "stem.0.n.", "dec.0.c.": "dec.0.0.c.", "dec.0.n.": "dec.0.0.n."}


def read_weights(path: Path) -> Dict[str, torch.Tensor]:
    """Weights by name. Of a checkpoint its averaged ones. Throws ValueError for an ONNX without named weights."""
    if path.suffix != ".onnx":
        return dict(torch.load(str(path), map_location="cpu")["ema"])
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    stored = {tensor.name: numpy.array(numpy_helper.to_array(tensor)) for tensor in graph.initializer}
    # The exporter writes equal weights once and names the others by Identity.
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]]
    weights: Dict[str, torch.Tensor] = {}
    for name, values in stored.items():
        for old, new in _OLD_PREFIXES.items():
            if name.startswith(old):
                name = new + name[len(old):]
        weights[name] = torch.from_numpy(values)
    if not any(name.startswith("stem.") for name in weights):
        raise ValueError(f"{path}: its weights carry no names of this trainer's networks")
    return weights


def _begin_as_identity(module: nn.Module) -> None:
    """A convolution that the source does not have passes its input on, slightly disturbed so that channels part."""
    with torch.no_grad():
        noise = 0.02 * module.weight.clone()
        nn.init.dirac_(module.weight)
        module.weight.add_(noise)


def calibrate_inserted(net: nn.Module, anew: Sequence[str], batches: Sequence[torch.Tensor]) -> List[str]:
    """Lets the norms of inserted identity layers give back the mean and spread that they take away, as measured on
    `batches`: the network computes nearly what its source did. Returns the layers it set."""
    layers = [
        (name, module)
        for name, module in net.named_modules()
        if isinstance(module, ConvNorm) and f"{name}.c.weight" in anew and module.c.in_channels == module.c.out_channels
    ]
    for _, layer in layers:
        seen: List[torch.Tensor] = []
        hook = layer.c.register_forward_hook(lambda _, __, out: seen.append(out.detach()))
        with torch.no_grad():
            for x in batches:
                net(x)
            hook.remove()
            axes = [0, *range(2, seen[0].dim())]
            layer.n.bias.copy_(torch.stack([s.mean(axes) for s in seen]).mean(0))
            # Per sample, as the norm takes it away.
            spread = torch.cat([s.flatten(2).std(2) for s in seen]).mean(0)
            layer.n.weight.copy_(spread.clamp_min(0.05))
    return [name for name, _ in layers]


def load_grown(net: nn.Module, weights: Dict[str, torch.Tensor], fresh_outputs: Sequence[int] = ()) -> List[str]:
    """Copies `weights` into `net`, which may be wider or deeper. Returns what started anew.

    Channels that the source does not have are read with weight 0 and written with fresh weights: the network begins as
    the old one, and what is new learns its own part. `fresh_outputs` start without evidence instead.
    """
    anew: List[str] = []
    # The decoder joins [from below, skip]: each half is placed where the wider half begins.
    for name, own in net.state_dict().items():
        if name not in weights:
            anew.append(name)
            continue
        old = weights[name].to(own.dtype)
        if old.shape == own.shape:
            own.copy_(old)
            continue
        if old.dim() != own.dim() or any(o > n for o, n in zip(old.shape, own.shape)):
            raise ValueError(f"{name}: {tuple(old.shape)} does not fit into {tuple(own.shape)}")
        anew.append(f"{name} (grown)")
        if own.dim() == 1:
            own[: len(old)] = old
            continue
        rows = old.shape[0]
        own[:rows, :] = 0
        joined = name.startswith("dec.") and name.split(".")[2] == "0"
        halves = 2 if joined else 1
        for half in range(halves):
            width, wide = old.shape[1] // halves, own.shape[1] // halves
            own[:rows, half * wide : half * wide + width] = old[:, half * width : (half + 1) * width]
    for name, module in net.named_modules():
        missing = f"{name}.weight" in anew
        if missing and isinstance(module, (nn.Conv2d, nn.Conv3d)) and max(module.kernel_size) > 1:
            if module.in_channels == module.out_channels:
                _begin_as_identity(module)
    with torch.no_grad():
        # As strong as the trained outputs: through small weights hardly any gradient would reach the layers below.
        spread = float(net.head.weight.std())
        for n in fresh_outputs:
            nn.init.normal_(net.head.weight[n], std=spread)
            nn.init.constant_(net.head.bias[n : n + 1], PRIOR_LOGIT)
    return anew
