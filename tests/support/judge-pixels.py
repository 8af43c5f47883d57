"""Values of DICOM files as pydicom, Pillow and dcmtk see them: float32, frame by frame, row by row.

    /usr/bin/python3 judge-pixels.py PLACED OUT FILE...

Writes OUT/NAME.f32 for each file. A file without a place in the patient is copied to PLACED with one, its pixels
untouched, so that an import can be asked for them. Prints the names of those.
"""

import io
import json
import os
import subprocess
import sys

import numpy as np
import pydicom

JPEG = {f"1.2.840.10008.1.2.4.{n}" for n in (50, 51, 57, 70)}
JPEG_LS = {f"1.2.840.10008.1.2.4.{n}" for n in (80, 81)}


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x20\x08":
        # One byte of what stood before is left in front of the data set.
        ds = pydicom.dcmread(io.BytesIO(data[1:]), force=True)
        ds.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        return ds
    return pydicom.dcmread(path, force=True)


def values(path, out):
    ds = read(path)
    syntax = ds.file_meta.TransferSyntaxUID
    if syntax in JPEG or syntax in JPEG_LS:
        plain = os.path.join(out, "plain.dcm")
        subprocess.run(["dcmdjpeg" if syntax in JPEG else "dcmdjpls", path, plain], check=True, capture_output=True)
        ds = pydicom.dcmread(plain)
        os.remove(plain)
    return ds.pixel_array * float(ds.get("RescaleSlope", 1)) + float(ds.get("RescaleIntercept", 0))


def place(path, target):
    ds = pydicom.dcmread(path)
    if "ImagePositionPatient" in ds:
        return False
    ds.ImagePositionPatient = [0, 0, 0]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.setdefault("PixelSpacing", [1, 1])
    for uid in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"):
        if not ds.get(uid):
            setattr(ds, uid, pydicom.uid.generate_uid())
    ds.save_as(target)
    return True


placed, out, *paths = sys.argv[1:]
names = []
for path in paths:
    name = os.path.basename(path)
    values(path, out).astype("<f4").tofile(os.path.join(out, f"{name}.f32"))
    if read(path).get("SOPClassUID") and name != "no_meta.dcm" and place(path, os.path.join(placed, name)):
        names.append(name)
print(json.dumps(names))
