"""Trains and releases the toy network of the trainer's tests, and writes what its own predictor finds in one case.

Arguments: the folder of the trainer, an empty folder, dimensions (3 or 2), slices (1, or 3 with neighbours), views (1, or
2 with the mirrored one). Writes out/toy/0.0.1 (the model), image.i16 and <structure>.u8: x fastest, axes towards left,
posterior and superior. Prints size and spacing as JSON.
"""
import json
import sys
from pathlib import Path

import numpy
import torch

trainer, work = Path(sys.argv[1]), Path(sys.argv[2])
sys.path[:0] = [str(trainer), str(trainer / "tests")]

from conftest import STRUCTURES, make_case, toy_recipe, write_data  # noqa: E402
from limner_trainer.network import UNet  # noqa: E402
from limner_trainer.plan import Recipe  # noqa: E402
from limner_trainer.predict import predict_probabilities  # noqa: E402
from limner_trainer.progress import Progress  # noqa: E402
from limner_trainer.reproduce import reproduce  # noqa: E402
from limner_trainer.specs import from_json  # noqa: E402

dims, slices, views = (int(argument) for argument in sys.argv[3:6])
steps, batch = (60, 2) if dims == 3 else (160, 8)
raw = toy_recipe(dims, slices, steps=steps, batch=batch, augment={"rotate_degrees": [0, 0, 10]})
raw["inference"].update(patch=[24, 32, 24][:dims], mirror=views == 2)
recipe = from_json(Recipe, raw)
(work / "recipe.json").write_text(json.dumps(raw))
with (work / "progress.jsonl").open("w") as log:
    data = write_data(work / "data")
    assert reproduce([work / "recipe.json"], data, work, work / "out", torch.device("cpu"), Progress(log))

net = UNet(recipe.network)
net.load_state_dict(torch.load(str(work / "runs" / "toy" / "train" / "last.pt"))["ema"])
net.eval()
image, _ = make_case(100)
turned = torch.from_numpy(numpy.ascontiguousarray(image.transpose(1, 0, 2)))
field = predict_probabilities(net, turned, (4.0, 4.0, 3.0), recipe.plan_of("train")).numpy()


def write(name, array):
    """(x, y, z towards inferior) -> z upwards, x fastest."""
    array[:, :, ::-1].transpose(2, 1, 0).tofile(str(work / name))


write("image.i16", image.astype("<i2"))
for channel, structure in enumerate(STRUCTURES):
    write(f"{structure}.u8", (field[channel] >= 0.5).transpose(1, 0, 2).astype(numpy.uint8))
print(json.dumps({"size": image.shape, "structures": STRUCTURES}))
