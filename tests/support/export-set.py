"""A structure set with all that a department sends: a ring as nested loops, a point, an open line, a contour beside the
slices, an empty region, a helper and two regions of one name. By pydicom alone.

Usage: export-set.py SLICE… OUT
"""
import math
import sys

import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

RT_STRUCTURE_SET = "1.2.840.10008.5.1.4.1.1.481.3"
*paths, out = sys.argv[1:]
slices = sorted((pydicom.dcmread(path) for path in paths), key=lambda s: float(s.ImagePositionPatient[2]))
first = slices[0]


def item(**values):
    dataset = Dataset()
    for name, value in values.items():
        setattr(dataset, name, value)
    return dataset


def circle(radius, z, x0=0.0, y0=0.0, n=31):
    points = []
    for k in range(n):
        a = 2 * math.pi * k / n
        points += [round(x0 + radius * math.cos(a), 5), round(y0 + radius * math.sin(a), 5), z]
    return points


def contour(kind, data, image=None):
    made = item(ContourGeometricType=kind, NumberOfContourPoints=len(data) // 3, ContourData=data)
    if image is not None:
        made.ContourImageSequence = Sequence([item(ReferencedSOPClassUID=image.SOPClassUID, ReferencedSOPInstanceUID=image.SOPInstanceUID)])
    return made


inner = slices[1:4]
height = lambda s: float(s.ImagePositionPatient[2])
closed = "CLOSED_PLANAR"
parotid = [contour(closed, circle(8.3, height(s), -14.0), s) for s in inner] + [contour(closed, circle(8.3, height(inner[0]) + 1.4, -14.0))]
ring = [contour(closed, circle(r, height(s), 9.0, 2.0), s) for s in inner for r in (12.7, 5.9)]
point = [contour("POINT", [1.25, -2.5, height(slices[2])])]
wire = [contour("OPEN_PLANAR", [0.0, 0.0, height(slices[2]), 5.5, 1.0, height(slices[2]), 9.0, 4.25, height(slices[2])], slices[2])]
regions = [
    (7, "Parotid_L", "ORGAN", parotid),
    (3, "Ring of Michèle", "CONTROL", ring),
    (4, "Isocenter 1", "ISOCENTER", point),
    (9, "Guide wire", "DEVICE", wire),
    (12, "zHelper", "", []),
    (15, "Guide wire", "DEVICE", [contour("OPEN_PLANAR", [3.0, 0.0, height(slices[3]), 3.0, 7.5, height(slices[3])], slices[3])]),
]

meta = FileMetaDataset()
meta.MediaStorageSOPClassUID = RT_STRUCTURE_SET
meta.MediaStorageSOPInstanceUID = generate_uid()
meta.TransferSyntaxUID = ExplicitVRLittleEndian
ds = FileDataset(out, {}, file_meta=meta, preamble=b"\0" * 128)
for name in ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime"):
    setattr(ds, name, getattr(first, name, ""))
ds.SpecificCharacterSet = "ISO_IR 192"
ds.SOPClassUID, ds.SOPInstanceUID = RT_STRUCTURE_SET, meta.MediaStorageSOPInstanceUID
ds.SeriesInstanceUID, ds.Modality, ds.StructureSetLabel = generate_uid(), "RTSTRUCT", "Plan A"
images = [item(ReferencedSOPClassUID=s.SOPClassUID, ReferencedSOPInstanceUID=s.SOPInstanceUID) for s in slices]
series = item(SeriesInstanceUID=first.SeriesInstanceUID, ContourImageSequence=Sequence(images))
study = item(ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1", ReferencedSOPInstanceUID=first.StudyInstanceUID, RTReferencedSeriesSequence=Sequence([series]))
ds.ReferencedFrameOfReferenceSequence = Sequence([item(FrameOfReferenceUID=first.FrameOfReferenceUID, RTReferencedStudySequence=Sequence([study]))])
ds.StructureSetROISequence = Sequence(
    [item(ROINumber=n, ReferencedFrameOfReferenceUID=first.FrameOfReferenceUID, ROIName=name, ROIGenerationAlgorithm="MANUAL") for n, name, _, _ in regions]
)
drawn = [item(ReferencedROINumber=n, ROIDisplayColor=[255, 80, n]) for n, _, _, _ in regions]
for region, (_, _, _, contours) in zip(drawn, regions):
    if contours:
        region.ContourSequence = Sequence(contours)
ds.ROIContourSequence = Sequence(drawn)
ds.RTROIObservationsSequence = Sequence(
    [item(ObservationNumber=n, ReferencedROINumber=n, RTROIInterpretedType=kind, ROIInterpreter="") for n, _, kind, _ in regions]
)
ds.is_little_endian, ds.is_implicit_VR = True, False
ds.save_as(out, write_like_original=False)
print("{}")
