"""Multi-frame files with functional groups, written with pydicom, and what should come of them.

    /usr/bin/python3 make-enhanced.py FOLDER

Writes FOLDER/NAME.dcm and, for every stack in it, FOLDER/NAME-N.f32 (values in k order). Prints a list of
{file, stacks: [{frames, origins, values}]}: frames are numbers from 1 in k order.
"""

import json
import os
import sys

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
LEGACY_CT = "1.2.840.10008.5.1.4.1.1.2.2"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
AXIAL = (np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
OBLIQUE = (np.array([0.8, 0.6, 0]), np.array([0, 0, -1.0]))


def item(**attributes):
    ds = Dataset()
    for name, value in attributes.items():
        setattr(ds, name, value)
    return ds


def one(**attributes):
    return Sequence([item(**attributes)])


class Frame:
    """A frame and the stack that it belongs to."""

    def __init__(self, stack, depth, directions=AXIAL, slope=1, intercept=0, groups=None, spacing=(0.75, 0.5)):
        row, column = directions
        self.stack, self.depth = stack, depth
        self.normal = np.cross(row, column)
        self.position = self.normal * depth + np.array([3.0, -4.0, 5.0])
        self.directions, self.slope, self.intercept, self.spacing = directions, slope, intercept, spacing
        self.groups = groups or {}


def write(
    folder,
    name,
    sop_class,
    frames,
    uid,
    dimensions=None,
    shared_orientation=True,
    signed=False,
    extra=None,
    size=(5, 7),
):
    rows, columns = size
    rng = np.random.default_rng(len(name))
    low, high = (-2000, 2000) if signed else (0, 4000)
    stored = rng.integers(low, high, (len(frames), rows, columns)).astype(np.int16 if signed else np.uint16)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = uid
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    ds = Dataset()
    ds.file_meta, ds.is_little_endian, ds.is_implicit_VR = meta, True, False
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, uid
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.9.1", f"{uid}.1", "1.2.9.2"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate, ds.PatientSex = "Frames^Many", "F-1", "", ""
    ds.Modality = "MR" if sop_class == ENHANCED_MR else "CT"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    ds.InstanceNumber, ds.NumberOfFrames = 1, len(frames)
    ds.Rows, ds.Columns, ds.SamplesPerPixel = rows, columns, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, int(signed)
    shared = item()
    orientation = lambda f: one(ImageOrientationPatient=[float(v) for d in f.directions for v in d])
    measures = lambda f: one(PixelSpacing=list(f.spacing), SliceThickness=2)
    if shared_orientation:
        shared.PlaneOrientationSequence = orientation(frames[0])
        shared.PixelMeasuresSequence = measures(frames[0])
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    per_frame = []
    for frame in frames:
        groups = item(
            PlanePositionSequence=one(ImagePositionPatient=[f"{v:.6g}" for v in frame.position]),
            PixelValueTransformationSequence=one(
                RescaleSlope=frame.slope, RescaleIntercept=frame.intercept, RescaleType="US"
            ),
        )
        if not shared_orientation:
            groups.PlaneOrientationSequence = orientation(frame)
            groups.PixelMeasuresSequence = measures(frame)
        for keyword, attributes in frame.groups.items():
            setattr(groups, keyword, one(**attributes))
        per_frame.append(groups)
    ds.PerFrameFunctionalGroupsSequence = Sequence(per_frame)
    if dimensions:
        ds.DimensionIndexSequence = Sequence([item(DimensionIndexPointer=p) for p in dimensions])
    for keyword, value in (extra or {}).items():
        setattr(ds, keyword, value)
    ds.PixelData = stored.tobytes()
    ds.save_as(os.path.join(folder, f"{name}.dcm"), write_like_original=False)
    stacks = []
    for n, stack in enumerate(sorted({f.stack for f in frames if f.stack is not None})):
        order = sorted((f.depth, at) for at, f in enumerate(frames) if f.stack == stack)
        values = np.stack([stored[at] * frames[at].slope + frames[at].intercept for _, at in order])
        values.astype("<f4").tofile(os.path.join(folder, f"{name}-{n}.f32"))
        stacks.append(
            {
                "frames": [at + 1 for _, at in order],
                "origins": [round(float(v), 5) for _, at in order for v in frames[at].position],
                "values": f"{name}-{n}.f32",
            }
        )
    return {"file": f"{name}.dcm", "stacks": stacks}


def content(**attributes):
    return {"FrameContentSequence": attributes}


folder = sys.argv[1]
SHUFFLED = [4, 0, 5, 2, 1, 3]
IN_STACK = 0x00209057
made = [
    # Any order of frames, a rescale of its own for each, an oblique plane.
    write(
        folder,
        "ct-shuffled",
        ENHANCED_CT,
        [Frame(0, 2.5 * k, OBLIQUE, 1, -1024 + k) for k in SHUFFLED],
        "1.2.9.10",
    ),
    write(
        folder,
        "ct-fractions",
        ENHANCED_CT,
        [Frame(0, 3.0 * k, AXIAL, 0.5 + 0.25 * k, -10.5) for k in (2, 0, 1)],
        "1.2.9.11",
        signed=True,
    ),
    # Two stacks with planes of their own, interleaved.
    write(
        folder,
        "mr-two-stacks",
        ENHANCED_MR,
        [
            Frame(s, 4.0 * k, (AXIAL, OBLIQUE)[s], groups=content(StackID=str(s + 1), InStackPositionNumber=k + 1))
            for k in (1, 0, 2)
            for s in (1, 0)
        ],
        "1.2.9.12",
        shared_orientation=False,
    ),
    # Two parallel stacks: only their names keep them apart.
    write(
        folder,
        "mr-parallel-stacks",
        ENHANCED_MR,
        [
            Frame(s, 4.0 * k + 100 * s, groups=content(StackID=str(s + 1), InStackPositionNumber=k + 1))
            for s in (0, 1)
            for k in (0, 1, 2)
        ],
        "1.2.9.13",
    ),
    write(
        folder,
        "mr-times",
        ENHANCED_MR,
        [
            Frame(t, 4.0 * k, groups=content(StackID="1", InStackPositionNumber=k + 1, TemporalPositionIndex=t + 1))
            for k in (0, 1, 2)
            for t in (0, 1)
        ],
        "1.2.9.14",
    ),
    # Echoes at several times: two attributes together tell the phases apart.
    write(
        folder,
        "mr-echoes-and-times",
        ENHANCED_MR,
        [
            Frame(
                (e, t),
                4.0 * k,
                groups={**content(TemporalPositionIndex=t + 1), "MREchoSequence": {"EffectiveEchoTime": 10.0 * (e + 1)}},
            )
            for k in (0, 1)
            for e in (0, 1)
            for t in (0, 1)
        ],
        "1.2.9.15",
    ),
    # Directions of diffusion: only the file's own dimensions say which frame is which.
    write(
        folder,
        "mr-dimensions",
        ENHANCED_MR,
        [
            Frame(d, 4.0 * k, groups=content(DimensionIndexValues=[d + 1, k + 1], InStackPositionNumber=k + 1))
            for k in (0, 1, 2)
            for d in (0, 1, 2)
        ],
        "1.2.9.16",
        dimensions=[0x00189089, IN_STACK],
    ),
    # Two frames at each position and nothing that tells them apart.
    write(folder, "mr-ambiguous", ENHANCED_MR, [Frame(None, 4.0 * k) for k in (0, 0, 1, 1)], "1.2.9.17"),
    write(
        folder,
        "ct-legacy",
        LEGACY_CT,
        [
            Frame(k % 2, 2.0 * (k // 2), groups={"UnassignedPerFrameConvertedAttributesSequence": {"KVP": 80 + k % 2}})
            for k in range(6)
        ],
        "1.2.9.18",
    ),
    # Frames that fill several fragments.
    write(
        folder,
        "ct-large",
        ENHANCED_CT,
        [Frame(0, 2.0 * k, AXIAL, 1, -1024) for k in (1, 2, 0)],
        "1.2.9.20",
        size=(48, 40),
    ),
    # More frames than groups.
    write(folder, "ct-miscounted", ENHANCED_CT, [Frame(None, 0)] * 2, "1.2.9.19", extra={"NumberOfFrames": 3}),
]
print(json.dumps(made))
