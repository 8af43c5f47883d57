"""The training loop: stateless sampling by step number, averaged weights, validation, checkpoints with exact resume."""
import json
import signal
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch

from .cache import CaseEntry, read_index
from .losses import segmentation_loss
from .network import UNet, parameter_count
from .optimise import Plateau, WeightAverage, create_optimiser, rate_at
from .plan import Plan
from .progress import CsvLog, Progress
from .sampling import Sampler
from .side_by_side import SideBySide
from .specs import to_json
from .validate import case_dice, mean_of, overall, pick_cases
from .warm_start import calibrate_inserted, load_grown, read_weights


# A run that goes on must be the same network on the same grid; its training may be changed, which is reported.
_FIXED = ("structures", "spacing_mm", "normalisation", "network", "slice_axis")


def choose_device(name: str) -> torch.device:
    """`auto`: CUDA where it is there, else the CPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda"):
        # Patches of a stage all have one size: the search for the fastest kernels pays.
        torch.backends.cudnn.benchmark = True
    return torch.device(name)


def _save(path: Path, state: Dict[str, Any]) -> None:
    """Whole or not at all: a run that is killed while it writes keeps its last checkpoint."""
    part = path.with_suffix(".part")
    torch.save(state, str(part))
    part.replace(path)


class _StopRequest:
    """SIGTERM and SIGINT end the run after the step in hand, with a checkpoint."""

    def __init__(self) -> None:
        self.asked = False
        self._previous: Dict[int, Any] = {}

    def __enter__(self) -> "_StopRequest":
        for number in (signal.SIGTERM, signal.SIGINT):
            self._previous[number] = signal.signal(number, lambda *_: setattr(self, "asked", True))
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)


class Run:
    """One training run in a folder: plan.json, last.pt, best.pt, steps.csv, validation.csv."""

    def __init__(
        self,
        folder: Path,
        cache: Path,
        plan: Plan,
        train_cases: Sequence[CaseEntry],
        validation_cases: Sequence[CaseEntry],
        device: torch.device,
        progress: Progress,
    ):
        self.folder, self.cache, self.plan, self.device, self.progress = folder, cache, plan, device, progress
        spec = plan.training
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plan.json").write_text(json.dumps(to_json(plan), indent=1))
        self.index = read_index(cache)
        self.validation = pick_cases(validation_cases, plan.structures, spec.validation_cases)
        torch.manual_seed(spec.seed)
        self.net = UNet(plan.network).to(device)
        if device.type == "cpu" and plan.network.dims == 3:
            # A voxel's channels next to each other: a third off a step with 16 channels at full resolution.
            self.net.to(memory_format=torch.channels_last_3d)
        self.step = 0
        self.plateau = Plateau(spec.optimiser)
        resumed = (folder / "last.pt").exists()
        self.sampler = Sampler(cache, self.index, train_cases, plan, device)
        if not resumed and spec.start_from is not None:
            fresh = [plan.structures.index(s) for s in spec.start_fresh]
            anew = load_grown(self.net, read_weights(Path(spec.start_from)), fresh)
            calibrated = calibrate_inserted(self.net, anew, [self.sampler.batch(-1 - n)[0] for n in range(8)])
            progress.say("warmStart", source=spec.start_from, anew=anew, calibrated=calibrated)
        self.optimiser = create_optimiser(self.net, spec.optimiser)
        self.average = WeightAverage(self.net, spec.ema)
        if resumed:
            # To the CPU first: the step counts of Adam belong there, the rest is copied to where it is used.
            self._restore(torch.load(str(folder / "last.pt"), map_location="cpu"))
        # Networks made after the weights are there: a run begins the same however many threads share a batch.
        self.side_by_side = self._side_by_side()
        self.averaged_net = UNet(plan.network).to(device)
        progress.say(
            "start", step=self.step, steps=spec.steps, device=str(device), parameters=parameter_count(self.net),
            trainCases=len(train_cases), validationCases=len(self.validation), resumed=resumed,
        )

    def _side_by_side(self) -> Optional[SideBySide]:
        """On a CPU the cores share the samples of a batch, not each convolution."""
        workers = min(torch.get_num_threads(), self.plan.training.batch)
        if self.device.type != "cpu" or workers < 2 or self.plan.network.norm == "batch":
            return None
        return SideBySide(self.net, lambda: UNet(self.plan.network), workers, torch.get_num_threads() // workers)

    def _state(self) -> Dict[str, Any]:
        return {
            "step": self.step,
            "net": self.net.state_dict(),
            "ema": self.average.weights,
            "optimiser": self.optimiser.state_dict(),
            "plateau": self.plateau.state(),
            "plan": to_json(self.plan),
        }

    def _restore(self, state: Dict[str, Any]) -> None:
        now = to_json(self.plan)
        for setting in _FIXED:
            if state["plan"][setting] != now[setting]:
                raise ValueError(f"{self.folder}: begun with another {setting}; use a folder of its own")
        before, after = state["plan"]["training"], now["training"]
        changed = sorted(k for k in after if before.get(k) != after[k] and k not in ("start_from", "start_fresh"))
        if changed:
            self.progress.say("changedOnResume", settings=changed)
        self.step = state["step"]
        self.net.load_state_dict(state["net"])
        self.average.weights = {name: weight.to(self.device) for name, weight in state["ema"].items()}
        self.optimiser.load_state_dict(state["optimiser"])
        self.plateau.restore(state["plateau"])

    def _one_step(self) -> torch.Tensor:
        """Returns (loss, 1 - Dice per structure or NaN where no sample of the batch knew it)."""
        spec = self.plan.training
        rate = spec.optimiser.learning_rate * self.plateau.factor * rate_at(self.step, spec.steps, spec.optimiser)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        loss, dice, known = self._gradients()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), spec.optimiser.clip_gradient)
        self.optimiser.step()
        self.average.update(self.net, self.step)
        self.step += 1
        seen = torch.where(known.sum(0) > 0, dice, torch.full_like(dice, float("nan")))
        return torch.cat([loss.detach()[None], seen])

    def _gradients(self) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(loss, 1 - Dice per structure, which structures each sample knows) of this step's batch."""
        spec = self.plan.training
        x, target, known = self.sampler.batch(self.step)
        if self.side_by_side is not None:
            outputs, parts = self.side_by_side.forward(x)
            loss, dice = segmentation_loss(outputs, target, known, spec.loss)
            loss.backward()
            self.side_by_side.backward(outputs, parts)
            return loss, dice, known
        self.net.train()
        # PyTorch 1.13 refuses even a disabled bfloat16 autocast on a machine without CUDA.
        half = torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext()
        with half:
            outputs = self.net(x)
        outputs = [o.float() for o in outputs] if isinstance(outputs, list) else outputs.float()
        loss, dice = segmentation_loss(outputs, target, known, spec.loss)
        loss.backward()
        return loss, dice, known

    def validate(
        self, cases: Optional[Sequence[CaseEntry]] = None, weights: Optional[Dict[str, torch.Tensor]] = None
    ) -> List[Dict[str, float]]:
        """Dice per case with the averaged weights of the step in hand, or with `weights`."""
        self.averaged_net.load_state_dict(self.average.weights if weights is None else weights)
        self.averaged_net.eval()
        return [
            case_dice(self.averaged_net, self.cache, self.index, entry, self.plan, self.device)
            for entry in (self.validation if cases is None else cases)
        ]

    def _validation_event(self, log: CsvLog) -> None:
        begun = time.monotonic()
        means = mean_of(self.validate(), self.plan.structures)
        score = overall(means)
        best = self.plateau.saw(score)
        rounded = {s: None if v is None else round(v, 4) for s, v in means.items()}
        self.progress.say("validation", step=self.step, mean=round(score, 4), dice=rounded, best=best,
                          seconds=round(time.monotonic() - begun, 1))
        log.add(step=self.step, mean=round(score, 4), **rounded)
        if best:
            _save(self.folder / "best.pt", self._state())

    @property
    def has_stopped(self) -> bool:
        """True when validation has not improved for as long as the plan allows. What it counts is kept in checkpoints."""
        return 0 < self.plan.training.stop_after_validations <= self.plateau.stale

    @property
    def result(self) -> Path:
        """The checkpoint that the next stage starts with and that is released: where a run may stop early the best one,
        since the last is by then the one that was given up."""
        return self.folder / ("best.pt" if self.plan.training.stop_after_validations > 0 else "last.pt")

    def train(self, seconds: Optional[float] = None) -> bool:
        """Trains to the planned number of steps or until it stops early; true when it got there, at once when it had got
        there before. Ends earlier after `seconds` or on SIGTERM, with a checkpoint from which the same call goes on."""
        spec = self.plan.training
        if self.step >= spec.steps or self.has_stopped:
            self.progress.say("trained", step=self.step, best=self.plateau.best)
            return True
        structures = self.plan.structures
        steps_log = CsvLog(self.folder / "steps.csv", ["step", "loss", "rate", "seconds", *structures], self.step)
        validation_log = CsvLog(self.folder / "validation.csv", ["step", "mean", *structures], self.step)
        begun = saved = time.monotonic()
        window: List[torch.Tensor] = []
        window_begun = begun
        with _StopRequest() as stop:
            while self.step < spec.steps:
                window.append(self._one_step())
                if self.step % spec.log_every == 0:
                    now = time.monotonic()
                    self._log_window(window, (now - window_begun) / len(window), steps_log)
                    window, window_begun = [], now
                if self.step % spec.validate_every == 0 or self.step == spec.steps:
                    self._validation_event(validation_log)
                    window_begun = time.monotonic()
                    if self.has_stopped:
                        self.progress.say("stoppedEarly", step=self.step, best=self.plateau.best)
                        break
                now = time.monotonic()
                out_of_time = seconds is not None and now - begun > seconds
                if stop.asked or out_of_time:
                    _save(self.folder / "last.pt", self._state())
                    self.progress.say("interrupted", step=self.step)
                    return False
                if now - saved > spec.checkpoint_seconds:
                    _save(self.folder / "last.pt", self._state())
                    saved = now
        _save(self.folder / "last.pt", self._state())
        self.progress.say("trained", step=self.step, best=self.plateau.best)
        return True

    def _log_window(self, window: List[torch.Tensor], seconds: float, log: CsvLog) -> None:
        means = torch.stack(window).nanmean(0).tolist()
        spread = {s: None if v != v else round(1 - v, 4) for s, v in zip(self.plan.structures, means[1:])}
        rate = self.optimiser.param_groups[0]["lr"]
        self.progress.say("step", step=self.step, steps=self.plan.training.steps, loss=round(means[0], 4),
                          rate=rate, secondsPerStep=round(seconds, 3), softDice=spread)
        log.add(step=self.step, loss=round(means[0], 4), rate=rate, seconds=round(seconds, 3), **spread)
