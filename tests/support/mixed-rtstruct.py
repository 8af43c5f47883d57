"""A structure set with every kind of contour, written by pydicom.

Usage: mixed-rtstruct.py CT-FOLDER OUT. Planes and identity are those of the axial CT in the folder; stdout is a JSON list
of [name, type, points as pydicom reads them back from the file] for each contour in the order of the file.
"""
import glob
import json
import math
import sys

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ImplicitVRLittleEndian, generate_uid

RTSTRUCT = "1.2.840.10008.5.1.4.1.1.481.3"


def item(**values):
    ds = Dataset()
    for name, value in values.items():
        setattr(ds, name, value)
    return ds


def circle(x, y, z, radius):
    turns = [2 * math.pi * n / 24 for n in range(24)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a), z) for a in turns]


def regions(x, y, heights):
    z = heights[len(heights) // 2]
    return [
        ("Ring", [("CLOSED_PLANAR", circle(x, y, h, r)) for h in heights[1:-1] for r in (20, 9)]),
        ("Xor", [("CLOSEDPLANAR_XOR", circle(x, y, h, r)) for h in heights[1:-1] for r in (20, 9)]),
        ("Isocentre", [("POINT", [(x, y, z + 0.7)])]),
        ("Markers", [("POINT", [(x + d, y, z)]) for d in (-9, 0, 9)]),
        ("Wire", [("OPEN_PLANAR", [(x + n, y + n * n / 9, z) for n in range(9)])]),
        ("Catheter", [("OPEN_NONPLANAR", [(x + n, y, z + n / 2) for n in range(9)])]),
        ("Sagittal", [("CLOSED_PLANAR", [(x, y - 9, z - 6), (x, y + 9, z - 6), (x, y + 9, z + 6), (x, y - 9, z + 6)])]),
        ("Between", [("CLOSED_PLANAR", circle(x, y, z + 1.4, 11))]),
        ("Mixed", [("CLOSED_PLANAR", circle(x, y, z, 5)), ("POINT", [(x, y, z)])]),
        ("Later", []),
    ]


def write(folder, out):
    slices = [pydicom.dcmread(path, stop_before_pixels=True) for path in glob.glob(folder + "/*.dcm")]
    slices.sort(key=lambda ds: float(ds.ImagePositionPatient[2]))
    first = slices[0]
    x, y = (float(first.ImagePositionPatient[n]) + float(first.PixelSpacing[n]) * first.Rows / 2 for n in (0, 1))
    found = regions(x, y, [float(ds.ImagePositionPatient[2]) for ds in slices])
    series = item(SeriesInstanceUID=first.SeriesInstanceUID)
    study = item(ReferencedSOPInstanceUID=first.StudyInstanceUID, RTReferencedSeriesSequence=[series])
    frame = item(FrameOfReferenceUID=first.FrameOfReferenceUID, RTReferencedStudySequence=[study])
    ds = item(
        SOPClassUID=RTSTRUCT,
        SOPInstanceUID=generate_uid(),
        Modality="RTSTRUCT",
        PatientName=first.PatientName,
        PatientID=first.PatientID,
        StudyInstanceUID=first.StudyInstanceUID,
        SeriesInstanceUID=generate_uid(),
        StructureSetLabel="Mixed",
        ReferencedFrameOfReferenceSequence=[frame],
    )
    ds.StructureSetROISequence = [
        item(ROINumber=n + 3, ReferencedFrameOfReferenceUID=first.FrameOfReferenceUID, ROIName=name)
        for n, (name, _) in enumerate(found)
    ]
    ds.ROIContourSequence = [
        item(
            ReferencedROINumber=n + 3,
            ContourSequence=[
                item(
                    ContourGeometricType=kind,
                    NumberOfContourPoints=len(points),
                    ContourData=["%.5f" % value for point in points for value in point],
                )
                for kind, points in contours
            ],
        )
        for n, (_, contours) in enumerate(found)
    ]
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = RTSTRUCT
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.is_little_endian = ds.is_implicit_VR = True
    pydicom.dcmwrite(out, ds, write_like_original=False)


def read(path):
    ds = pydicom.dcmread(path, force=True)
    contours = {int(r.ReferencedROINumber): getattr(r, "ContourSequence", []) for r in ds.ROIContourSequence}
    return [
        [str(roi.ROIName), str(c.ContourGeometricType), [float(value) for value in c.ContourData]]
        for roi in ds.StructureSetROISequence
        for c in contours[int(roi.ROINumber)]
    ]


if len(sys.argv) > 2:
    write(sys.argv[1], sys.argv[2])
json.dump(read(sys.argv[-1]), sys.stdout)
