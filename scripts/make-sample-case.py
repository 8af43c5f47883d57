#!/usr/bin/python3
"""Makes the bundled sample case from the shared data: a CT series as it is, and its clinical contours as one mask a
structure on the grid of that series.

    /usr/bin/python3 scripts/make-sample-case.py [SHARED [OUT]]

The contours come as a NIfTI label map on a cropped grid of its own. They are moved by physical position alone (NIfTI
affines are RAS+, DICOM positions are LPS), never by array order, and the script stops unless every labelled voxel
centre lies on a DICOM voxel centre within 1 % of a voxel and the CT of the data set, moved in the same way, equals the
DICOM pixels. Output is deterministic. Needs Debian's python3-nibabel and python3-pydicom.
"""

import gzip
import shutil
import sys
from pathlib import Path

import nibabel
import numpy as np
import pydicom

CASE = "pt_222"
LABELS = ["Brainstem", "SpinalCord", "Parotid_R", "Parotid_L", "Esophagus", "Larynx", "Bone_Mandible"]
LARGEST_OFFSET_VOXELS = 0.01
LARGEST_DIFFERENCE_HU = 1.0
LPS_FROM_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


def read_series(folder):
    """Voxels [i, j, k] in HU and the 4 x 4 index-to-LPS matrix; k ascends along row x column."""
    slices = [pydicom.dcmread(path) for path in folder.glob("*.dcm")]
    row, column = np.array(slices[0].ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(row, column)
    slices.sort(key=lambda s: np.dot(np.array(s.ImagePositionPatient, float), normal))
    positions = np.array([s.ImagePositionPatient for s in slices], float)
    steps = np.diff(positions, axis=0)
    if np.abs(steps - steps.mean(axis=0)).max() > 1e-3:
        sys.exit("The slices of the series are not evenly spaced.")
    # PixelSpacing is [between rows, between columns] = [j, i].
    step_j, step_i = (float(v) for v in slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2] = row * step_i, column * step_j, steps.mean(axis=0)
    affine[:3, 3] = positions[0]
    voxels = np.stack([s.pixel_array.T * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices], axis=2)
    return voxels, affine


def target_indices(source_indices, source_lps, target_lps):
    """Nearest target voxel of each source voxel (n x 3) and the largest offset in voxels."""
    exact = (np.linalg.inv(target_lps) @ source_lps @ np.c_[source_indices, np.ones(len(source_indices))].T).T[:, :3]
    nearest = np.rint(exact).astype(int)
    return nearest, float(np.abs(exact - nearest).max())


def main():
    root = Path(__file__).resolve().parent.parent
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else root.parent / "shared"
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else root / "resources/sample-cases" / f"openkbp-{CASE}"
    series = shared / "dicom" / f"openkbp-{CASE}-native"
    hu, ct_lps = read_series(series)

    labels = nibabel.load(shared / f"datasets/openkbp-oar/val/{CASE}_oar.nii.gz")
    crop = nibabel.load(shared / f"datasets/openkbp-oar/val/{CASE}_ct.nii.gz")
    label_map = np.asanyarray(labels.dataobj)
    labels_lps = LPS_FROM_RAS @ labels.affine
    if not np.allclose(labels.affine, crop.affine) or labels.shape != crop.shape:
        sys.exit("Contours and CT of the data set are on different grids.")

    body = np.argwhere(np.asanyarray(crop.dataobj) > -1000)
    to, offset = target_indices(body, labels_lps, ct_lps)
    difference = np.abs(hu[tuple(to.T)] - np.asanyarray(crop.dataobj)[tuple(body.T)]).max()
    print(f"CT: {len(body)} voxels compared, offset <= {offset:.5f} voxel, difference <= {difference:.1f} HU")
    if offset > LARGEST_OFFSET_VOXELS or difference > LARGEST_DIFFERENCE_HU:
        sys.exit("The series is not the CT on which the contours were drawn.")

    for folder in ("ct", "clinical"):
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir(parents=True)
    for path in sorted(series.glob("*.dcm")):
        shutil.copyfile(path, out / "ct" / path.name)

    for value, name in enumerate(LABELS, start=1):
        source = np.argwhere(label_map == value)
        to, offset = target_indices(source, labels_lps, ct_lps)
        if offset > LARGEST_OFFSET_VOXELS or to.min() < 0 or (to >= hu.shape).any():
            sys.exit(f"{name} does not lie on the grid of the series.")
        mask = np.zeros(hu.shape, np.uint8)
        mask[tuple(to.T)] = 1
        image = nibabel.Nifti1Image(mask, LPS_FROM_RAS @ ct_lps)
        image.header.set_xyzt_units("mm")
        image.set_qform(image.affine, code=1)
        image.set_sform(image.affine, code=1)
        with open(out / "clinical" / f"{name}.nii.gz", "wb") as raw:
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as packed:
                packed.write(image.to_bytes())
        spacing = np.linalg.norm(ct_lps[:3, :3], axis=0)
        print(f"{name}: {len(source)} voxels, {len(source) * spacing.prod() / 1000:.2f} ml, offset <= {offset:.5f} voxel")


if __name__ == "__main__":
    main()
