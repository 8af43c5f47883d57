# Writes segmentations as other programs do, with pydicom alone, from masks given as voxels: argv[1] is a JSON file with a
# list of {path, type, grid, masks: RAW FILE, names, ...}; masks are one byte a voxel, i fastest, structure after structure.
import json
import sys
import zlib

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixel_data_handlers.numpy_handler import pack_bits
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, RLELossless, generate_uid

STORAGE = {'LABELMAP': '1.2.840.10008.5.1.4.1.1.66.7'}


def item(**attributes):
    dataset = Dataset()
    for name, value in attributes.items():
        setattr(dataset, name, Sequence(value) if isinstance(value, list) and value and isinstance(value[0], Dataset) else value)
    return dataset


def code(value, scheme, meaning):
    return [item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)]


def place(grid, position, is_shared_orientation):
    groups = {'PlanePositionSequence': [item(ImagePositionPatient=[repr(round(float(v), 10))[:16] for v in position])]}
    if not is_shared_orientation:
        groups['PlaneOrientationSequence'] = [item(ImageOrientationPatient=orientation(grid))]
    return groups


def orientation(grid):
    return [repr(round(float(v), 12))[:16] for v in grid['direction'][:6]]


def write(job):
    grid = job['grid']
    ni, nj, nk = grid['size']
    masks = np.fromfile(job['masks'], np.uint8).reshape(-1, nk, nj, ni)
    origins = np.array(grid['planeOriginsLps']).reshape(nk, 3)
    kind = job['type']
    frames, groups = [], []
    shared = job.get('sharedOrientation', True)
    flip = job.get('flip', False)
    direction = np.array(grid['direction'])
    if flip:  # the same pixels, counted from the other end of each row
        direction[:3] = -direction[:3]
        origins = origins - direction[:3] * grid['spacingMm'][0] * (ni - 1)
    turned = {**grid, 'direction': direction.tolist()}
    scale = job.get('maximum', 1)
    planes = range(nk) if kind == 'LABELMAP' else None
    for at in range(1 if kind == 'LABELMAP' else len(masks)):
        # From the last to the first: the order of frames says nothing of their places.
        for k in reversed(planes or range(nk)):
            if kind == 'LABELMAP':
                plane = np.zeros((nj, ni), np.uint16)
                for n, mask in enumerate(masks):
                    plane[mask[k] == 1] = job['numbers'][n]
            else:
                plane = masks[at, k] * scale if kind != 'FRACTIONAL' else np.where(masks[at, k] == 1, job['inside'], job['outside'])
            if not plane.any():
                continue
            frames.append(plane[:, ::-1] if flip else plane)
            group = place(turned, origins[k], shared)
            group['FrameContentSequence'] = [item(DimensionIndexValues=[at + 1, k + 1])]
            if kind != 'LABELMAP':
                group['SegmentIdentificationSequence'] = [item(ReferencedSegmentNumber=job['numbers'][at])]
            groups.append(item(**group))
    pixels = np.stack(frames)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.SOPClassUID = STORAGE.get(kind, '1.2.840.10008.5.1.4.1.1.66.4')
    dataset.SOPInstanceUID = generate_uid()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.is_little_endian, dataset.is_implicit_VR = True, False
    dataset.StudyInstanceUID = job['study']
    dataset.SeriesInstanceUID = generate_uid()
    dataset.Modality = 'SEG'
    dataset.SeriesDescription = 'Other program'
    dataset.PatientID = job['patientId']
    dataset.PatientName = job['patientName']
    dataset.FrameOfReferenceUID = grid['frameOfReferenceUid']
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = nj, ni, len(frames)
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PixelRepresentation = 1, 'MONOCHROME2', 0
    bits = {'BINARY': 1, 'FRACTIONAL': 8, 'LABELMAP': job.get('bits', 8)}[kind]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.SegmentationType = kind
    if kind == 'FRACTIONAL':
        dataset.SegmentationFractionalType, dataset.MaximumFractionalValue = 'PROBABILITY', job['maximum']
    dataset.ContentLabel = 'SEGMENTATION'
    dataset.ReferencedSeriesSequence = Sequence([item(SeriesInstanceUID=job['series'])])
    dataset.SegmentSequence = Sequence([
        item(
            SegmentNumber=number,
            SegmentLabel=name,
            SegmentAlgorithmType='MANUAL',
            SegmentedPropertyCategoryCodeSequence=code('123037004', 'SCT', 'Anatomical Structure'),
            SegmentedPropertyTypeCodeSequence=code('79876', 'FMA', 'Brain Stem'),
            RecommendedDisplayCIELabValue=[31381, 51215, 42014],
        )
        for number, name in zip(job['numbers'], job['names'])
        if name
    ])
    measures = item(PixelSpacing=[repr(grid['spacingMm'][1])[:16], repr(grid['spacingMm'][0])[:16]], SpacingBetweenSlices=repr(grid['spacingMm'][2])[:16])
    shared_groups = {'PixelMeasuresSequence': [measures]}
    if shared:
        shared_groups['PlaneOrientationSequence'] = [item(ImageOrientationPatient=orientation(turned))]
    dataset.SharedFunctionalGroupsSequence = Sequence([item(**shared_groups)])
    dataset.PerFrameFunctionalGroupsSequence = Sequence(groups)
    if bits == 1:
        data = pack_bits(pixels.astype(np.uint8))
        dataset.add_new(0x7FE00010, 'OB', data if len(data) % 2 == 0 else data + b'\0')
    else:
        data = pixels.astype('<u2' if bits == 16 else np.uint8).tobytes()
        dataset.add_new(0x7FE00010, 'OW' if bits == 16 else 'OB', data if len(data) % 2 == 0 else data + b'\0')
    if job.get('rle'):
        from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
        dataset.PixelData = encapsulate([rle_encode_frame(frame.astype(np.uint8 if bits == 8 else '<u2')) for frame in pixels])
        dataset['PixelData'].is_undefined_length = True
        dataset['PixelData'].VR = 'OB'
        dataset.file_meta.TransferSyntaxUID = RLELossless
    if job.get('deflateFrames'):
        def deflated(frame):
            stream = zlib.compressobj(9, zlib.DEFLATED, -15)
            data = stream.compress(pack_bits(frame.astype(np.uint8).ravel())) + stream.flush()
            return data if len(data) % 2 == 0 else data + b'\0'
        dataset.PixelData = encapsulate([deflated(frame) for frame in pixels])
        dataset['PixelData'].is_undefined_length = True
        dataset['PixelData'].VR = 'OB'
        dataset.file_meta.TransferSyntaxUID = JPEG2000Lossless
    pydicom.dcmwrite(job['path'], dataset, write_like_original=False)
    if job.get('deflateFrames'):
        # pydicom 2 refuses to write a syntax that it does not know: one of the same length is put in its place.
        with open(job['path'], 'rb') as file:
            data = file.read()
        with open(job['path'], 'wb') as file:
            file.write(data.replace(JPEG2000Lossless.encode(), b'1.2.840.10008.1.2.8.1\0', 1))


with open(sys.argv[1]) as file:
    for job in json.load(file):
        write(job)
