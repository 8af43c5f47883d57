"""A dose, its plan and its structures as DICOM, from the NIfTI of OpenKBP: make-dose-case.py SHARED CASE SPLIT OUT [CT].

Writes to OUT: dose-KIND.dcm for every way of placing frames, rs.dcm with the organs and targets as contours on the 0.5
iso-line (holes as contours of their own), plan.dcm; with CT, ct-N.dcm: the planes that have structures and four beyond, in
pixels of half the size, so that dose and image lie on different grids. Nothing of Limner takes part.
"""

import datetime
import json
import sys

import nibabel
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian
from skimage.measure import find_contours

ORGANS = {1: "Brainstem", 2: "SpinalCord", 3: "Parotid_R", 4: "Parotid_L", 5: "Esophagus", 6: "Larynx", 7: "Bone_Mandible"}
COLOURS = ["65\\210\\206", "198\\229\\72", "245\\146\\140", "186\\128\\251", "255\\200\\150", "115\\177\\220", "252\\243\\145", "88\\110\\251", "238\\110\\19", "226\\56\\28"]
TARGETS = {1: "PTV_5600", 2: "PTV_6300", 3: "PTV_7000"}
FRAME, STUDY = "1.2.826.0.1.3680043.10.511.1", "1.2.826.0.1.3680043.10.511.2"
PLAN, SET = "1.2.826.0.1.3680043.10.511.3", "1.2.826.0.1.3680043.10.511.4"


def items(values):
    return Sequence(values)


def item(**attributes):
    dataset = Dataset()
    for name, value in attributes.items():
        setattr(dataset, name, value)
    return dataset


def new_file(path, sop_class, uid, modality, series):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    file.is_little_endian, file.is_implicit_VR = True, False
    file.SOPClassUID, file.SOPInstanceUID, file.Modality = sop_class, uid, modality
    file.PatientID, file.PatientName, file.PatientBirthDate, file.PatientSex = "OpenKBP", "OpenKBP", "", ""
    file.StudyInstanceUID, file.SeriesInstanceUID = STUDY, series
    file.FrameOfReferenceUID, file.PositionReferenceIndicator = FRAME, ""
    file.StudyDate, file.StudyTime, file.StudyID, file.AccessionNumber = "20210101", "000000", "1", ""
    file.ReferringPhysicianName, file.Manufacturer, file.SeriesNumber = "", "test", "1"
    return file


def load(path):
    """Values [k, j, i] with z growing, spacing and first voxel centre in LPS; OpenKBP lies along the axes."""
    image = nibabel.load(path)
    affine = np.diag([-1, -1, 1, 1]) @ image.affine
    steps = np.diag(affine)[:3]
    assert np.count_nonzero(affine[:3, :3] - np.diag(steps)) == 0
    values = np.asanyarray(image.dataobj).transpose(2, 1, 0)
    first = affine[:3, 3].copy()
    for axis, step in enumerate(steps):
        if step < 0:
            values = np.flip(values, axis=2 - axis)
            first[axis] += step * (values.shape[2 - axis] - 1)
    return values, np.abs(steps), first


def number(value):
    return format(float(value), ".10g")


def write_dose(path, gy, spacing, first, kind, uid):
    """Kinds: relative, relative-reversed, absolute, absolute-reversed, 16-bit."""
    bits = 16 if kind == "16-bit" else 32
    scaling = 0.002 if bits == 16 else 0.0001
    stored = np.rint(gy / scaling).astype(np.uint16 if bits == 16 else np.uint32)
    z = first[2] + spacing[2] * np.arange(len(gy))
    if kind.endswith("reversed"):
        stored, z = stored[::-1], z[::-1]
    file = new_file(path, "1.2.840.10008.5.1.4.1.1.481.2", uid, "RTDOSE", "1.2.826.0.1.3680043.10.511.5")
    file.InstanceNumber = "1"
    file.ImagePositionPatient = [number(first[0]), number(first[1]), number(z[0])]
    file.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    file.PixelSpacing = [number(spacing[1]), number(spacing[0])]
    file.SliceThickness = number(spacing[2])
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.NumberOfFrames, file.FrameIncrementPointer = str(len(z)), 0x3004000C
    file.Rows, file.Columns = stored.shape[1:]
    file.BitsAllocated = file.BitsStored = bits
    file.HighBit, file.PixelRepresentation = bits - 1, 0
    file.DoseUnits, file.DoseType, file.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    file.GridFrameOffsetVector = [number(v) for v in (z if kind.startswith("absolute") else z - z[0])]
    file.DoseGridScaling, file.TissueHeterogeneityCorrection = number(scaling), "IMAGE"
    file.ReferencedRTPlanSequence = items(
        [item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.5", ReferencedSOPInstanceUID=PLAN)]
    )
    file.PixelData = np.ascontiguousarray(stored).tobytes()
    file.save_as(path, write_like_original=False)


def contours_of(mask, spacing, first):
    found = []
    for k, plane in enumerate(mask):
        if not plane.any():
            continue
        for line in find_contours(np.pad(plane.astype(float), 1), 0.5):
            rows, columns = line[:-1, 0] - 1, line[:-1, 1] - 1
            z = first[2] + k * spacing[2]
            points = np.stack([first[0] + columns * spacing[0], first[1] + rows * spacing[1], np.full(len(rows), z)], 1)
            found.append(item(
                ContourGeometricType="CLOSED_PLANAR",
                NumberOfContourPoints=str(len(points)),
                ContourData=[format(v, ".6f") for v in points.ravel()],
            ))
    return found


def write_structures(path, masks, spacing, first):
    file = new_file(path, "1.2.840.10008.5.1.4.1.1.481.3", SET, "RTSTRUCT", "1.2.826.0.1.3680043.10.511.6")
    file.StructureSetLabel, file.StructureSetDate, file.StructureSetTime = "OpenKBP", "20210101", "000000"
    file.ReferencedFrameOfReferenceSequence = items([item(FrameOfReferenceUID=FRAME)])
    file.StructureSetROISequence = items([
        item(ROINumber=str(n), ReferencedFrameOfReferenceUID=FRAME, ROIName=name, ROIGenerationAlgorithm="MANUAL")
        for n, (name, _) in enumerate(masks, 1)
    ])
    file.ROIContourSequence = items([
        item(ReferencedROINumber=str(n), ROIDisplayColor=COLOURS[n - 1], ContourSequence=items(contours_of(mask, spacing, first)))
        for n, (_, mask) in enumerate(masks, 1)
    ])
    file.RTROIObservationsSequence = items([
        item(ObservationNumber=str(n), ReferencedROINumber=str(n), RTROIInterpretedType="PTV" if name[:3] == "PTV" else "ORGAN", ROIInterpreter="")
        for n, (name, _) in enumerate(masks, 1)
    ])
    file.save_as(path, write_like_original=False)


def write_plan(path, masks):
    file = new_file(path, "1.2.840.10008.5.1.4.1.1.481.5", PLAN, "RTPLAN", "1.2.826.0.1.3680043.10.511.7")
    file.RTPlanLabel, file.RTPlanDate, file.RTPlanTime, file.RTPlanGeometry = "OpenKBP", "20210101", "000000", "PATIENT"
    file.DoseReferenceSequence = items([
        item(DoseReferenceNumber=str(n), DoseReferenceStructureType="VOLUME", DoseReferenceType="TARGET",
             TargetPrescriptionDose=str(int(name[4:]) / 100), ReferencedROINumber=str(n))
        for n, (name, _) in enumerate(masks, 1) if name[:3] == "PTV"
    ])
    file.FractionGroupSequence = items([item(FractionGroupNumber="1", NumberOfFractionsPlanned="35", NumberOfBeams="0", NumberOfBrachyApplicationSetups="0")])
    file.ReferencedStructureSetSequence = items(
        [item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.3", ReferencedSOPInstanceUID=SET)]
    )
    file.save_as(path, write_like_original=False)


def write_ct(out, ct, spacing, first, drawn):
    """Planes around what is drawn; every pixel of the data becomes four."""
    low, high = max(0, drawn.min() - 4), min(len(ct), drawn.max() + 5)
    for n, k in enumerate(range(low, high)):
        pixels = np.kron(np.clip(np.rint(ct[k]), -1024, 3000).astype(np.int16), np.ones((2, 2), np.int16))
        uid = f"1.2.826.0.1.3680043.10.511.9.{n}"
        file = new_file(f"{out}/ct-{n}.dcm", "1.2.840.10008.5.1.4.1.1.2", uid, "CT", "1.2.826.0.1.3680043.10.511.10")
        file.InstanceNumber, file.ImageType = str(n + 1), ["ORIGINAL", "PRIMARY", "AXIAL"]
        z = first[2] + k * spacing[2]
        file.ImagePositionPatient = [number(first[0] - spacing[0] / 4), number(first[1] - spacing[1] / 4), number(z)]
        file.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        file.PixelSpacing, file.SliceThickness = [number(spacing[1] / 2), number(spacing[0] / 2)], number(spacing[2])
        file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
        file.Rows, file.Columns = pixels.shape
        file.BitsAllocated, file.BitsStored, file.HighBit, file.PixelRepresentation = 16, 16, 15, 1
        file.RescaleIntercept, file.RescaleSlope, file.RescaleType, file.KVP = "0", "1", "HU", ""
        file.PixelData = pixels.tobytes()
        file.save_as(f"{out}/ct-{n}.dcm", write_like_original=False)


def main(shared, case, split, out, with_ct=None):
    gy, spacing, first = load(f"{shared}/datasets/openkbp-dose/{case}_dose.nii.gz")
    kinds = ["relative", "relative-reversed", "absolute", "absolute-reversed", "16-bit"]
    for n, kind in enumerate(kinds):
        write_dose(f"{out}/dose-{kind}.dcm", gy, spacing, first, kind, f"1.2.826.0.1.3680043.10.511.8.{n}")
    organs, *_ = load(f"{shared}/datasets/openkbp-oar/{split}/{case}_oar.nii.gz")
    targets, *_ = load(f"{shared}/datasets/openkbp-dose/{case}_ptv.nii.gz")
    masks = [(name, organs == label) for label, name in ORGANS.items()]
    masks += [(name, targets == label) for label, name in TARGETS.items()]
    masks = [(name, mask) for name, mask in masks if mask.any()]
    write_structures(f"{out}/rs.dcm", masks, spacing, first)
    write_plan(f"{out}/plan.dcm", masks)
    if with_ct is not None:
        ct, *_ = load(f"{shared}/datasets/openkbp-oar/{split}/{case}_ct.nii.gz")
        drawn = np.flatnonzero(np.any([mask.any(axis=(1, 2)) for _, mask in masks], axis=0))
        write_ct(out, ct, spacing, first, drawn)
    print(json.dumps({"structures": [name for name, _ in masks], "voxels": [int(mask.sum()) for _, mask in masks], "spacingMm": spacing.tolist()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
