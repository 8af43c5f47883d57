// Makes histograms off the window's thread, one structure a message: what has changed meanwhile is asked again instead.

import { type DoseGrid, doseHistogram } from '../../core/dose/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { drawnPlanes } from './drawn-planes.ts';
import type { DvhAnswer, DvhMessage } from './dvh-messages.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<DvhMessage>) => void) | null;
  postMessage(answer: DvhAnswer): void;
};

let dose: DoseGrid | null = null;
let geometry: ImageGeometry | null = null;

scope.onmessage = ({ data }) => {
  if (data.kind === 'dose') {
    ({ dose, geometry } = data);
    return;
  }
  const { id, slices } = data;
  if (dose === null || geometry === null) return;
  try {
    const { planes, warnings } = drawnPlanes(slices, geometry);
    const notes = warnings.map(({ message }) => message);
    scope.postMessage({ id, ok: true, histogram: doseHistogram(planes, dose), notes });
  } catch (error) {
    scope.postMessage({ id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
};
