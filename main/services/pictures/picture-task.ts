// The small pictures of a series, made in a computing thread: one slice a plane through the middle of the structures,
// with their outlines.

import { deflateSync } from 'node:zlib';
import {
  displayLattice,
  encodePng,
  type Picture,
  type PlaneName,
  planViews,
  sliceOutlines,
  slicePicture,
  type ViewRegion,
} from '../../../core/report/index.ts';
import type { ImageVolume, Mask } from '../../../core/volume/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import { maskOfPlanes } from '../documents/plane-masks.ts';
import { drawOutlines } from './draw-outlines.ts';

export interface CasePicturesTask {
  readonly image: ImageVolume;
  readonly window: { readonly width: number; readonly level: number };
  readonly structures: readonly {
    readonly color: string;
    /** Nobody has looked at it. */
    readonly isDraft: boolean;
    readonly isBody: boolean;
    readonly planes: PackedPlanes;
  }[];
}

export interface CasePictures {
  readonly thumb: Uint8Array;
  readonly axial: Uint8Array;
  readonly coronal: Uint8Array;
  readonly sagittal: Uint8Array;
}

const THUMB_PX = 64;
const PREVIEW_PX = 480;
const SIDE_SHAPE = 1.2;
const COMPRESSION_LEVEL = 5;

interface Drawn {
  readonly mask: Mask;
  readonly color: string;
  readonly isDraft: boolean;
}

function toRgb({ width, height, data }: Picture): Picture {
  const rgb = new Uint8Array(3 * data.length);
  for (let at = 0; at < data.length; at++) rgb.fill(data[at] as number, 3 * at, 3 * at + 3);
  return { width, height, channels: 3, data: rgb };
}

/** PNGs of a series. An image of one slice shows that in every picture. */
export function casePictures({ image, window, structures }: CasePicturesTask): CasePictures {
  const { geometry } = image;
  const masks = structures.map(({ planes, ...rest }) => ({ ...rest, mask: maskOfPlanes(planes, geometry.size) }));
  const organs = masks.filter(({ isBody }) => !isBody).map(({ mask }) => mask);
  const body = masks.find(({ isBody }) => isBody)?.mask ?? null;
  const plan = planViews(geometry, organs, body, { axialShape: 1, sideShape: SIDE_SHAPE, rowLength: 1 });
  const lattice = displayLattice(geometry);
  const draw = (plane: PlaneName, region: ViewRegion, widthPx: number, heightPx: number, lines: readonly Drawn[]) => {
    const index = plan.focus[{ sagittal: 0, coronal: 1, axial: 2 }[plane] as 0 | 1 | 2];
    const common = { lattice, plane, index, region, widthPx, heightPx };
    const picture = toRgb(slicePicture({ ...common, image, window }));
    for (const { mask, color, isDraft } of lines) {
      const outlines = sliceOutlines(mask, { ...common, geometry });
      drawOutlines(picture, outlines, { color, isDashed: isDraft, widthPx: widthPx > 2 * THUMB_PX ? 1.75 : 1 });
    }
    return encodePng(picture, (bytes) => deflateSync(bytes, { level: COMPRESSION_LEVEL }));
  };
  const sideHeight = Math.round(PREVIEW_PX / SIDE_SHAPE);
  return {
    thumb: draw('axial', plan.regions.axial, THUMB_PX, THUMB_PX, masks),
    axial: draw('axial', plan.regions.axial, PREVIEW_PX, PREVIEW_PX, masks),
    coronal: draw('coronal', plan.regions.coronal, PREVIEW_PX, sideHeight, masks),
    sagittal: draw('sagittal', plan.regions.sagittal, PREVIEW_PX, sideHeight, masks),
  };
}
