"""Augmented patches: one interpolation from the image's own grid (turned, scaled, mirrored), then the intensities.

Everything is done with torch, so that it runs where the network runs. All randomness comes from one `random.Random`
that the caller seeds by step: a run that was interrupted goes on with the same patches.
"""
import math
import random
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import torch
import torch.nn.functional as functional

Vector = Tuple[float, float, float]
AIR_HU = -1000.0
MIRRORING = "left/right mirroring"


@dataclass(frozen=True)
class AugmentSpec:
    """Probabilities `p_...` and ranges. Angles in degrees about the posterior, left and inferior axis."""

    p_rotate: float = 0.5
    rotate_degrees: Tuple[float, ...] = (10.0, 10.0, 15.0)
    p_scale: float = 0.5
    scale: Tuple[float, ...] = (0.85, 1.2)
    stretch: float = 0.05
    p_mirror: float = 0.5
    p_noise: float = 0.15
    noise: float = 0.1
    p_blur: float = 0.15
    blur_voxels: Tuple[float, ...] = (0.4, 0.9)
    p_brightness: float = 0.2
    brightness: float = 0.1
    p_contrast: float = 0.2
    contrast: Tuple[float, ...] = (0.8, 1.25)
    p_low_resolution: float = 0.15
    low_resolution: Tuple[float, ...] = (0.5, 1.0)
    p_gamma: float = 0.2
    gamma: Tuple[float, ...] = (0.75, 1.35)

    def effects(self) -> List[str]:
        """What is ever done to a patch, in words."""
        done = {
            "rotation": self.p_rotate > 0 and any(d > 0 for d in self.rotate_degrees),
            "scaling": self.p_scale > 0 and any(s != 1 for s in self.scale),
            "stretching": self.p_scale > 0 and self.stretch > 0,
            MIRRORING: self.p_mirror > 0,
            "noise": self.p_noise > 0 and self.noise > 0,
            "blur": self.p_blur > 0,
            "brightness": self.p_brightness > 0 and self.brightness > 0,
            "contrast": self.p_contrast > 0 and any(c != 1 for c in self.contrast),
            "low resolution": self.p_low_resolution > 0 and any(f != 1 for f in self.low_resolution),
            "gamma": self.p_gamma > 0 and any(g != 1 for g in self.gamma),
        }
        return [effect for effect, is_done in done.items() if is_done]


NO_AUGMENTATION = AugmentSpec(0, p_scale=0, p_mirror=0, p_noise=0, p_blur=0, p_brightness=0, p_contrast=0,
                              p_low_resolution=0, p_gamma=0)


@dataclass(frozen=True)
class Placement:
    """How a patch lies in an image: `matrix` takes a step of one network voxel (array axes) to steps of image voxels."""

    matrix: Tuple[Vector, Vector, Vector]
    centre: Vector
    mirrored: bool


def _rotation(degrees: Sequence[float]) -> List[List[float]]:
    a, b, c = (math.radians(d) for d in degrees)
    ca, sa, cb, sb, cc, sc = math.cos(a), math.sin(a), math.cos(b), math.sin(b), math.cos(c), math.sin(c)
    about0 = [[1, 0, 0], [0, ca, -sa], [0, sa, ca]]
    about1 = [[cb, 0, sb], [0, 1, 0], [-sb, 0, cb]]
    about2 = [[cc, -sc, 0], [sc, cc, 0], [0, 0, 1]]
    product = lambda p, q: [[sum(p[i][k] * q[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    return product(about2, product(about1, about0))


def draw_placement(
    rng: random.Random, spec: AugmentSpec, centre: Vector, spacing_mm: Sequence[float], network_mm: Sequence[float]
) -> Placement:
    """A random turn, scale, stretch and mirroring about `centre` (image voxels). Axis 1 runs from right to left."""
    turned = rng.random() < spec.p_rotate
    degrees = [rng.uniform(-d, d) if turned else 0.0 for d in spec.rotate_degrees]
    scale = [1.0] * 3
    if rng.random() < spec.p_scale:
        # Log-uniform: as often twice as large as half as large.
        common = math.exp(rng.uniform(*(math.log(s) for s in spec.scale)))
        scale = [common * (1 + rng.uniform(-spec.stretch, spec.stretch)) for _ in range(3)]
    mirrored = rng.random() < spec.p_mirror
    if mirrored:
        scale[1] = -scale[1]
    rotation = _rotation(degrees)
    matrix = tuple(
        tuple(rotation[i][j] * network_mm[j] / scale[j] / spacing_mm[i] for j in range(3)) for i in range(3)
    )
    return Placement(matrix, tuple(centre), mirrored)


def sample_patch(
    image: torch.Tensor,
    labels: Optional[torch.Tensor],
    channel_of_value: Sequence[int],
    placement: Placement,
    patch: Sequence[int],
) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
    """Cuts a patch out of `image` (int16, HU) and, per structure, the share of each voxel that it fills (0..1).

    `channel_of_value[v]` is the channel of label value v + 1. Outside the image lies air and nothing.
    """
    device = image.device
    steps = [torch.arange(n, device=device, dtype=torch.float32) - (n - 1) / 2 for n in patch]
    offsets = torch.stack(torch.meshgrid(*steps, indexing="ij"), -1)
    matrix = torch.tensor(placement.matrix, device=device, dtype=torch.float32)
    at = offsets @ matrix.T + torch.tensor(placement.centre, device=device, dtype=torch.float32)
    flat = at.reshape(-1, 3)
    low = [max(0, math.floor(v)) for v in flat.amin(0).tolist()]
    high = [min(n, math.ceil(v) + 1) for n, v in zip(image.shape, flat.amax(0).tolist())]
    # One voxel at least, so that a patch beside the image is a patch of air and no special case.
    low = [min(l, n - 1) for l, n in zip(low, image.shape)]
    high = [max(h, l + 1) for l, h in zip(low, high)]
    box = tuple(slice(l, h) for l, h in zip(low, high))
    size = torch.tensor([h - l for l, h in zip(low, high)], device=device, dtype=torch.float32)
    relative = at - torch.tensor(low, device=device, dtype=torch.float32)
    # grid_sample without aligned corners: -1 and 1 are the outer edges, and it names the last axis first.
    grid = ((2 * relative + 1) / size - 1).flip(-1)[None]
    above_air = image[box].float()[None, None] - AIR_HU
    hu = functional.grid_sample(above_air, grid, align_corners=False)[0] + AIR_HU
    if labels is None:
        return hu, None
    values = labels[box]
    shares = torch.zeros((len(channel_of_value), *patch), device=device)
    present = [v for v in torch.unique(values).tolist() if v > 0]
    if present:
        stack = torch.stack([(values == v).float() for v in present])[None]
        sampled = functional.grid_sample(stack, grid, align_corners=False)[0]
        for n, v in enumerate(present):
            shares[channel_of_value[v - 1]] = sampled[n]
    return hu, shares


def mirrored_channels(structures: Sequence[str], pairs: Sequence[Tuple[str, str]]) -> List[int]:
    """Channel of each structure in a mirrored image: left and right change places."""
    other: Dict[str, str] = {}
    for a, b in pairs:
        other[a], other[b] = b, a
    return [list(structures).index(other.get(s, s)) for s in structures]


def _blur_axis(x: torch.Tensor, axis: int, sigma: float) -> torch.Tensor:
    radius = max(1, math.ceil(3 * sigma))
    taps = torch.arange(-radius, radius + 1, device=x.device, dtype=x.dtype)
    weights = torch.exp(-0.5 * (taps / sigma) ** 2)
    weights = weights / weights.sum()
    n = x.shape[axis]
    padded = torch.cat([x.narrow(axis, 0, 1)] * radius + [x] + [x.narrow(axis, n - 1, 1)] * radius, axis)
    out = torch.zeros_like(x)
    for t, weight in enumerate(weights.tolist()):
        out.add_(padded.narrow(axis, t, n), alpha=weight)
    return out


def augment_intensities(x: torch.Tensor, rng: random.Random, spec: AugmentSpec) -> torch.Tensor:
    """Blur, low resolution, contrast, brightness, gamma and noise on one normalised patch (channel first)."""
    spatial = range(1, x.dim())
    if rng.random() < spec.p_blur:
        sigma = rng.uniform(*spec.blur_voxels)
        for axis in spatial:
            x = _blur_axis(x, axis, sigma)
    if rng.random() < spec.p_low_resolution:
        factor = rng.uniform(*spec.low_resolution)
        small = [max(1, round(n * factor)) for n in x.shape[1:]]
        mode = "trilinear" if x.dim() == 4 else "bilinear"
        coarse = functional.interpolate(x[None], small, mode="nearest")
        x = functional.interpolate(coarse, tuple(x.shape[1:]), mode=mode, align_corners=False)[0]
    low, high = x.amin(), x.amax()
    if rng.random() < spec.p_contrast:
        mean = x.mean()
        x = ((x - mean) * rng.uniform(*spec.contrast) + mean).clamp(low, high)
    if rng.random() < spec.p_brightness:
        x = x + rng.uniform(-spec.brightness, spec.brightness)
    if rng.random() < spec.p_gamma:
        low, span = x.amin(), (x.amax() - x.amin()).clamp_min(1e-6)
        x = ((x - low) / span).pow(rng.uniform(*spec.gamma)) * span + low
    if rng.random() < spec.p_noise:
        # Torch draws the field, the shared generator only its seed: fast on every device and still repeatable.
        generator = torch.Generator(device=x.device).manual_seed(rng.getrandbits(62))
        strength = rng.uniform(0, spec.noise)
        x = x + strength * torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)
    return x
