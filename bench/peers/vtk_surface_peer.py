"""Surface, smoothing and simplification of a mask by VTK: python3 vtk_surface_peer.py MASK.raw NX NY NZ SPACING TRIANGLES

Prints one JSON document. The filters that its users take for a printed part: discrete flying edges, windowed sinc,
quadric decimation. Reading the file and starting Python are not timed.
"""

import json
import sys
import time

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkVersion
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkQuadricDecimation, vtkWindowedSincPolyDataFilter
from vtkmodules.vtkFiltersGeneral import vtkDiscreteFlyingEdges3D

path, nx, ny, nz, spacing, triangles = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5]), int(sys.argv[6])
image = vtkImageData()
image.SetDimensions(nx, ny, nz)
image.SetSpacing(spacing, spacing, spacing)
image.GetPointData().SetScalars(numpy_to_vtk(np.fromfile(path, np.uint8), deep=1))

began, cpu = time.perf_counter(), time.process_time()
surface = vtkDiscreteFlyingEdges3D()
surface.SetInputData(image)
surface.SetValue(0, 1)
surface.Update()
surfaced = time.perf_counter()
smooth = vtkWindowedSincPolyDataFilter()
smooth.SetInputData(surface.GetOutput())
smooth.SetNumberOfIterations(20)
smooth.SetPassBand(0.1)
smooth.BoundarySmoothingOff()
smooth.FeatureEdgeSmoothingOff()
smooth.NonManifoldSmoothingOn()
smooth.NormalizeCoordinatesOn()
smooth.Update()
smoothed = time.perf_counter()
simple = vtkQuadricDecimation()
simple.SetInputData(smooth.GetOutput())
before = surface.GetOutput().GetNumberOfPolys()
simple.SetTargetReduction(1 - triangles / before)
simple.VolumePreservationOn()
simple.Update()
done, cpu = time.perf_counter(), time.process_time() - cpu
print(
    json.dumps(
        {
            "version": vtkVersion.GetVTKVersion(),
            "seconds": done - began,
            "cpuSeconds": cpu,
            "surfaceSeconds": surfaced - began,
            "smoothSeconds": smoothed - surfaced,
            "simplifySeconds": done - smoothed,
            "trianglesBefore": before,
            "triangles": simple.GetOutput().GetNumberOfPolys(),
        }
    )
)
