"""Contours on parallel planes of their own to voxels, without any code of ours: every voxel centre is taken to the nearest
plane of the stack and asked there.

Input (stdin, JSON list): size, spacingMm, direction, planeOriginsLps of the image; normal; contours: list of x, y, z lists.
Output (JSON): for each the indices (k, j, i order, flat) of the voxels inside.
"""
import json
import sys

import numpy as np


def inside_of(g):
    ni, nj, nk = g["size"]
    direction = np.array(g["direction"]).reshape(3, 3)
    origins = np.array(g["planeOriginsLps"]).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(ni), np.arange(nj))
    in_plane = i[..., None] * g["spacingMm"][0] * direction[0] + j[..., None] * g["spacingMm"][1] * direction[1]
    points = (origins[:, None, None, :] + in_plane[None]).reshape(-1, 3)

    normal = np.array(g["normal"])
    u = np.cross(normal, [0.3, 0.5, 0.81])
    u /= np.linalg.norm(u)
    v = np.cross(normal, u)
    contours = [np.array(c).reshape(-1, 3) for c in g["contours"]]
    heights = np.array([np.mean(c @ normal) for c in contours])
    planes = np.unique(np.round(heights, 3))
    height = points @ normal
    nearest = np.abs(height[:, None] - planes[None]).argmin(axis=1)
    step = np.diff(planes).min()
    within = np.abs(height - planes[nearest]) <= step / 2
    pu, pv = points @ u, points @ v
    inside = np.zeros(len(points), dtype=bool)
    for contour, at in zip(contours, heights):
        here = within & (np.abs(planes[nearest] - at) < 0.01)
        x, y = pu[here], pv[here]
        odd = np.zeros(len(x), dtype=bool)
        cu, cv = contour @ u, contour @ v
        for u0, v0, u1, v1 in zip(cu, cv, np.roll(cu, -1), np.roll(cv, -1)):
            if v0 != v1:
                odd ^= ((v0 <= y) != (v1 <= y)) & (x < u0 + (y - v0) * (u1 - u0) / (v1 - v0))
        inside[here] ^= odd
    return np.flatnonzero(inside).tolist()


json.dump([inside_of(g) for g in json.load(sys.stdin)], sys.stdout)
