"""The work of `limner compare` done with DeepMind's surface-distance: all structures of all patients below a folder.

Prints one JSON document with the seconds spent on reading and on computing."""

import gzip
import json
import os
import re
import sys
import time
import warnings

import numpy
import scipy
import surface_distance

# SciPy warns about the names under which surface-distance 0.1 calls it.
warnings.filterwarnings("ignore")


def read_mask(path):
    with open(path, "rb") as file:
        content = file.read()
    end = content.index(b"\n\n")
    header = content[:end].decode()
    size = [int(n) for n in re.search(r"^sizes: (.*)$", header, re.M).group(1).split()]
    steps = re.search(r"^space directions: (.*)$", header, re.M).group(1)
    spacing = [float(numpy.linalg.norm([float(x) for x in step.split(",")])) for step in re.findall(r"\(([^)]*)\)", steps)]
    voxels = numpy.frombuffer(gzip.decompress(content[end + 2 :]), numpy.uint8)
    return voxels.reshape(size, order="F") != 0, spacing


def figures(a, b, spacing):
    result = {"dice": surface_distance.compute_dice_coefficient(a, b)}
    if not a.any() or not b.any():
        return result
    distances = surface_distance.compute_surface_distances(a, b, spacing)
    result["asd"] = surface_distance.compute_average_surface_distance(distances)
    result["hd"] = surface_distance.compute_robust_hausdorff(distances, 100)
    result["hd95"] = surface_distance.compute_robust_hausdorff(distances, 95)
    result["surface_dice"] = [
        surface_distance.compute_surface_dice_at_tolerance(distances, mm) for mm in (1, 2, 3)
    ]
    return result


def main(root):
    read_seconds = compute_seconds = 0.0
    for patient in sorted(os.listdir(root)):
        reference = os.path.join(root, patient, "oncologist")
        if not os.path.isdir(reference):
            continue
        for name in sorted(os.listdir(reference)):
            start = time.perf_counter()
            a, spacing = read_mask(os.path.join(reference, name))
            b, _ = read_mask(os.path.join(root, patient, "radiographer", name))
            read = time.perf_counter()
            figures(a, b, spacing)
            read_seconds += read - start
            compute_seconds += time.perf_counter() - read
    versions = f"surface-distance 0.1, NumPy {numpy.__version__}, SciPy {scipy.__version__}"
    print(json.dumps({"versions": versions, "readSeconds": read_seconds, "computeSeconds": compute_seconds}))


main(sys.argv[1])
