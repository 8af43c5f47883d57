"""A study of one patient as pydicom writes it: two MR series in two frames of reference, a SEG and a REG that link to
them, a burned-in secondary capture, and an MR image with an overlay in bits of its pixels.
make-study.py FOLDER [rigid|scale|affine|broken|deformable]"""
import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

ROOT = "1.2.826.0.1.3680043.10.1561.4"
MR, SEG, REG, DEFORM, SC = ("1.2.840.10008.5.1.4.1.1." + end for end in ("4", "66.4", "66.1", "66.3", "7"))
FRAMES = {1: f"{ROOT}.1.1", 2: f"{ROOT}.1.2"}
SIZE, STEP = (24, 24, 8), (2.0, 2.0, 3.0)


def of(**values):
    item = Dataset()
    for key, value in values.items():
        setattr(item, key, Sequence(value) if isinstance(value, list) and value and isinstance(value[0], Dataset) else value)
    return item


def code(value, scheme, meaning):
    return of(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def start(sop_class, uid, series, modality):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, sop_class
    meta.MediaStorageSOPInstanceUID = uid
    data = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian, data.is_implicit_VR = True, False
    data.SOPClassUID, data.SOPInstanceUID, data.Modality = sop_class, uid, modality
    data.StudyInstanceUID, data.SeriesInstanceUID = f"{ROOT}.2", f"{ROOT}.3.{series}"
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex = "QUXBERG^IDA", "ZORBAK-1", "19370429", "F"
    data.StudyDate, data.StudyTime, data.StudyID, data.AccessionNumber = "20200304", "101112", "1", "AC1"
    data.SeriesDate = data.ContentDate = "20200304"
    data.SeriesTime = data.ContentTime = "101112"
    data.ReferringPhysicianName, data.SeriesNumber, data.InstanceNumber = "DOC^A", series, 1
    data.Manufacturer, data.ManufacturerModelName = "Limner tests", "pydicom"
    data.DeviceSerialNumber, data.SoftwareVersions = "1", "1"
    return data


def image_pixels(data, pixels, bits=16):
    data.Rows, data.Columns = pixels.shape[-2:]
    data.SamplesPerPixel, data.PhotometricInterpretation, data.PixelRepresentation = 1, "MONOCHROME2", 0
    data.BitsAllocated, data.BitsStored, data.HighBit = (16, 12, 11) if bits == 16 else (8, 8, 7)
    data.PixelData = pixels.astype(np.uint16 if bits == 16 else np.uint8).tobytes()


def mr(series, origin, folder):
    files = []
    for k in range(SIZE[2]):
        uid = f"{ROOT}.4.{series}.{k + 1}"
        data = start(MR, uid, series, "MR")
        data.ImageType, data.InstanceNumber = ["ORIGINAL", "PRIMARY", "M"], k + 1
        data.ScanningSequence, data.SequenceVariant, data.ScanOptions, data.MRAcquisitionType = "SE", "NONE", "", "2D"
        data.RepetitionTime, data.EchoTime, data.EchoTrainLength, data.SliceThickness = 500, 20, 1, STEP[2]
        data.FrameOfReferenceUID, data.PositionReferenceIndicator = FRAMES[series], ""
        data.ImagePositionPatient = [origin[0], origin[1], origin[2] + STEP[2] * k]
        data.ImageOrientationPatient, data.PixelSpacing = [1, 0, 0, 0, 1, 0], [STEP[1], STEP[0]]
        data.PatientPosition, data.Laterality = "HFS", ""
        image_pixels(data, np.full(SIZE[:2], 100 + k))
        if series == 2 and k == 0:
            # An overlay in bit 15, as machines wrote it before 2004.
            data.add_new(0x60000010, "US", SIZE[1])
            data.add_new(0x60000011, "US", SIZE[0])
            data.add_new(0x60000040, "CS", "G")
            data.add_new(0x60000050, "SS", [1, 1])
            data.add_new(0x60000100, "US", 16)
            data.add_new(0x60000102, "US", 15)
        data.save_as(folder / f"mr-{series}-{k}.dcm", write_like_original=False)
        files.append(uid)
    return files


def reference(uids, sop_class=MR):
    return [of(ReferencedSOPClassUID=sop_class, ReferencedSOPInstanceUID=uid) for uid in uids]


def seg(uids, folder):
    data = start(SEG, f"{ROOT}.4.9.1", 9, "SEG")
    data.ImageType, data.ContentLabel, data.ContentDescription = ["DERIVED", "PRIMARY"], "TUMOUR", "Ida's tumour"
    data.ContentCreatorName, data.SegmentationType = "DOC^A", "BINARY"
    data.FrameOfReferenceUID, data.PositionReferenceIndicator = FRAMES[1], ""
    data.LossyImageCompression = "00"
    data.ReferencedSeriesSequence = Sequence([of(SeriesInstanceUID=f"{ROOT}.3.1", ReferencedInstanceSequence=reference(uids))])
    data.SegmentSequence = Sequence([of(
        SegmentNumber=1, SegmentLabel="Kidney_L", SegmentAlgorithmType="MANUAL",
        SegmentedPropertyCategoryCodeSequence=[code("123037004", "SCT", "Anatomical Structure")],
        SegmentedPropertyTypeCodeSequence=[code("64033007", "SCT", "Kidney")])])
    data.DimensionOrganizationSequence = Sequence([of(DimensionOrganizationUID=f"{ROOT}.5")])
    data.DimensionIndexSequence = Sequence([of(
        DimensionIndexPointer=0x00200032, FunctionalGroupPointer=0x00209113, DimensionOrganizationUID=f"{ROOT}.5")])
    data.SharedFunctionalGroupsSequence = Sequence([of(
        PixelMeasuresSequence=[of(PixelSpacing=[2, 2], SliceThickness=3)],
        PlaneOrientationSequence=[of(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
        SegmentIdentificationSequence=[of(ReferencedSegmentNumber=1)])])
    frames = []
    for k, uid in enumerate(uids):
        source = of(ReferencedSOPClassUID=MR, ReferencedSOPInstanceUID=uid,
                    PurposeOfReferenceCodeSequence=[code("121322", "DCM", "Source image for image processing operation")])
        frames.append(of(
            DerivationImageSequence=[of(SourceImageSequence=[source],
                                        DerivationCodeSequence=[code("113076", "DCM", "Segmentation")])],
            FrameContentSequence=[of(DimensionIndexValues=[k + 1])],
            PlanePositionSequence=[of(ImagePositionPatient=[0, 0, 3 * k])]))
    data.PerFrameFunctionalGroupsSequence = Sequence(frames)
    data.NumberOfFrames, data.Rows, data.Columns = len(uids), SIZE[1], SIZE[0]
    data.SamplesPerPixel, data.PhotometricInterpretation, data.PixelRepresentation = 1, "MONOCHROME2", 0
    data.BitsAllocated, data.BitsStored, data.HighBit = 1, 1, 0
    mask = np.zeros((len(uids), SIZE[1], SIZE[0]), np.uint8)
    mask[2:5, 6:12, 8:14] = 1
    data.PixelData = np.packbits(mask.ravel(), bitorder="little").tobytes()
    data.save_as(folder / "seg.dcm", write_like_original=False)


def matrix_of(kind):
    if kind == "broken":
        return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1]
    turn = np.radians(90)
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    turned = turned * (1.5 if kind == "scale" else 1)
    if kind == "affine":
        turned = turned @ np.array([[1, 0.2, 0], [0, 1, 0], [0, 0, 1]])
    whole = np.eye(4)
    # A point of frame 2 turned a quarter about z, then moved by 10, -20 and 6 mm: its place in frame 1.
    whole[:3, :3], whole[:3, 3] = turned, [10, -20, 6]
    return [round(float(value), 10) for value in whole.ravel()]


def reg(kind, first, second, folder):
    sop_class = DEFORM if kind == "deformable" else REG
    data = start(sop_class, f"{ROOT}.4.8.1", 8, "REG")
    data.ContentLabel, data.ContentDescription, data.ContentCreatorName = "FUSION", "MR to MR", "DOC^A"
    data.FrameOfReferenceUID, data.PositionReferenceIndicator = FRAMES[1], ""
    matrix = {"scale": "RIGID_SCALE", "affine": "AFFINE"}.get(kind, "RIGID")

    def registration(frame, uids, values, matrix_type="RIGID"):
        step = of(FrameOfReferenceTransformationMatrixType=matrix_type, FrameOfReferenceTransformationMatrix=values)
        return of(FrameOfReferenceUID=FRAMES[frame], ReferencedImageSequence=reference(uids),
                  MatrixRegistrationSequence=[of(MatrixSequence=[step], RegistrationTypeCodeSequence=[
                      code("125024", "DCM", "Image Content-based Alignment")])])
    own = [float(value) for value in np.eye(4).ravel()]
    if kind == "deformable":
        data.DeformableRegistrationSequence = Sequence([of(
            SourceFrameOfReferenceUID=FRAMES[2], ReferencedImageSequence=reference(second),
            PreDeformationMatrixRegistrationSequence=[of(FrameOfReferenceTransformationMatrixType="RIGID",
                                                         FrameOfReferenceTransformationMatrix=matrix_of("rigid"))])])
    else:
        data.RegistrationSequence = Sequence([registration(1, first, own), registration(2, second, matrix_of(kind), matrix)])
    data.ReferencedSeriesSequence = Sequence([
        of(SeriesInstanceUID=f"{ROOT}.3.{n}", ReferencedInstanceSequence=reference(uids))
        for n, uids in ((1, first), (2, second))])
    data.save_as(folder / "reg.dcm", write_like_original=False)


def capture(folder):
    data = start(SC, f"{ROOT}.4.7.1", 7, "OT")
    data.ImageType, data.ConversionType, data.BurnedInAnnotation = ["DERIVED", "SECONDARY"], "WSD", "YES"
    data.PatientOrientation, data.Laterality = "", ""
    image_pixels(data, np.zeros((16, 16)), bits=8)
    data.save_as(folder / "sc.dcm", write_like_original=False)


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
one, two = mr(1, (0, 0, 0), folder), mr(2, (10, -40, -12), folder)
seg(one, folder)
reg(sys.argv[2] if len(sys.argv) > 2 else "rigid", one, two, folder)
capture(folder)
