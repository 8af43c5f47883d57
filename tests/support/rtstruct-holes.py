"""Structure sets read by pydicom and rasterised without any code of ours, contours of a plane combined as their type says:
CLOSED_PLANAR united, or taken in turns (even-odd) where asked; CLOSEDPLANAR_XOR always in turns.

Usage: rtstruct-holes.py union|even-odd RTSTRUCT…. The geometry of the image lies in RTSTRUCT.json. stdout: for each file
[the types of its contours, the sum of contours, indices (k, j, i order) of the voxels of all regions together].
"""
import json
import os
import sys

import numpy as np
import pydicom

sys.path.insert(0, os.environ["SUPPORT"])
from rasteriser import add_inside


def read(path, how):
    with open(path + ".json") as file:
        g = json.load(file)
    ni, nj, nk = g["size"]
    direction = np.array(g["direction"]).reshape(3, 3)
    origins = np.array(g["planeOriginsLps"]).reshape(-1, 3)
    ds = pydicom.dcmread(path)
    types, count = set(), 0
    whole = np.zeros((nk, nj, ni), dtype=bool)
    for region in ds.ROIContourSequence:
        mask = np.zeros((nk, nj, ni), dtype=bool)
        for contour in getattr(region, "ContourSequence", []):
            xyz = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
            k = int(np.argmin([abs((xyz[0] - origin) @ direction[2]) for origin in origins]))
            one = np.zeros((nj, ni), dtype=bool)
            add_inside(one, (xyz - origins[k]) @ direction[:2].T / np.array(g["spacingMm"][:2]))
            kind = contour.ContourGeometricType
            types.add(kind)
            count += 1
            if kind == "CLOSEDPLANAR_XOR" or how == "even-odd":
                mask[k] ^= one
            else:
                mask[k] |= one
        whole |= mask
    return [sorted(types), count, np.flatnonzero(whole).tolist()]


how, *paths = sys.argv[1:]
json.dump([read(path, how) for path in paths], sys.stdout)
