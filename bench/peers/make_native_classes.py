#!/usr/bin/python3
"""Writes native-classes/1.0.0, a model of 30 competing classes whose answer is known in closed form. Argument: its root.

One 1x1x1 convolution: logit of class n = -40 (x - n)^2 + 40 x^2 with x in hundred HU, so the softmax winner is the class
whose number is nearest to x. Patches are as large as those of a large nnU-Net, 128^3, a quarter of it shared, over every voxel of the CT.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CLASSES = 30
root = pathlib.Path(sys.argv[1]) / "native-classes" / "1.0.0"
(root / "golden").mkdir(parents=True, exist_ok=True)
number = np.arange(CLASSES, dtype=np.float32)
weight, bias = (80 * number).reshape(-1, 1, 1, 1, 1), -40 * number**2
shape = ["n", CLASSES, "z", "y", "x"]
graph = helper.make_graph(
    [helper.make_node("Conv", ["image", "weight", "bias"], ["logits"], kernel_shape=[1, 1, 1])],
    "native-classes",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, "z", "y", "x"])],
    [helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)],
    [numpy_helper.from_array(weight, "weight"), numpy_helper.from_array(bias, "bias")],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)])
model.ir_version = 8
(root / "model.onnx").write_bytes(model.SerializeToString())
image = np.linspace(0, 29, 4 * 4 * 8, dtype=np.float32).reshape(1, 1, 4, 4, 8)
image.astype("<f4").tofile(root / "golden" / "input.f32")
(image * weight.reshape(1, -1, 1, 1, 1) + bias.reshape(1, -1, 1, 1, 1)).astype("<f4").tofile(root / "golden" / "logits.f32")
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
    "golden": {"input": "golden/input.f32", "output": "golden/logits.f32", "inputShape": [1, 1, 4, 4, 8],
               "outputShape": [1, CLASSES, 4, 4, 8], "tolerance": 0.01},
}))
