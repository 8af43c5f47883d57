// The Print mode without a mouse and without eyes: what keys do to the model, and what is said of it.
import { describe, expect, it } from 'vitest';
import { saidOf } from '../../../renderer/features/print/print-said.tsx';
import { steeredBy } from '../../../renderer/features/print/print-steer.ts';
import { INITIAL_PRINT, type PrintState } from '../../../renderer/state/print-state.ts';

const CAMERA = { focalLps: [0, 0, 0], azimuthDeg: 0, elevationDeg: 0, distanceMm: 400 } as const;
const SIZE = { width: 800, height: 600 };

function press(key: string, over: object = {}, role = 'application') {
  const target = { getAttribute: () => role } as unknown as EventTarget;
  const event = { key, target, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...over };
  return steeredBy(event)?.(CAMERA, SIZE) ?? null;
}

describe('keys of the model', () => {
  it('move the middle of the view by a millimetre, seen from the front: to the left of the patient and up', () => {
    expect(press('ArrowRight', { shiftKey: true })?.focalLps).toEqual([1, 0, 0].map((mm) => expect.closeTo(mm, 9)));
    expect(press('ArrowUp', { shiftKey: true })?.focalLps).toEqual([0, 0, 1].map((mm) => expect.closeTo(mm, 9)));
  });

  it('turn it as a drag to that side does, and bring it nearer', () => {
    expect(press('ArrowRight')).toMatchObject({ azimuthDeg: -5, focalLps: [0, 0, 0] });
    expect(press('+')?.distanceMm).toBeLessThan(400);
  });

  it('are left to others beside the model and with other keys held', () => {
    expect(press('ArrowRight', {}, 'button')).toBeNull();
    expect(press('ArrowUp', { altKey: true })).toBeNull();
    expect(press('a')).toBeNull();
  });
});

describe('what is said of the model', () => {
  const part = { volumeMl: 61.8 } as PrintState['parts'][number];
  const open = { severity: 'warning' } as PrintState['findings'][number];
  const said = (over: Partial<PrintState>) => saidOf({ ...INITIAL_PRINT, parts: [part], quality: 'exact', ...over });

  it('is when it is made, checked, written, and nothing where an alert says it', () => {
    expect(said({ quality: 'preview' })).toBe('Preview. The exact model is being made.');
    expect(said({ isChecking: true })).toBe('Exact model made: 1 part, 61.8 ml. It is being checked.');
    expect(said({ findings: [open] })).toBe('Exact model made: 1 part, 61.8 ml. 1 thing to look at before printing.');
    expect(said({ exporting: { fraction: 0.5 } })).toBe('Writing the model.');
    expect(said({ problem: { stepNumber: 2, message: 'no' } })).toBe('');
  });
});
