import hashlib
import json

import numpy
import onnx
import pytest
import torch
from conftest import toy_recipe

from limner_trainer.export import export_model, write_onnx
from limner_trainer.network import UNet
from limner_trainer.plan import Recipe
from limner_trainer.specs import from_json
from limner_trainer.together import read_others, trained_network
from limner_trainer.warm_start import load_grown, read_weights


def released(cached, folder, dims=3, slices=1):
    cache, index = cached
    recipe = from_json(Recipe, toy_recipe(dims, slices))
    torch.manual_seed(2)
    net = UNet(recipe.network)
    export_model(net.state_dict(), recipe, cache, index, folder, "# card\n")
    return net, json.loads((folder / "manifest.json").read_text())


def read_floats(path, shape):
    return torch.from_numpy(numpy.fromfile(str(path), "<f4").reshape(shape))


@pytest.mark.parametrize("dims,slices", [(3, 1), (2, 1), (2, 3)])
def test_manifest_hash_and_golden_describe_the_file(cached, tmp_path, dims, slices):
    net, manifest = released(cached, tmp_path, dims, slices)
    assert manifest["sha256"] == hashlib.sha256((tmp_path / "model.onnx").read_bytes()).hexdigest()
    golden = manifest["golden"]
    x = read_floats(tmp_path / golden["input"], golden["inputShape"])
    net.eval()
    with torch.no_grad():
        logits = net(x)
    assert torch.equal(logits, read_floats(tmp_path / golden["output"], golden["outputShape"]))
    # Tissue, not only the air around it.
    assert (x > -1).float().mean() > 0.2
    assert [a["towards"] for a in manifest["input"]["axes"]] == ["P", "L", "I"]
    assert [a["patch"] for a in manifest["input"]["axes"]] == ([16, 32, 16] if dims == 3 else [16, 32, 1])
    assert manifest["input"]["intensity"] == [{"op": "clip", "min": -400, "max": 1200}, {"op": "divide", "by": 400}]
    assert manifest["input"].get("sliceAxis") == (None if dims == 3 else "z")
    assert manifest["input"].get("neighbours") == (None if dims == 3 else slices // 2)
    assert golden["inputShape"][1] == slices
    assert (tmp_path / "CARD.md").read_text() == "# card\n"


@pytest.mark.parametrize("dims,patch,smallest", [
    (3, [32, 32, 64], [16, 32, 16]), (3, [16, 16, 32], [16, 16, 16]), (3, [16, 32, 16], None), (2, [64, 64], [16, 32, 1]),
])
def test_patches_may_shrink_to_what_the_network_was_trained_with(cached, tmp_path, dims, patch, smallest):
    """Patches of 16 x 32 x 16 voxels, or 16 x 32."""
    cache, index = cached
    recipe = from_json(Recipe, {**toy_recipe(dims), "inference": {"patch": patch}})
    export_model(UNet(recipe.network).state_dict(), recipe, cache, index, tmp_path, None)
    assert json.loads((tmp_path / "manifest.json").read_text())["tiling"]["smallestPatch"] == smallest


def test_the_file_holds_only_operators_that_every_provider_runs_and_no_auxiliary_output(cached, tmp_path):
    released(cached, tmp_path)
    graph = onnx.load(str(tmp_path / "model.onnx")).graph
    assert {n.op_type for n in graph.node} <= {
        "Conv", "InstanceNormalization", "LeakyRelu", "Resize", "Concat", "Constant", "Identity", "Reshape", "Shape", "Mul"
    }
    assert [o.name for o in graph.output] == ["logits"] and not any("aux" in i.name for i in graph.initializer)
    sizes = [d.dim_param or d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    assert sizes == ["batch", 1, "y", "x", "z"]


def test_volumes_are_enlarged_as_stacks_of_slices(cached, tmp_path):
    """What comes of it is compared with torch, voxel by voxel, where the engine runs it."""
    released(cached, tmp_path)
    nodes = onnx.load(str(tmp_path / "model.onnx")).graph.node
    given = {n.output[0]: onnx.numpy_helper.to_array(n.attribute[0].t) for n in nodes if n.op_type == "Constant"}
    scales = [given[n.input[2]].tolist() for n in nodes if n.op_type == "Resize"]
    assert scales and all(s == [1, 1, 2, 2] for s in scales), scales


def test_a_released_model_can_be_fine_tuned(cached, tmp_path):
    net, _ = released(cached, tmp_path)
    again = UNet(net.spec)
    anew = load_grown(again, read_weights(tmp_path / "model.onnx"))
    assert sorted(anew) == ["aux.0.bias", "aux.0.weight"]
    x = torch.randn(1, 1, 8, 8, 8)
    with torch.no_grad():
        assert torch.equal(net.eval()(x), again.eval()(x))


def test_an_operator_that_some_provider_refuses_is_an_error(tmp_path):
    class WithTransposed(UNet):
        def __init__(self, spec):
            super().__init__(spec)
            self.up = torch.nn.ConvTranspose3d(3, 3, 2, 2)

        def forward(self, x):
            return self.up(super().forward(x))

    spec = from_json(Recipe, toy_recipe()).network
    with pytest.raises(ValueError, match="not every provider runs: ConvTranspose"):
        write_onnx(WithTransposed(spec), tmp_path / "m.onnx", torch.zeros(1, 1, 8, 8, 8))


def test_weights_are_stored_under_their_names(cached, tmp_path):
    net, _ = released(cached, tmp_path)
    stored = read_weights(tmp_path / "model.onnx")
    for name, weight in net.state_dict().items():
        if not name.startswith("aux."):
            assert torch.equal(stored[name], weight), name


def test_an_ensemble_is_shipped_with_every_network_and_answers_with_the_mean_of_them(cached, tmp_path):
    cache, index = cached
    other, _ = released(cached, tmp_path / "other")
    raw = toy_recipe()
    raw["ensemble"] = [{"weights": str(tmp_path / "other" / "model.onnx"), "network": dict(raw["network"])}]
    raw["network"]["channels"] = [c * 2 for c in raw["network"]["channels"]]
    recipe = from_json(Recipe, raw)
    net = UNet(recipe.network)
    export_model(net.state_dict(), recipe, cache, index, tmp_path / "both", "# card\n")

    manifest = json.loads((tmp_path / "both" / "manifest.json").read_text())
    [listed] = manifest["ensemble"]
    assert (tmp_path / "both" / listed["file"]).read_bytes() == (tmp_path / "other" / "model.onnx").read_bytes()
    assert listed["sha256"] == hashlib.sha256((tmp_path / "both" / listed["file"]).read_bytes()).hexdigest()
    golden = manifest["golden"]
    x = read_floats(tmp_path / "both" / golden["input"], golden["inputShape"])
    with torch.no_grad():
        first, second = net.eval()(x), other.eval()(x)
        both = trained_network(recipe, net.state_dict())(x)
    assert torch.equal(second, read_floats(tmp_path / "both" / listed["golden"], golden["outputShape"]))
    mean = (torch.sigmoid(first) + torch.sigmoid(second)) / 2
    assert torch.allclose(torch.sigmoid(both), mean, atol=1e-5)


def test_weights_of_another_form_are_not_taken_into_an_ensemble(cached, tmp_path):
    released(cached, tmp_path)
    raw = toy_recipe()
    deeper = {**raw["network"], "decoder_convs": [n + 1 for n in raw["network"]["decoder_convs"]]}
    raw["ensemble"] = [{"weights": str(tmp_path / "model.onnx"), "network": deeper}]
    with pytest.raises(ValueError, match="not the network that the recipe says"):
        read_others(from_json(Recipe, raw))
