"""Exports the network of a MONAI bundle to ONNX, for `limner models install`.

    python export_monai.py BUNDLE [--config configs/inference.json] [--checkpoint models/model.pt] [--fixed]

Writes BUNDLE/models/model.onnx; the configurations stay as they are. Tried with MONAI 1.6.1, PyTorch 2.12.1 and onnx
1.23.2. (`python -m monai.bundle onnx_export` makes the same file where onnxruntime and a converter are installed.)
"""

import argparse
import json
from pathlib import Path

import onnx
import torch
from monai.bundle import ConfigParser


def export(bundle: Path, config="configs/inference.json", checkpoint="models/model.pt", fixed=False, network="network_def"):
    parser = ConfigParser()
    parser.read_config(str(bundle / config))
    parser["bundle_root"] = str(bundle)
    model = parser.get_parsed_content(network).cpu().eval()
    weights = torch.load(bundle / checkpoint, map_location="cpu", weights_only=True)
    model.load_state_dict(weights.get("model", weights) if isinstance(weights, dict) else weights)
    metadata = json.loads((bundle / "configs" / "metadata.json").read_text())
    image = next(iter(metadata["network_data_format"]["inputs"].values()))
    shape = [int(n) for n in image["spatial_shape"]]
    axes = ["batch", None] + ([None] * len(shape) if fixed else [f"size_{n}" for n in range(len(shape))])
    dynamic = {n: name for n, name in enumerate(axes) if name}
    file = bundle / "models" / "model.onnx"
    torch.onnx.export(model, torch.zeros(1, int(image["num_channels"]), *shape), str(file), opset_version=17, dynamo=False,
                      input_names=["image"], output_names=["logits"], dynamic_axes={"image": dynamic, "logits": dynamic})
    onnx.checker.check_model(onnx.load(str(file)))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("bundle", type=Path)
    arguments.add_argument("--config", default="configs/inference.json")
    arguments.add_argument("--checkpoint", default="models/model.pt")
    arguments.add_argument("--fixed", action="store_true", help="only the patch size of the metadata, no other")
    a = arguments.parse_args()
    export(a.bundle, a.config, a.checkpoint, a.fixed)
