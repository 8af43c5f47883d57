"""What `limner contour` wrote for an odd stack of planes, judged by pydicom, nibabel, numpy and closed formulas alone.

Usage: judge-odd-stack.py FOLDER…. Each holds ct/ (DICOM), out/ (rtstruct.dcm, NAME.stl, perhaps NAME.nii.gz), perhaps nrrd/,
and phantom.json: {"NAME": {"a": [x, y, z], "b": [x, y, z], "radiusMm": r}}, capsules in LPS mm. Writes out/NAME.raw, the
RTSTRUCT rasterised with one byte a voxel (k, j, i order); prints one JSON list.
"""
import gzip
import json
import pathlib
import re
import sys

import nibabel
import numpy as np
import pydicom

from rasteriser import add_inside


def read_stack(folder):
    """Slices in order of their position along row x column."""
    slices = [pydicom.dcmread(path) for path in folder.glob("*.dcm")]
    row, column = np.array(slices[0].ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(row, column)
    slices.sort(key=lambda s: np.dot(np.array(s.ImagePositionPatient, float), normal))
    return {
        "uids": [s.SOPInstanceUID for s in slices],
        "origins": np.array([s.ImagePositionPatient for s in slices], float),
        "i": row,
        "j": column,
        "k": normal,
        # PixelSpacing: between rows, then between columns.
        "di": float(slices[0].PixelSpacing[1]),
        "dj": float(slices[0].PixelSpacing[0]),
        "shape": (len(slices), slices[0].Rows, slices[0].Columns),
    }


def centres(stack):
    """LPS of every voxel centre, (k, j, i, 3)."""
    _, nj, ni = stack["shape"]
    along_i = np.arange(ni)[:, None] * stack["di"] * stack["i"]
    along_j = np.arange(nj)[:, None] * stack["dj"] * stack["j"]
    return stack["origins"][:, None, None, :] + along_j[None, :, None, :] + along_i[None, None, :, :]


def distance_to_axis(points, capsule):
    a, b = np.array(capsule["a"], float), np.array(capsule["b"], float)
    t = np.clip((points - a) @ (b - a) / np.dot(b - a, b - a), 0, 1)
    return np.linalg.norm(points - (a + t[..., None] * (b - a)), axis=-1)


def thicknesses(stack):
    """Half way to each neighbour; the slices at the ends as thick as their only step."""
    steps = np.diff(stack["origins"] @ stack["k"])
    return (np.concatenate([steps[:1], steps]) + np.concatenate([steps, steps[-1:]])) / 2


def read_contours(path, stack):
    ds = pydicom.dcmread(path)
    names = {int(r.ROINumber): str(r.ROIName) for r in ds.StructureSetROISequence}
    masks, off_plane, image_uids_wrong, seen = {}, 0.0, 0, {}
    for item in ds.ROIContourSequence:
        name = names[int(item.ReferencedROINumber)]
        mask = np.zeros(stack["shape"], bool)
        for contour in item.ContourSequence:
            xyz = np.array(contour.ContourData, float).reshape(-1, 3)
            k = stack["uids"].index(contour.ContourImageSequence[0].ReferencedSOPInstanceUID)
            heights = (xyz - stack["origins"][k]) @ stack["k"]
            off_plane = max(off_plane, np.abs(heights).max())
            # The plane that the points lie on must be the nearest one of all, not only the one that is named.
            nearest = np.argmin(np.abs((xyz[0] - stack["origins"]) @ stack["k"]))
            image_uids_wrong += int(nearest != k)
            offset = xyz - stack["origins"][k]
            ij = np.stack([offset @ stack["i"] / stack["di"], offset @ stack["j"] / stack["dj"]], axis=1)
            add_inside(mask[k], ij)
        masks[name] = mask
        seen[name] = int(mask.any(axis=(1, 2)).sum())
    return masks, {"offPlaneMm": off_plane, "wrongImages": image_uids_wrong, "planes": seen}


def read_stl(path):
    raw = path.read_bytes()
    count = int.from_bytes(raw[80:84], "little")
    facets = np.frombuffer(raw, np.dtype([("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")]), count, 84)
    return facets["v"].astype(float)


def stl_volume_ml(facets):
    return float(np.einsum("ij,ij->i", facets[:, 0], np.cross(facets[:, 1], facets[:, 2])).sum() / 6000)


def grid_error(steps_and_origin, stack):
    """Largest distance between where a file puts the corner voxels and where the planes are, mm."""
    di, dj, dk, origin = steps_and_origin
    nk, nj, ni = stack["shape"]
    worst = 0.0
    for k in range(nk):
        for j in (0, nj - 1):
            for i in (0, ni - 1):
                truth = stack["origins"][k] + i * stack["di"] * stack["i"] + j * stack["dj"] * stack["j"]
                worst = max(worst, np.linalg.norm(origin + i * di + j * dj + k * dk - truth))
    return float(worst)


def read_nifti(path):
    image = nibabel.load(path)
    to_lps = np.diag([-1, -1, 1, 1]) @ image.get_sform()
    codes = [int(image.header["qform_code"]), int(image.header["sform_code"])]
    return [to_lps[:3, 0], to_lps[:3, 1], to_lps[:3, 2], to_lps[:3, 3]], np.asarray(image.dataobj).T, codes


def read_nrrd(path):
    head, body = path.read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.decode().split("\n")[1:])
    vectors = [np.array(v.split(","), float) for v in re.findall(r"\(([^)]*)\)", fields["space directions"])]
    origin = np.array(fields["space origin"].strip("()").split(","), float)
    sizes = [int(n) for n in fields["sizes"].split()]
    assert fields["space"] == "left-posterior-superior" and fields["encoding"] == "gzip"
    return [*vectors, origin], np.frombuffer(gzip.decompress(body), np.uint8).reshape(sizes[::-1])


def judge(folder):
    folder = pathlib.Path(folder)
    out = folder / "out"
    stack = read_stack(folder / "ct")
    phantom = json.loads((folder / "phantom.json").read_text())
    masks, contours = read_contours(out / "rtstruct.dcm", stack)
    points = centres(stack)
    weight = thicknesses(stack)[:, None, None] * stack["di"] * stack["dj"]
    # Where a program would put the voxels that takes the stack for a straight, regular one.
    first, last = stack["origins"][0], stack["origins"][-1]
    regular = np.linspace(0, np.dot(last - first, stack["k"]), stack["shape"][0])[:, None] * stack["k"]
    shift = np.linalg.norm(stack["origins"] - first - regular, axis=1)
    structures = {}
    for name, capsule in phantom.items():
        mask = masks[name]
        mask.astype(np.uint8).tofile(out / f"{name}.raw")
        truth = distance_to_axis(points, capsule) <= capsule["radiusMm"]
        length = np.linalg.norm(np.array(capsule["b"], float) - np.array(capsule["a"], float))
        radius = capsule["radiusMm"]
        facets = read_stl(out / f"{name}.stl")
        errors = np.abs(distance_to_axis(facets.reshape(-1, 3), capsule) - radius)
        structures[name] = {
            "dice": float(2 * ((mask & truth) * weight).sum() / ((mask * weight).sum() + (truth * weight).sum())),
            "volumeMl": float((mask * weight).sum() / 1000),
            "trueVolumeMl": float((np.pi * radius**2 * length + 4 / 3 * np.pi * radius**3) / 1000),
            "centroidLps": np.average(points[mask], axis=0, weights=np.broadcast_to(weight, mask.shape)[mask]).tolist(),
            "surfaceMeanMm": float(errors.mean()),
            "surfaceMaxMm": float(errors.max()),
            "surfaceVolumeMl": stl_volume_ml(facets),
            "straightStackMeanMm": float((mask.sum(axis=(1, 2)) * shift).sum() / mask.sum()),
        }
        nifti = out / f"{name}.nii.gz"
        if nifti.exists():
            grid, voxels, codes = read_nifti(nifti)
            structures[name]["nifti"] = {
                "gridErrorMm": grid_error(grid, stack),
                "isSame": bool(np.array_equal(voxels, mask)),
                "codes": codes,
            }
        nrrd = folder / "nrrd" / f"{name}.nrrd"
        if nrrd.exists():
            grid, voxels = read_nrrd(nrrd)
            structures[name]["nrrd"] = {
                "gridErrorMm": grid_error(grid, stack),
                "isSame": bool(np.array_equal(voxels, mask)),
            }
    return {"contours": contours, "structures": structures}


json.dump([judge(folder) for folder in sys.argv[1:]], sys.stdout)
