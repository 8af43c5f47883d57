"""Where patches come from: a structure is drawn first, then a case that knows it, then a voxel of it."""
import random
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy
import torch

from .augment import augment_intensities, draw_placement, mirrored_channels, sample_patch
from .cache import CacheIndex, CaseEntry, read_case
from .plan import Plan

# Voxels kept per case and structure to centre patches on.
_POINTS_KEPT = 2000


class Sampler:
    """Holds all cases on the device of the network and draws batches; the same step always gives the same batch."""

    def __init__(self, cache: Path, index: CacheIndex, cases: Sequence[CaseEntry], plan: Plan, device: torch.device):
        self.plan = plan
        self.device = device
        self.cases: List[CaseEntry] = list(cases)
        self.images: List[torch.Tensor] = []
        self.labels: List[torch.Tensor] = []
        self.points: List[Dict[str, numpy.ndarray]] = []
        stored_order = list(index.structures)
        self.channel_of_value = [list(plan.structures).index(s) for s in stored_order]
        self.mirrored = mirrored_channels(plan.structures, plan.mirror_pairs)
        for entry in self.cases:
            case = read_case(cache, entry)
            self.images.append(torch.from_numpy(case.image).to(device))
            self.labels.append(torch.from_numpy(case.labels).to(device))
            pick = numpy.random.default_rng(len(self.points))
            points: Dict[str, numpy.ndarray] = {}
            for structure in entry.contoured:
                found = numpy.argwhere(case.labels == stored_order.index(structure) + 1)
                if len(found) > _POINTS_KEPT:
                    found = found[pick.choice(len(found), _POINTS_KEPT, replace=False)]
                if len(found) > 0:
                    points[structure] = found
            self.points.append(points)
        self.cases_with = {s: [n for n, p in enumerate(self.points) if s in p] for s in plan.structures}
        draw = plan.training.class_draw or {}
        self.drawable = [s for s in plan.structures if self.cases_with[s]]
        self.draw_weights = [draw.get(s, 1.0) for s in self.drawable]

    def _centre(self, rng: random.Random) -> Tuple[int, Tuple[float, ...]]:
        spec = self.plan.training
        patch = self.plan.volume_patch()
        if not self.drawable or rng.random() >= spec.foreground_share:
            case = rng.randrange(len(self.cases))
            centre = [rng.uniform(0, n - 1) for n in self.images[case].shape]
        else:
            structure = rng.choices(self.drawable, self.draw_weights)[0]
            case = rng.choice(self.cases_with[structure])
            points = self.points[case][structure]
            centre = [float(v) for v in points[rng.randrange(len(points))]]
        # Half a patch in voxels of the image. A patch stays inside, but for a small overhang: images are cropped to the
        # body, so beyond them lies nothing to learn from.
        half = [n * mm / own / 2 for n, mm, own in zip(patch, self.plan.spacing_mm, self.cases[case].spacing_mm)]
        for axis, (h, n) in enumerate(zip(half, self.images[case].shape)):
            wished = centre[axis] + rng.uniform(-2, 2) * spec.jitter_share * h
            low, high = (1 - spec.overhang_share) * h, n - (1 - spec.overhang_share) * h
            if low > high:
                low, high = high, low
            centre[axis] = min(max(wished, low), high)
        return case, tuple(centre)

    def draw(self, rng: random.Random) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """One patch: image (channels, ...), target (structures, ...) and which structures are known."""
        plan = self.plan
        number, centre = self._centre(rng)
        entry = self.cases[number]
        placement = draw_placement(rng, plan.training.augment, centre, entry.spacing_mm, plan.spacing_mm)
        hu, target = sample_patch(
            self.images[number], self.labels[number], self.channel_of_value, placement, plan.volume_patch()
        )
        known = torch.tensor([1.0 if s in entry.contoured else 0.0 for s in plan.structures], device=self.device)
        if placement.mirrored:
            target, known = target[self.mirrored], known[self.mirrored]
        if plan.slice_axis is not None:
            hu = hu[0].movedim(plan.slice_axis, 0)
            target = target.select(1 + plan.slice_axis, plan.network.in_channels // 2)
        return augment_intensities(plan.normalisation.apply(hu), rng, plan.training.augment), target, known

    def batch(self, step: int) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The batch of a step, stacked."""
        spec = self.plan.training
        drawn = [
            self.draw(random.Random(f"{spec.seed}:{step}:{n}")) for n in range(spec.batch)
        ]
        return tuple(torch.stack(parts) for parts in zip(*drawn))
