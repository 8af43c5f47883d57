"""Losses for sigmoid networks on partly labelled cases: `known` says for which structures a sample counts at all."""
from dataclasses import dataclass
from typing import Optional, Tuple

import torch
import torch.nn.functional as functional


@dataclass(frozen=True)
class LossSpec:
    """`dice` * overlap + `cross_entropy` * BCE (or its focal form where `focal_gamma` > 0).

    `class_weights` weigh the structures against each other (default: equally).
    """

    dice: float = 1.0
    cross_entropy: float = 10.0
    focal_gamma: float = 0.0
    smooth: float = 1.0
    class_weights: Optional[Tuple[float, ...]] = None


def overlap_loss(share: torch.Tensor, target: torch.Tensor, known: torch.Tensor, smooth: float) -> torch.Tensor:
    """1 - Dice per structure, over all samples of the batch in which it is known.

    Targets may be shares of a voxel: |p| + |t| - |p - t| in place of 2 p t keeps the minimum at p = t then (Dice
    semimetric loss, Wang et al., MICCAI 2023) and equals it for 0 and 1.
    """
    axes = [0, *range(2, share.dim())]
    weight = known[(...,) + (None,) * (share.dim() - 2)]
    total = ((share + target) * weight).sum(axes)
    apart = ((share - target).abs() * weight).sum(axes)
    return 1 - (total - apart + smooth) / (total + smooth)


def cross_entropy_loss(logits: torch.Tensor, target: torch.Tensor, known: torch.Tensor, gamma: float) -> torch.Tensor:
    """Mean binary cross-entropy per structure over the samples that know it; focal (Lin et al., 2017) for gamma > 0."""
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    if gamma > 0:
        entropy = entropy * (torch.sigmoid(logits) - target).abs().pow(gamma)
    per_sample = entropy.flatten(2).mean(2)
    return (per_sample * known).sum(0) / known.sum(0).clamp_min(1)


def segmentation_loss(
    outputs, target: torch.Tensor, known: torch.Tensor, spec: LossSpec
) -> Tuple[torch.Tensor, torch.Tensor]:
    """(loss to minimise, 1 - Dice per structure). `known` is (samples, structures); unknown ones add nothing.

    `outputs` may be a list, finest first: coarser outputs see averaged targets at half the weight each.
    """
    levels = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    weights = torch.ones(target.shape[1], device=target.device) if spec.class_weights is None else torch.tensor(
        spec.class_weights, device=target.device
    )
    weights = weights * (known.sum(0) > 0)
    norm = weights.sum().clamp_min(1e-6)
    total = torch.zeros((), device=target.device)
    finest = torch.zeros(())
    share_of_level, all_shares = 1.0, 0.0
    for n, logits in enumerate(levels):
        if n > 0:
            pool = functional.adaptive_avg_pool3d if target.dim() == 5 else functional.adaptive_avg_pool2d
            level_target = pool(target, logits.shape[2:])
        else:
            level_target = target
        dice = overlap_loss(torch.sigmoid(logits), level_target, known, spec.smooth)
        entropy = cross_entropy_loss(logits, level_target, known, spec.focal_gamma)
        per_class = spec.dice * dice + spec.cross_entropy * entropy
        total = total + share_of_level * (per_class * weights).sum() / norm
        if n == 0:
            finest = dice.detach()
        all_shares += share_of_level
        share_of_level /= 2
    return total / all_shares, finest
