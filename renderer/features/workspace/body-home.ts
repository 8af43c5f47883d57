// Where a view of a CT is at home: on the body, not on the air and the couch around it.

import { uvFromIndex, type ViewName } from '../../../core/geometry/index.ts';
import { findBodyBox, type IndexBox } from '../../data/body-box.ts';
import type { OpenCase } from '../../data/open-case.ts';
import type { PlaneView } from '../../viewport/plane-view-types.ts';

/** Free border around the fitted body. */
const BODY_BORDER_MM = 12;

type Home = Parameters<PlaneView['setHome']>[0];

/** Gives the home of a view once all images are there; null before, and where no body is told from air. */
export function createBodyHome(open: OpenCase): (name: ViewName) => Home | null {
  /** Voxels of the body; undefined: not looked for yet. */
  let bodyBox: IndexBox | null | undefined;
  return (name) => {
    if (open.unit !== 'HU' || open.readPlanes() < open.geometry.size[2]) return null;
    bodyBox ??= findBodyBox(open.geometry, open.voxels);
    if (bodyBox === null) return null;
    const { low, high } = bodyBox;
    const cut = open.views[name];
    const corners = [low, high].flatMap((p) => [low, high].map((q) => uvFromIndex(cut, p[cut.aAxis], q[cut.bAxis])));
    const us = corners.map(({ u }) => u);
    const vs = corners.map(({ v }) => v);
    return {
      u0: Math.min(...us) - BODY_BORDER_MM,
      u1: Math.max(...us) + BODY_BORDER_MM,
      v0: Math.min(...vs) - BODY_BORDER_MM,
      v1: Math.max(...vs) + BODY_BORDER_MM,
    };
  };
}
