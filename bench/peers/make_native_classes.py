#!/usr/bin/python3
"""Writes native-classes/1.0.0, a U-Net of 30 competing classes whose answer is known. Argument: its root.

Channels 8-16-32 with skip connections, instance norm and leaky ReLU, seeded random weights: a run holds and computes what
a network holds and computes. Its features go through tanh and into the logits with small weights; the logit of class n is
80 n x - 40 n^2 with x in hundred HU, plus these, so the winner is the class whose number is nearest to x.
Patches are as large as those of a large nnU-Net, 128^3, a quarter of it shared, over every voxel of the CT.
"""
import hashlib
import inspect
import json
import pathlib
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional

CLASSES = 30
WIDTHS = 8, 16, 32
# Eight features of at most 1 with these weights move a logit by less than 8; classes next to each other are 40 apart.
FEATURE_WEIGHT = 0.5


def stage(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv3d(inputs, outputs, 3, stride, 1, bias=False), nn.InstanceNorm3d(outputs, affine=True), nn.LeakyReLU(0.01)
    )


class NativeClasses(nn.Module):
    def __init__(self):
        super().__init__()
        fine, middle, coarse = WIDTHS
        self.fine = stage(1, fine)
        self.middle = nn.Sequential(stage(fine, middle, 2), stage(middle, middle))
        self.coarse = nn.Sequential(stage(middle, coarse, 2), stage(coarse, coarse))
        self.up_middle = stage(coarse + middle, middle)
        self.up_fine = stage(middle + fine, fine)
        self.head = nn.Conv3d(fine + 1, CLASSES, 1)
        number = torch.arange(CLASSES, dtype=torch.float32)
        with torch.no_grad():
            self.head.weight.uniform_(-FEATURE_WEIGHT, FEATURE_WEIGHT)
            self.head.weight[:, -1] = (80 * number).reshape(-1, 1, 1, 1)
            self.head.bias.copy_(-40 * number**2)

    def forward(self, image):
        fine = self.fine(image)
        middle = self.middle(fine)
        coarse = functional.interpolate(self.coarse(middle), scale_factor=2.0, mode="nearest")
        middle = functional.interpolate(self.up_middle(torch.cat([coarse, middle], 1)), scale_factor=2.0, mode="nearest")
        features = torch.tanh(self.up_fine(torch.cat([middle, fine], 1)))
        return self.head(torch.cat([features, image], 1))


root = pathlib.Path(sys.argv[1]) / "native-classes" / "1.0.0"
(root / "golden").mkdir(parents=True, exist_ok=True)
torch.manual_seed(1)
network = NativeClasses()
size = 8, 8, 16
image = torch.from_numpy(np.linspace(0, 29, 8 * 8 * 16, dtype=np.float32).reshape(1, 1, *size).copy())
with torch.no_grad():
    logits = network(image)
axes = {0: "n", 2: "z", 3: "y", 4: "x"}
# Newer PyTorch has another exporter as its first choice, which needs further packages.
exporter = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
torch.onnx.export(
    network, image, str(root / "model.onnx"), opset_version=16, input_names=["image"], output_names=["logits"],
    dynamic_axes={"image": axes, "logits": axes}, **exporter,
)
image.numpy().astype("<f4").tofile(root / "golden" / "input.f32")
logits.numpy().astype("<f4").tofile(root / "golden" / "logits.f32")
post = {"largestComponent": False, "holeFilling": "none", "minimumVolumeMl": 0}


def label(n):
    return {"name": f"Class_{n}", "fmaCode": None, "colour": "#41D2CE", "interpretedType": "ORGAN", "postProcessing": post}


(root / "manifest.json").write_text(json.dumps({
    "schema": 1, "id": "native-classes", "version": "1.0.0", "title": "Thirty classes at native resolution",
    "file": "model.onnx", "sha256": hashlib.sha256((root / "model.onnx").read_bytes()).hexdigest(),
    "input": {
        "name": "image", "dtype": "float32",
        "axes": [{"axis": a, "towards": t, "spacingMm": None, "patch": 128, "multipleOf": 16}
                 for a, t in (("z", "S"), ("y", "P"), ("x", "L"))],
        "outside": 0, "airBelow": None, "intensity": [{"op": "divide", "by": 100}],
    },
    "tiling": {"overlap": 0.25, "blend": {"kind": "gaussian", "sigmaOfPatch": 0.125}},
    "output": {"name": "logits", "activation": "softmax", "threshold": 0.5,
               "labels": [None, *[label(n) for n in range(1, CLASSES)]]},
    "external": None,
    "intendedUse": {"modality": "CT", "bodyRegion": "Phantom", "description": "For measuring memory.",
                    "tissueMedian": None, "minimumExtentMm": {"L": 10, "P": 10, "S": 10}},
    "golden": {"input": "golden/input.f32", "output": "golden/logits.f32", "inputShape": [1, 1, *size],
               "outputShape": [1, CLASSES, *size], "tolerance": 0.05},
}))
