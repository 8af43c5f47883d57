// Where a cut lies on the slice ribbon.

import type { CutView } from '../../core/geometry/index.ts';

/** Free ends of the ribbon, CSS px. */
const MARGIN_PX = 36;

/** Screen height (CSS px) of cut `cut`, and the cut at a height. */
export function ribbonScale(view: CutView, heightPx: number) {
  const first = MARGIN_PX;
  const last = Math.max(heightPx - MARGIN_PX, first + 1);
  const count = view.cutCount;
  // Higher on the screen is superior (or anterior, or right): the way in which the views across show the stack.
  const isDown = !isRisingWithCut(view);
  const step = (last - first) / count;
  return {
    first,
    last,
    step,
    yOf: (cut: number): number => (isDown ? first + (cut + 0.5) * step : last - (cut + 0.5) * step),
    cutAt: (y: number): number => {
      const cut = isDown ? Math.floor((y - first) / step) : Math.floor((last - y) / step);
      return Math.min(Math.max(cut, 0), count - 1);
    },
  };
}

/** True when a higher cut is drawn higher: superior, anterior and the patient's right are on top. */
export function isRisingWithCut({ name, fixedLps }: CutView): boolean {
  return name === 'axial' ? fixedLps[2] > 0 : fixedLps[name === 'coronal' ? 1 : 0] < 0;
}
