import { describe, expect, it } from 'vitest';
import { limitOption } from '../../../renderer/tools/options.ts';
import { NO_MODIFIERS, type ToolEffect } from '../../../renderer/tools/tool.ts';
import { createTool } from '../../../renderer/tools/tools.ts';
import { documentOf, tiltedStack, uprightStack } from '../../support/edit-stacks.ts';
import { driveTool } from '../../support/tool-driver.ts';

const g = uprightStack([40, 40, 12], [1, 1, 3]);
const nothing = documentOf([]);
const drive = (id: Parameters<typeof createTool>[0], voxels?: Int16Array) =>
  driveTool(createTool(id), {
    geometry: g,
    document: nothing,
    structureId: null,
    ...(voxels === undefined ? {} : { voxels }),
  });
const measured = (effects: readonly ToolEffect[]) =>
  effects.filter((effect) => effect.type === 'measurement').map(({ measurement }) => measurement);

describe('looking around', () => {
  it('takes the crosshair to the voxel under the pointer', () => {
    const d = drive('crosshair');
    expect(d.drag([d.at('coronal', 7, 12.3, 4.2)]).filter(({ type }) => type === 'crosshair')).toEqual([
      { type: 'crosshair', ijk: [12, 7, 4] },
    ]);
    expect(d.drag([d.at('coronal', 7, 52, 4)]).some(({ type }) => type === 'crosshair')).toBe(false);
  });

  it('widens the window to the right and darkens downwards, by shares of its width', () => {
    const d = drive('window');
    const from = d.at('axial', 5, 20, 20);
    const to = { ...from, xPx: from.xPx + 30, yPx: from.yPx + 15 };
    const effects = d.drag([from, to]).filter(({ type }) => type === 'window');
    expect(effects).toEqual([{ type: 'window', centre: 60, width: 440 }]);
  });

  it('pans by what the pointer moved and zooms about where the drag began', () => {
    const pan = drive('pan');
    const from = pan.at('axial', 5, 20, 20);
    const to = { ...from, xPx: from.xPx + 30, yPx: from.yPx - 12 };
    expect(pan.drag([from, to])).toContainEqual({ type: 'pan', view: 'axial', du: 15, dv: -6 });
    const zoom = drive('zoom');
    const up = { ...from, yPx: from.yPx - 120 };
    expect(zoom.drag([from, up])).toContainEqual({ type: 'zoom', view: 'axial', factor: 2, u: from.u, v: from.v });
  });
});

describe('measuring', () => {
  it('takes a distance by two clicks or one drag', () => {
    for (const isDrag of [true, false]) {
      const d = drive('distance');
      const [a, b] = [d.at('sagittal', 7, 10, 2), d.at('sagittal', 7, 14, 3)];
      if (isDrag) d.drag([a, b]);
      else {
        d.drag([a]);
        d.drag([b]);
      }
      // 4 mm along j and 3 mm along k.
      expect(measured(d.effects())).toMatchObject([{ kind: 'distance', view: 'sagittal', cut: 7, label: '5.0 mm' }]);
    }
  });

  it('keeps the points in the patient on a tilted stack', () => {
    const tilted = tiltedStack();
    const d = driveTool(createTool('distance'), { geometry: tilted, document: nothing, structureId: null });
    d.drag([d.at('axial', 6, 3, 4), d.at('axial', 6, 13, 4)]);
    const [draft] = measured(d.effects());
    expect(draft?.label).toBe('9.0 mm');
    const [o, i, j] = [
      tilted.planeOriginsLps.slice(18, 21),
      tilted.direction.slice(0, 3),
      tilted.direction.slice(3, 6),
    ];
    const expected = [0, 1, 2].map((n) => (o[n] as number) + 3 * 0.9 * (i[n] as number) + 4 * 1.1 * (j[n] as number));
    for (const n of [0, 1, 2]) expect(draft?.pointsLps[n]).toBeCloseTo(expected[n] as number, 9);
  });

  it('takes an angle by three clicks', () => {
    const d = drive('angle');
    for (const [a, b] of [
      [20, 10],
      [10, 10],
      [10, 20],
    ] as const)
      d.drag([d.at('axial', 5, a, b)]);
    expect(measured(d.effects())).toMatchObject([{ kind: 'angle', label: '90.0°', pointsLps: { length: 9 } }]);
  });

  it('takes an area and a circle with the values inside', () => {
    const voxels = new Int16Array(40 * 40 * 12);
    for (let at = 0; at < voxels.length; at++) voxels[at] = at % 2 === 0 ? 30 : 50;
    const area = drive('area', voxels);
    for (const [a, b] of [
      [9.5, 9.5],
      [19.5, 9.5],
      [19.5, 19.5],
      [9.5, 19.5],
    ] as const)
      area.drag([area.at('axial', 5, a, b)]);
    area.send({ type: 'key', key: 'Enter', modifiers: NO_MODIFIERS });
    expect(measured(area.effects())).toMatchObject([{ kind: 'area', label: '1.00 cm², 40 ± 10 HU (30 to 50)' }]);
    const circle = drive('huCircle', voxels);
    circle.drag([circle.at('axial', 5, 20, 20), circle.at('axial', 5, 25, 20)]);
    expect(measured(circle.effects())[0]?.label).toMatch(/^⌀ 10\.0 mm, 39 ± 10 HU/);
  });

  it('forgets an open measurement on Esc', () => {
    const tool = createTool('angle');
    const d = driveTool(tool, { geometry: g, document: nothing, structureId: null });
    d.drag([d.at('axial', 5, 20, 10)]);
    expect(tool.isBusy()).toBe(true);
    expect(d.send({ type: 'cancel' })).toEqual([{ type: 'measuring', measurement: null }]);
    expect(tool.isBusy()).toBe(false);
  });
});

describe('options', () => {
  it('stay inside their limits', () => {
    expect(limitOption('brushSizeMm', -3)).toBe(0);
    expect(limitOption('brushSizeMm', 12.345)).toBe(12.3);
    expect(limitOption('nudgeSizeMm', 400)).toBe(100);
  });
});
