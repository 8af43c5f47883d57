# What pydicom reads of segmentations: argv is paths; beside each lies PATH.json with the geometry. Prints a JSON list;
# the masks go to PATH.raw, one byte a voxel, segment after segment, i fastest.
import json
import sys

import numpy as np
import pydicom


def shared(dataset, frame, name):
    group = getattr(frame, name, None) or getattr(dataset.SharedFunctionalGroupsSequence[0], name)
    return group[0]


def code(item):
    return [item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning]


def read(path):
    dataset = pydicom.dcmread(path)
    with open(path + '.json') as file:
        grid = json.load(file)
    ni, nj, nk = grid['size']
    origins = np.array(grid['planeOriginsLps']).reshape(nk, 3)
    numbers = [int(s.SegmentNumber) for s in dataset.SegmentSequence]
    masks = np.zeros((len(numbers), nk, nj, ni), np.uint8)
    pixels = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)
    indices = []
    for frame, values in zip(dataset.PerFrameFunctionalGroupsSequence, pixels):
        position = np.array(frame.PlanePositionSequence[0].ImagePositionPatient, float)
        distance = np.abs(origins - position).max(axis=1)
        k = int(distance.argmin())
        assert distance[k] < 1e-6, distance[k]
        orientation = shared(dataset, frame, 'PlaneOrientationSequence').ImageOrientationPatient
        assert np.abs(np.array(orientation, float) - grid['direction'][:6]).max() < 1e-6
        spacing = shared(dataset, frame, 'PixelMeasuresSequence').PixelSpacing
        assert np.abs(np.array(spacing, float)[::-1] - grid['spacingMm'][:2]).max() < 1e-6
        indices.append(list(np.atleast_1d(frame.FrameContentSequence[0].DimensionIndexValues)))
        source = frame.DerivationImageSequence[0].SourceImageSequence[0]
        assert source.ReferencedSOPInstanceUID in grid['sopInstanceUids'][k]
        if 'SegmentIdentificationSequence' in frame:
            at = numbers.index(frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber)
            masks[at, k] |= values
        else:
            for at, number in enumerate(numbers):
                masks[at, k] |= values == number
    masks.tofile(path + '.raw')
    return {
        'sopClass': dataset.SOPClassUID,
        'type': dataset.SegmentationType,
        'frames': int(dataset.NumberOfFrames),
        'bits': dataset.BitsAllocated,
        'overlap': dataset.SegmentsOverlap,
        'frameOfReference': dataset.FrameOfReferenceUID,
        'references': len(dataset.ReferencedSeriesSequence[0].ReferencedInstanceSequence),
        'increasing': indices == sorted(indices),
        'segments': [
            {
                'number': int(s.SegmentNumber),
                'label': s.SegmentLabel,
                'algorithm': [s.SegmentAlgorithmType, s.get('SegmentAlgorithmName', '')],
                'category': code(s.SegmentedPropertyCategoryCodeSequence[0]),
                'type': code(s.SegmentedPropertyTypeCodeSequence[0]),
                'lab': list(s.RecommendedDisplayCIELabValue),
            }
            for s in dataset.SegmentSequence
        ],
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
