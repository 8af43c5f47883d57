"""U-Nets in 2D, 2.5D and 3D that every ONNX execution provider of the engine can run.

Strided convolutions lead down; up goes a 1x1 convolution (while the grid is still small), nearest upsampling and plain
convolutions. DirectML refuses transposed 3D convolutions, so there are none.
"""
from dataclasses import dataclass
from typing import List, Optional, Tuple

import torch
from torch import nn
import torch.nn.functional as functional


# Outputs begin near the share of voxels that a small organ has: from 0.5 everywhere the first steps would only unlearn.
PRIOR_LOGIT = -4.0


@dataclass(frozen=True)
class NetworkSpec:
    """Shape of a U-Net. Level 0 is the full resolution.

    `dims` is 3 for volumes and 2 for slices; a 2.5D network is a 2D one whose `in_channels` are neighbouring slices.
    `strides[i]` leads from level i to level i + 1.
    """

    dims: int
    in_channels: int
    out_channels: int
    channels: Tuple[int, ...]
    encoder_convs: Tuple[int, ...]
    decoder_convs: Tuple[int, ...]
    strides: Tuple[Tuple[int, ...], ...]
    kernels: Tuple[Tuple[int, ...], ...]
    norm: str = "instance"
    negative_slope: float = 0.01
    deep_supervision: int = 0

    def __post_init__(self) -> None:
        levels = len(self.channels)
        expected = {"encoder_convs": levels, "decoder_convs": levels - 1, "strides": levels - 1, "kernels": levels}
        for name, count in expected.items():
            if len(getattr(self, name)) != count:
                raise ValueError(f"{name}: {count} entries needed for {levels} levels, got {len(getattr(self, name))}")
        if any(len(s) != self.dims for s in self.strides + self.kernels):
            raise ValueError(f"strides and kernels need {self.dims} numbers a level")
        if not 0 <= self.deep_supervision < levels:
            raise ValueError("deep_supervision: fewer auxiliary outputs than levels")

    @property
    def multiple_of(self) -> Tuple[int, ...]:
        """What the size of an input must be a multiple of, along each axis."""
        product = [1] * self.dims
        for stride in self.strides:
            product = [p * s for p, s in zip(product, stride)]
        return tuple(product)


def _norm(kind: str, dims: int, channels: int) -> nn.Module:
    if kind == "instance":
        return (nn.InstanceNorm3d if dims == 3 else nn.InstanceNorm2d)(channels, affine=True)
    if kind == "batch":
        return (nn.BatchNorm3d if dims == 3 else nn.BatchNorm2d)(channels)
    if kind == "none":
        return nn.Identity()
    raise ValueError(f"norm {kind!r}: instance, batch or none")


class ConvNorm(nn.Module):
    """Convolution, normalisation, leaky ReLU."""

    def __init__(self, spec: NetworkSpec, cin: int, cout: int, kernel: Tuple[int, ...], stride: Tuple[int, ...]):
        super().__init__()
        conv = nn.Conv3d if spec.dims == 3 else nn.Conv2d
        padding = tuple(k // 2 for k in kernel)
        # What a norm subtracts needs no bias before it.
        self.c = conv(cin, cout, kernel, stride, padding, bias=spec.norm == "none")
        self.n = _norm(spec.norm, spec.dims, cout)
        self.slope = spec.negative_slope
        nn.init.kaiming_normal_(self.c.weight, a=spec.negative_slope)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.leaky_relu(self.n(self.c(x)), self.slope, inplace=True)


class UNet(nn.Module):
    """Returns the logits; in training with deep supervision a list, finest first."""

    def __init__(self, spec: NetworkSpec):
        super().__init__()
        self.spec = spec
        conv = nn.Conv3d if spec.dims == 3 else nn.Conv2d
        ones = (1,) * spec.dims

        def stack(level: int, cin: int, count: int, stride: Tuple[int, ...]) -> nn.Sequential:
            cout = spec.channels[level]
            kernel = spec.kernels[level]
            return nn.Sequential(*[
                ConvNorm(spec, cin if n == 0 else cout, cout, kernel, stride if n == 0 else ones)
                for n in range(count)
            ])

        levels = len(spec.channels)
        self.stem = stack(0, spec.in_channels, spec.encoder_convs[0], ones)
        self.enc = nn.ModuleList(
            stack(i, spec.channels[i - 1], spec.encoder_convs[i], spec.strides[i - 1]) for i in range(1, levels)
        )
        self.red = nn.ModuleList(
            conv(spec.channels[i + 1], spec.channels[i], 1, bias=False) for i in range(levels - 1)
        )
        self.dec = nn.ModuleList(
            stack(i, 2 * spec.channels[i], spec.decoder_convs[i], ones) for i in range(levels - 1)
        )
        self.head = conv(spec.channels[0], spec.out_channels, 1)
        self.aux = nn.ModuleList(
            conv(spec.channels[i], spec.out_channels, 1) for i in range(1, spec.deep_supervision + 1)
        )
        for output in (self.head, *self.aux):
            nn.init.constant_(output.bias, PRIOR_LOGIT)

    def forward(self, x: torch.Tensor):
        skips = [self.stem(x)]
        for stage in self.enc:
            skips.append(stage(skips[-1]))
        y = skips.pop()
        coarse: List[Optional[torch.Tensor]] = [None] * len(self.aux)
        for level in range(len(self.dec) - 1, -1, -1):
            factor = tuple(float(s) for s in self.spec.strides[level])
            up = functional.interpolate(self.red[level](y), scale_factor=factor, mode="nearest")
            y = self.dec[level](torch.cat([up, skips.pop()], 1))
            if self.training and 0 < level <= len(self.aux):
                coarse[level - 1] = self.aux[level - 1](y)
        logits = self.head(y)
        return [logits, *coarse] if self.training and len(self.aux) > 0 else logits


def parameter_count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())
