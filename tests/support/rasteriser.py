"""Contours to voxels without any code of ours: a test of every voxel centre."""
import numpy as np


def add_inside(plane, polygon):
    """Sets the voxels of plane (j, i) whose ray towards growing i crosses the polygon an odd number of times."""
    nj, ni = plane.shape
    low = np.maximum(np.floor(polygon.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(polygon.max(axis=0)).astype(int) + 1, (ni, nj))
    i, j = np.meshgrid(np.arange(low[0], high[0], dtype=float), np.arange(low[1], high[1], dtype=float))
    odd = np.zeros(i.shape, dtype=bool)
    for (i0, j0), (i1, j1) in zip(polygon, np.roll(polygon, -1, axis=0)):
        if j0 == j1:
            continue
        spans = (j >= min(j0, j1)) & (j < max(j0, j1))
        odd ^= spans & (i < i0 + (j - j0) * (i1 - i0) / (j1 - j0))
    plane[low[1] : high[1], low[0] : high[0]] |= odd
