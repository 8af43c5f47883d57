"""An RTSTRUCT read by pydicom and rasterised without any code of ours: a test of every voxel centre.
The contours of a plane are united, the strictest reading of CLOSED_PLANAR.

Usage: read-rtstruct.py RTSTRUCT…. The geometry of the image lies in RTSTRUCT.json; RTSTRUCT.raw gets one byte a voxel (k,
j, i order) for each structure in the order of the file; stdout one JSON list with what else a test may want to know.
"""
import json
import sys

import numpy as np
import pydicom

from rasteriser import add_inside


def read(path):
    with open(path + ".json") as file:
        g = json.load(file)
    ni, nj, nk = g["size"]
    direction = np.array(g["direction"]).reshape(3, 3)
    origins = np.array(g["planeOriginsLps"]).reshape(-1, 3)
    ds = pydicom.dcmread(path)
    uids = [
        image.ReferencedSOPInstanceUID
        for frame in ds.ReferencedFrameOfReferenceSequence
        for study in frame.RTReferencedStudySequence
        for series in study.RTReferencedSeriesSequence
        for image in series.ContourImageSequence
    ]
    contours_of = {int(r.ReferencedROINumber): r for r in ds.ROIContourSequence}
    observations = {int(r.ReferencedROINumber): r for r in ds.RTROIObservationsSequence}
    structures = []
    with open(path + ".raw", "wb") as file:
        for roi in ds.StructureSetROISequence:
            mask = np.zeros((nk, nj, ni), dtype=bool)
            item = contours_of[int(roi.ROINumber)]
            for contour in getattr(item, "ContourSequence", []):
                assert len(contour.ContourData) == 3 * int(contour.NumberOfContourPoints)
                xyz = np.array(contour.ContourData, dtype=float).reshape(-1, 3)
                k = uids.index(contour.ContourImageSequence[0].ReferencedSOPInstanceUID)
                offset = xyz - origins[k]
                assert np.abs(offset @ direction[2]).max() < 1e-6
                ij = offset @ direction[:2].T / np.array(g["spacingMm"][:2])
                add_inside(mask[k], ij)
            file.write(mask.astype(np.uint8).tobytes())
            observation = observations[int(roi.ROINumber)]
            codes = getattr(observation, "RTROIIdentificationCodeSequence", [])
            structures.append(
                {
                    "name": str(roi.ROIName),
                    "colour": [int(c) for c in item.ROIDisplayColor],
                    "algorithm": str(roi.ROIGenerationAlgorithm),
                    "generation": str(getattr(roi, "ROIGenerationDescription", "")),
                    "description": str(getattr(roi, "ROIDescription", "")),
                    "type": str(observation.RTROIInterpretedType),
                    "codes": [[c.CodeValue, c.CodingSchemeDesignator, c.CodeMeaning] for c in codes],
                    "contours": len(getattr(item, "ContourSequence", [])),
                }
            )
    equipment = getattr(ds, "ContributingEquipmentSequence", [])
    return {
        "patientName": str(ds.PatientName),
        "characterSet": str(getattr(ds, "SpecificCharacterSet", "")),
        "approval": str(ds.ApprovalStatus),
        "setDescription": str(ds.StructureSetDescription),
        "seriesDescription": str(ds.SeriesDescription),
        "images": len(uids),
        "equipment": [[str(e.ManufacturerModelName), str(e.SoftwareVersions)] for e in equipment],
        "structures": structures,
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
