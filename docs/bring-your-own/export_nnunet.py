"""Exports a network trained with nnU-Net v2 to ONNX, for `limner models install`.

    python export_nnunet.py RESULTS/Dataset001_X/nnUNetTrainer__nnUNetPlans__3d_fullres OUT [--folds 0 1 2] [--fixed]

Writes OUT/fold_N.onnx for each fold, and plans.json and dataset.json without the names of training cases. What only the
checkpoint knows (configuration, trainer, mirroring axes) goes along as notes in the ONNX file.
Tried with nnU-Net 2.8.1, PyTorch 2.12.1 and onnx 1.23.2.
"""

import argparse
import json
from pathlib import Path

import onnx
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

# Names and paths of training cases do not belong into a model.
DATASET_KEYS = ("name", "description", "licence", "license", "reference", "channel_names", "labels",
                "regions_class_order", "numTraining", "file_ending", "overwrite_image_reader_writer")


def export(model_folder: Path, out: Path, folds=None, checkpoint="checkpoint_final.pth", fixed=False):
    predictor = nnUNetPredictor(device=torch.device("cpu"), allow_tqdm=False)
    folds = folds or nnUNetPredictor.auto_detect_available_folds(str(model_folder), checkpoint)
    predictor.initialize_from_trained_model_folder(str(model_folder), tuple(folds), checkpoint)
    configuration = predictor.configuration_manager
    patch = list(configuration.patch_size)
    network = predictor.network.eval()
    first = torch.load(model_folder / f"fold_{folds[0]}" / checkpoint, map_location="cpu", weights_only=False)
    notes = {
        "nnunet.configuration": first["init_args"]["configuration"],
        "nnunet.trainer": predictor.trainer_name,
        "nnunet.mirroring_axes": json.dumps(list(predictor.allowed_mirroring_axes or [])),
    }
    out.mkdir(parents=True, exist_ok=True)
    for fold, weights in zip(folds, predictor.list_of_parameters):
        network.load_state_dict(weights)
        file = out / f"fold_{fold}.onnx"
        axes = ["batch", None] + ([None] * len(patch) if fixed else [f"size_{n}" for n in range(len(patch))])
        dynamic = {n: name for n, name in enumerate(axes) if name}
        torch.onnx.export(network, torch.zeros(1, 1, *patch), str(file), opset_version=17, dynamo=False,
                          input_names=["image"], output_names=["logits"],
                          dynamic_axes={"image": dynamic, "logits": dynamic})
        model = onnx.load(str(file))
        onnx.helper.set_model_props(model, notes)
        onnx.checker.check_model(model)
        onnx.save(model, str(file))
    (out / "plans.json").write_text((model_folder / "plans.json").read_text())
    dataset = json.loads((model_folder / "dataset.json").read_text())
    (out / "dataset.json").write_text(json.dumps({k: v for k, v in dataset.items() if k in DATASET_KEYS}, indent=2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model_folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", nargs="+")
    parser.add_argument("--checkpoint", default="checkpoint_final.pth")
    parser.add_argument("--fixed", action="store_true", help="only the patch size of the plans, no other")
    a = parser.parse_args()
    export(a.model_folder, a.out, a.folds, a.checkpoint, a.fixed)
