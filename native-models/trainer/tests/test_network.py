import dataclasses
from pathlib import Path

import numpy
import pytest
import torch

from limner_trainer.network import NetworkSpec, UNet, parameter_count
from limner_trainer.specs import from_json, to_json
from limner_trainer.warm_start import calibrate_inserted, load_grown, read_weights

BASELINE = Path(__file__).resolve().parents[1] / "starts" / "han-oar-baseline-0.1.0"
BASELINE_SPEC = NetworkSpec(
    dims=3, in_channels=1, out_channels=7, channels=(8, 32, 64, 128, 160), encoder_convs=(1, 2, 2, 2, 2),
    decoder_convs=(1, 2, 2, 2), strides=((2, 2, 2),) * 4, kernels=((3, 3, 3),) * 5,
)


def read_golden(name, channels):
    values = numpy.fromfile(str(BASELINE / "golden" / name), "<f4")
    return torch.from_numpy(values.reshape(1, channels, 32, 32, 32))


def run(net, x):
    net.eval()
    with torch.no_grad():
        return net(x)


@pytest.fixture(scope="module")
def baseline_weights():
    return read_weights(BASELINE / "model.onnx")


def test_a_shipped_network_is_rebuilt_from_its_onnx_and_gives_its_golden_output(baseline_weights):
    net = UNet(BASELINE_SPEC)
    assert load_grown(net, baseline_weights) == []
    assert 3.8e6 < parameter_count(net) < 3.9e6
    difference = run(net, read_golden("input.f32", 1)) - read_golden("logits.f32", 7)
    assert difference.abs().max() < 1e-3


def test_a_wider_network_begins_as_the_old_one(baseline_weights):
    net = UNet(dataclasses.replace(BASELINE_SPEC, channels=(16, 32, 96, 128, 160)))
    anew = load_grown(net, baseline_weights)
    assert "enc.1.0.c.weight (grown)" in anew and "enc.3.0.c.weight" not in " ".join(anew)
    difference = run(net, read_golden("input.f32", 1)) - read_golden("logits.f32", 7)
    assert difference.abs().max() < 1e-3


def test_a_deeper_decoder_begins_nearly_as_the_old_one(baseline_weights):
    torch.manual_seed(1)
    net = UNet(dataclasses.replace(BASELINE_SPEC, decoder_convs=(2, 2, 2, 2)))
    anew = load_grown(net, baseline_weights)
    x = read_golden("input.f32", 1)
    assert calibrate_inserted(net, anew, [x]) == ["dec.0.1"]
    expected = read_golden("logits.f32", 7)
    agreement = ((run(net, x) > 0) == (expected > 0)).float().mean()
    assert agreement > 0.99


def test_fresh_outputs_start_rare_and_the_others_are_kept(baseline_weights):
    net = UNet(BASELINE_SPEC)
    load_grown(net, baseline_weights, fresh_outputs=[4])
    out, expected = run(net, read_golden("input.f32", 1)), read_golden("logits.f32", 7)
    assert (out[:, :4] - expected[:, :4]).abs().max() < 1e-3
    assert not torch.allclose(out[:, 4], expected[:, 4], atol=0.1)


def test_weights_that_do_not_fit_are_refused(baseline_weights):
    with pytest.raises(ValueError, match="does not fit"):
        load_grown(UNet(dataclasses.replace(BASELINE_SPEC, channels=(4, 32, 64, 128, 160))), baseline_weights)


@pytest.mark.parametrize("dims,channels_in", [(2, 1), (2, 5), (3, 1)])
@pytest.mark.parametrize("norm", ["instance", "batch", "none"])
def test_two_and_three_dimensions_uneven_strides_and_every_norm(dims, channels_in, norm):
    spec = NetworkSpec(
        dims=dims, in_channels=channels_in, out_channels=2, channels=(4, 6, 8), encoder_convs=(1, 2, 1),
        decoder_convs=(1, 2), strides=((2,) * dims, (2,) * (dims - 1) + (1,)), kernels=((3,) * dims, (1,) + (3,) * (dims - 1), (3,) * dims),
        norm=norm, deep_supervision=1,
    )
    assert from_json(NetworkSpec, to_json(spec)) == spec
    assert spec.multiple_of == (4,) * (dims - 1) + (2,)
    net = UNet(spec)
    size = (8,) * (dims - 1) + (6,)
    outputs = net(torch.randn(2, channels_in, *size))
    assert [tuple(o.shape) for o in outputs] == [(2, 2, *size), (2, 2, *(n // 2 for n in size))]
    assert run(net, torch.randn(2, channels_in, *size)).shape == (2, 2, *size)


def test_a_spec_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="strides: 4 entries"):
        dataclasses.replace(BASELINE_SPEC, strides=((2, 2, 2),) * 3)
    with pytest.raises(ValueError, match="unknown setting 'chanels'"):
        from_json(NetworkSpec, {"chanels": [1]})
