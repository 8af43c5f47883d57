// Steps of a wheel, whatever the system reports of it.

/** What one notch of a wheel reports at least, in pixels; touchpads report less and are added up. */
export const NOTCH_PX = 40;

/** Browsers report a pinch on a touchpad as a wheel with Ctrl: fingers that part to e times their distance move it by so
 * many pixels. */
export const PINCH_PX = 100;

/** Whole steps of a wheel; parts of a step are kept until they make one. */
export function createWheelSteps(): (deltaY: number, deltaMode: number) => number {
  let rest = 0;
  return (delta, mode) => {
    if (mode !== 0) return Math.sign(delta) * Math.max(1, Math.round(Math.abs(delta) / (mode === 1 ? 3 : 1)));
    if (Math.abs(delta) >= NOTCH_PX) {
      rest = 0;
      return Math.sign(delta) * Math.max(1, Math.round(Math.abs(delta) / 120));
    }
    if (Math.sign(delta) !== Math.sign(rest)) rest = 0;
    rest += delta;
    // `+ 0` turns -0 into 0.
    const steps = Math.trunc(rest / NOTCH_PX) + 0;
    rest -= steps * NOTCH_PX;
    return steps;
  };
}
