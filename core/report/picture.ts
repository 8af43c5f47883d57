// Pixel arrays of the report, and what a display window does to stored values.

/** 8-bit samples, row by row from the top left; 1 channel is grey, 3 are RGB (sRGB). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Values row by row from the top left, on pixels that need not be square. */
export interface ValueGrid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Display window in stored values (CT: HU): `level` is mid-grey, `level ± width / 2` are black and white. */
export interface DisplayWindow {
  readonly width: number;
  readonly level: number;
}

/** Soft tissue, the window in which head-and-neck contours are judged. */
export const SOFT_TISSUE_WINDOW: DisplayWindow = { width: 400, level: 40 };

/** 8-bit grey of each value: linear between black and white (DICOM PS3.3 C.11.2.1.3.2, LINEAR_EXACT), then clamped. */
export function greyFromValues(values: Float32Array, window: DisplayWindow): Uint8Array {
  const low = window.level - window.width / 2;
  const scale = 255 / window.width;
  const grey = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const g = ((values[at] as number) - low) * scale;
    grey[at] = g <= 0 ? 0 : g >= 255 ? 255 : Math.round(g);
  }
  return grey;
}
