import dataclasses

import pytest
import torch
from torch import nn

from limner_trainer.optimise import Plateau, WeightAverage, create_optimiser, rate_at
from limner_trainer.plan import OptimiserSpec


def rates(schedule, steps=100, **more):
    spec = OptimiserSpec(schedule=schedule, warm_up_steps=10, **more)
    return [rate_at(step, steps, spec) for step in range(steps)]


@pytest.mark.parametrize("schedule", ["constant", "plateau", "cosine", "poly", "wsd"])
def test_every_schedule_warms_up_and_never_rises_again(schedule):
    values = rates(schedule)
    assert values[:10] == pytest.approx([(n + 1) / 10 for n in range(10)])
    assert all(a >= b > 0 for a, b in zip(values[10:], values[11:]))


def test_schedules_end_where_they_should():
    assert rates("constant")[-1] == rates("plateau")[-1] == 1
    assert rates("cosine")[55] == pytest.approx(0.5)
    assert rates("poly")[55] == pytest.approx(0.5**0.9)
    wsd = rates("wsd", decay_share=0.2)
    assert wsd[79] == 1 and wsd[90] == pytest.approx(0.5) and wsd[99] == pytest.approx(0.05)
    with pytest.raises(ValueError, match="schedule 'step'"):
        rates("step")


def test_the_plateau_halves_the_rate_after_its_patience():
    plateau = Plateau(OptimiserSpec(schedule="plateau", plateau_patience=1, plateau_factor=0.5))
    assert [plateau.saw(score) for score in (0.5, 0.6, 0.6, 0.55)] == [True, True, False, False]
    assert plateau.factor == 0.5 and plateau.stale == 2
    assert plateau.saw(0.7) and plateau.stale == 0
    again = Plateau(OptimiserSpec())
    again.restore(plateau.state())
    assert again.state() == plateau.state()


@pytest.mark.parametrize("kind", ["adamw", "adam", "sgd"])
def test_every_optimiser_descends_and_leaves_norms_undecayed(kind):
    net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.InstanceNorm2d(2, affine=True))
    spec = dataclasses.replace(OptimiserSpec(), kind=kind, learning_rate=0.01)
    optimiser = create_optimiser(net, spec)
    assert [g["weight_decay"] for g in optimiser.param_groups] == [spec.weight_decay, 0.0]
    assert [len(g["params"]) for g in optimiser.param_groups] == [1, 3]
    before = net[0].bias.detach().clone()
    net[0].bias.sum().backward()
    optimiser.step()
    assert (net[0].bias < before).all()


def test_the_average_follows_quickly_at_first_and_slowly_later():
    net = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(net.weight)
    average = WeightAverage(net, 0.99)
    nn.init.ones_(net.weight)
    average.update(net, 0)
    assert average.weights["weight"].item() == pytest.approx(0.9)
    average.weights["weight"].zero_()
    average.update(net, 10**6)
    assert average.weights["weight"].item() == pytest.approx(0.01)
