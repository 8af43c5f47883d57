"""A structure set as a planning system writes it, by pydicom alone, and the points of one.

Usage: planning-rtstruct.py make SLICE… OUT   circles with odd points on every plane of the slices (CT files)
       planning-rtstruct.py points RTSTRUCT   {structure: {referenced image: [contour data, …]}} as JSON
"""
import json
import math
import sys

import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

RT_STRUCTURE_SET = "1.2.840.10008.5.1.4.1.1.481.3"


def item(**values):
    dataset = Dataset()
    for name, value in values.items():
        setattr(dataset, name, value)
    return dataset


def circle(ds, radius, shift):
    x0, y0, z = (float(v) for v in ds.ImagePositionPatient)
    cx = x0 + ds.Columns * float(ds.PixelSpacing[1]) / 2 + shift
    cy = y0 + ds.Rows * float(ds.PixelSpacing[0]) / 2
    points = []
    for n in range(37):
        angle = 2 * math.pi * n / 37
        points += [round(cx + radius * math.cos(angle), 7), round(cy + radius * math.sin(angle), 7), z]
    return points


def make(paths, out):
    slices = [pydicom.dcmread(path) for path in paths]
    first = slices[0]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = RT_STRUCTURE_SET
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset(out, {}, file_meta=meta, preamble=b"\0" * 128)
    for name in ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime"):
        setattr(ds, name, getattr(first, name, ""))
    ds.SOPClassUID, ds.SOPInstanceUID = RT_STRUCTURE_SET, meta.MediaStorageSOPInstanceUID
    ds.SeriesInstanceUID, ds.Modality, ds.StructureSetLabel = generate_uid(), "RTSTRUCT", "Plan A"
    images = [item(ReferencedSOPClassUID=s.SOPClassUID, ReferencedSOPInstanceUID=s.SOPInstanceUID) for s in slices]
    series = item(SeriesInstanceUID=first.SeriesInstanceUID, ContourImageSequence=Sequence(images))
    study = item(
        ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
        ReferencedSOPInstanceUID=first.StudyInstanceUID,
        RTReferencedSeriesSequence=Sequence([series]),
    )
    frame = item(FrameOfReferenceUID=first.FrameOfReferenceUID, RTReferencedStudySequence=Sequence([study]))
    ds.ReferencedFrameOfReferenceSequence = Sequence([frame])
    rois, drawn, observed = [], [], []
    for number, (name, radius, shift) in enumerate((("PTV", 21.3, 0.0), ("Parotid_L", 9.7, 11.1)), start=1):
        rois.append(item(ROINumber=number, ReferencedFrameOfReferenceUID=first.FrameOfReferenceUID, ROIName=name, ROIGenerationAlgorithm="MANUAL"))
        contours = [
            item(
                ContourImageSequence=Sequence([item(ReferencedSOPClassUID=s.SOPClassUID, ReferencedSOPInstanceUID=s.SOPInstanceUID)]),
                ContourGeometricType="CLOSED_PLANAR",
                NumberOfContourPoints=37,
                ContourData=circle(s, radius, shift),
            )
            for s in slices[1:-1]
        ]
        drawn.append(item(ReferencedROINumber=number, ROIDisplayColor=[255, 80, 10 * number], ContourSequence=Sequence(contours)))
        observed.append(item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType="ORGAN", ROIInterpreter=""))
    ds.StructureSetROISequence = Sequence(rois)
    ds.ROIContourSequence = Sequence(drawn)
    ds.RTROIObservationsSequence = Sequence(observed)
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.save_as(out, write_like_original=False)
    return {}


def points(path):
    ds = pydicom.dcmread(path)
    names = {r.ROINumber: r.ROIName for r in ds.StructureSetROISequence}
    algorithms = {r.ROIName: r.ROIGenerationAlgorithm for r in ds.StructureSetROISequence}
    found = {}
    for roi in ds.ROIContourSequence:
        planes = found.setdefault(names[roi.ReferencedROINumber], {})
        for contour in roi.ContourSequence:
            uid = contour.ContourImageSequence[0].ReferencedSOPInstanceUID
            planes.setdefault(uid, []).append([float(v) for v in contour.ContourData])
    return {"points": found, "algorithms": algorithms}


verb, *rest = sys.argv[1:]
print(json.dumps(make(rest[:-1], rest[-1]) if verb == "make" else points(rest[0])))
