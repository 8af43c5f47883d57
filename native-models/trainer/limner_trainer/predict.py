"""Prediction as the engine does it: straight grid over the image, tiles with Gaussian weights, back to the image."""
import itertools
import math
from typing import List, Sequence

import torch

from .augment import AIR_HU, mirrored_channels
from .plan import InferencePlan, Plan

_SMALLEST_WEIGHT = 1e-6
SLICES_AT_ONCE = 8
# Of a volume with the axes P, L, I.
LEFT_AXIS = 1
# Where no tile was run: nothing there.
NEVER_LOGIT = -30.0


def network_positions(n: int, own_mm: float, network_mm: float) -> torch.Tensor:
    """Image voxel coordinates of a network grid that covers the n voxels of an axis, centred on them."""
    count = max(1, math.ceil(n * own_mm / network_mm - 1e-6))
    return (torch.arange(count, dtype=torch.float32) - (count - 1) / 2) * (network_mm / own_mm) + (n - 1) / 2


def linear_along(x: torch.Tensor, axis: int, at: torch.Tensor) -> torch.Tensor:
    """Linear interpolation along one axis at voxel coordinates; beyond the ends the last value."""
    n = x.shape[axis]
    at = at.to(x.device).clamp(0, n - 1)
    low = at.floor().long()
    high = (low + 1).clamp_max(n - 1)
    shape = [1] * x.dim()
    shape[axis] = -1
    t = (at - low).view(shape)
    return x.index_select(axis, low) * (1 - t) + x.index_select(axis, high) * t


def to_network_grid(image: torch.Tensor, spacing_mm: Sequence[float], network_mm: Sequence[float]) -> torch.Tensor:
    """HU on the network's grid; positions more than half a voxel outside the image are air."""
    x = image.float()
    positions = [network_positions(n, own, net) for n, own, net in zip(image.shape, spacing_mm, network_mm)]
    for axis, at in enumerate(positions):
        x = linear_along(x, axis, at)
    for axis, at in enumerate(positions):
        outside = ((at < -0.5 - 1e-6) | (at > image.shape[axis] - 0.5 + 1e-6)).to(x.device)
        shape = [1] * 3
        shape[axis] = -1
        x = torch.where(outside.view(shape), torch.tensor(AIR_HU, device=x.device), x)
    return x


def to_image_grid(
    field: torch.Tensor, shape: Sequence[int], spacing_mm: Sequence[float], network_mm: Sequence[float]
) -> torch.Tensor:
    """Channels on the network's grid -> on the image's own voxels."""
    for axis, (n, own, net) in enumerate(zip(shape, spacing_mm, network_mm)):
        count = field.shape[axis + 1]
        at = (torch.arange(n, dtype=torch.float32) - (n - 1) / 2) * (own / net) + (count - 1) / 2
        field = linear_along(field, axis + 1, at)
    return field


def tile_starts(n: int, patch: int, overlap: float) -> List[int]:
    """Evenly spread starts; a grid smaller than the patch lies in its middle (negative start)."""
    if n <= patch:
        return [math.ceil((n - patch) / 2)]
    step = max(1, math.floor(patch * (1 - overlap)))
    tiles = math.ceil((n - patch) / step) + 1
    return [math.floor(t * (n - patch) / (tiles - 1) + 0.5) for t in range(tiles)]


def _gaussian(patch: int, sigma_of_patch: float) -> torch.Tensor:
    at = torch.arange(patch, dtype=torch.float32) - (patch - 1) / 2
    return torch.exp(-0.5 * (at / (sigma_of_patch * patch)) ** 2).clamp_min(_SMALLEST_WEIGHT)


def _tile_weights(plan: InferencePlan, device: torch.device) -> torch.Tensor:
    weight = torch.ones((), device=device)
    for patch in plan.patch:
        weight = weight[..., None] * _gaussian(patch, plan.sigma_of_patch).to(device)
    return weight


def tiled_logits(net, x: torch.Tensor, outside: float, plan: InferencePlan, channels: int, batch: int = 1):
    """Gaussian-weighted mean of the logits of overlapping tiles; tiles of nothing but `outside` are left out.

    `x` is (samples, input channels, ...): a volume is one sample, slices are many, run `batch` at a time.
    """
    size = x.shape[2:]
    sums = torch.zeros((x.shape[0], channels, *size), device=x.device)
    # Never divides by zero where no tile reached.
    weights = torch.full((x.shape[0], 1, *size), 1e-30, device=x.device)
    weight = _tile_weights(plan, x.device)
    starts = [tile_starts(n, p, plan.overlap) for n, p in zip(size, plan.patch)]
    for start in itertools.product(*starts):
        inner = tuple(slice(max(0, t), min(n, t + p)) for t, n, p in zip(start, size, plan.patch))
        within = tuple(slice(i.start - t, i.stop - t) for i, t in zip(inner, start))
        region = x[(slice(None), slice(None), *inner)]
        worth = (region.flatten(1).amax(1) > outside).nonzero().flatten()
        for some in worth.split(batch):
            tile = torch.full((len(some), x.shape[1], *plan.patch), outside, device=x.device)
            tile[(slice(None), slice(None), *within)] = region[some]
            out = net(tile).float()
            for n, sample in enumerate(some.tolist()):
                sums[(sample, slice(None), *inner)] += out[(n, slice(None), *within)] * weight[within]
                weights[(sample, 0, *inner)] += weight[within]
    never = torch.tensor(NEVER_LOGIT, device=x.device)
    return torch.where(weights > 1e-20, sums / weights, never)


def neighbouring_slices(x: torch.Tensor, axis: int, count: int, outside: float) -> torch.Tensor:
    """Every slice across `axis` with its neighbours as channels: (slices, count, ...); beyond the volume is `outside`."""
    slices = x.movedim(axis, 0)
    edge = torch.full((count // 2, *slices.shape[1:]), outside, device=x.device)
    padded = torch.cat([edge, slices, edge])
    return torch.stack([padded[n : n + len(slices)] for n in range(count)], 1)


def _network_probabilities(net, x: torch.Tensor, plan: Plan) -> torch.Tensor:
    """Probability of every structure on the network's grid; `x` is normalised and lies on it."""
    outside = float(plan.normalisation.apply(torch.tensor(AIR_HU)))
    channels = len(plan.structures)
    if plan.slice_axis is None:
        return torch.sigmoid(tiled_logits(net, x[None, None], outside, plan.inference, channels)[0])
    slices = neighbouring_slices(x, plan.slice_axis, plan.network.in_channels, outside)
    logits = tiled_logits(net, slices, outside, plan.inference, channels, SLICES_AT_ONCE)
    return torch.sigmoid(logits.movedim(0, 1 + plan.slice_axis))


@torch.no_grad()
def predict_probabilities(net, image: torch.Tensor, spacing_mm: Sequence[float], plan: Plan) -> torch.Tensor:
    """Probability of every structure on the image's own voxels."""
    x = plan.normalisation.apply(to_network_grid(image, spacing_mm, plan.spacing_mm))
    found = _network_probabilities(net, x, plan)
    if plan.inference.mirror:
        mirrored = _network_probabilities(net, x.flip(LEFT_AXIS), plan).flip(LEFT_AXIS + 1)
        found = (found + mirrored[mirrored_channels(plan.structures, plan.mirror_pairs)]) / 2
    return to_image_grid(found, image.shape, spacing_mm, plan.spacing_mm)


def dice(a: torch.Tensor, b: torch.Tensor) -> float:
    """2 |A and B| / (|A| + |B|); 1 for two empty masks."""
    total = float(a.sum() + b.sum())
    return 1.0 if total == 0 else 2 * float((a & b).sum()) / total
