// A stroke that meets another change of the document: what is committed is what the hand did, and no more.
import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit, type EditDocument, hasVoxel, structureSlicesOf } from '../../../core/edit/index.ts';
import { createCutViews } from '../../../core/geometry/index.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { createGestureControl } from '../../../renderer/features/workspace/gesture-control.ts';
import { patchToolOptions, patchView } from '../../../renderer/state/app-store.ts';
import { createBrush } from '../../../renderer/tools/brush.ts';
import { NO_MODIFIERS } from '../../../renderer/tools/tool.ts';
import { emptyContext } from '../../support/all-commands.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack } from '../../support/edit-stacks.ts';
import { driveTool } from '../../support/tool-driver.ts';

const g = uprightStack([40, 40, 6], [1, 1, 3]);
const blockAt = (from: number) =>
  slicesWhere(g, (i, j, k) => i >= from && i < from + 5 && j >= 10 && j < 15 && (k === 2 || k === 3));

function start() {
  let document: EditDocument = documentOf([{ record: structureRecord('Cord'), slices: blockAt(0) }]);
  const labels: string[] = [];
  const session = {
    current: () => document,
    commit: (part: Omit<Edit, 'id' | 'at'>) => {
      labels.push(part.label);
      document = applyEdit(document, part);
      return true;
    },
  };
  const open = {
    ...{ session, geometry: g, views: createCutViews(g), unit: 'HU' },
    ...{ voxels: new Int16Array(40 * 40 * 6), readPlanes: () => 6 },
  };
  const context = emptyContext({ openCase: () => open as unknown as OpenCase });
  context.store.setState({ tool: { toolId: 'brush', previousToolId: 'crosshair', blocked: null } });
  patchToolOptions(context.store, { brushSizeMm: 4 });
  patchView(context.store, { activeStructureId: 'Cord' });
  const gestures = createGestureControl(context, open as unknown as OpenCase, () => new Map());
  const { at } = driveTool(createBrush(), { geometry: g, document, structureId: 'Cord' });
  const send = (type: 'down' | 'move' | 'up', i: number, j: number) =>
    gestures.handle('axial', { type, point: at('axial', 2, i, j), modifiers: NO_MODIFIERS });
  const has = (i: number, j: number, k: number) => {
    const bits = structureSlicesOf(document, 'Cord').get(k);
    return bits !== undefined && hasVoxel(bits, i, j);
  };
  return {
    ...{ context, gestures, send, has, labels },
    /** As an undo, a second window or a model does. */
    change: (next: ReturnType<typeof blockAt>) => {
      document = documentOf([{ record: structureRecord('Cord'), slices: next }]);
    },
    lock: () => {
      document = documentOf([{ record: structureRecord('Cord', { isLocked: true }), slices: blockAt(0) }]);
    },
    empty: () => {
      document = documentOf([]);
    },
  };
}

describe('a stroke', () => {
  it('leaves what was undone meanwhile undone', () => {
    const { send, has, change, labels } = start();
    send('down', 30, 30);
    change(blockAt(20));
    send('up', 32, 30);
    expect(labels).toEqual(['Brush on Cord']);
    expect([has(30, 30, 2), has(32, 30, 2)]).toEqual([true, true]);
    // The block that was there when the stroke began, and the one that is there now.
    expect([has(2, 12, 2), has(22, 12, 2), has(22, 12, 3)]).toEqual([false, true, true]);
  });

  it('is dropped with its reason where the structure has been locked or deleted', () => {
    for (const act of ['lock', 'empty'] as const) {
      const own = start();
      own.send('down', 30, 30);
      own[act]();
      own.send('up', 32, 30);
      expect(own.labels).toEqual([]);
      expect(own.context.store.getState().statusText).toMatch(/is locked|not there any more/);
      expect(own.gestures.isBusy()).toBe(false);
    }
  });

  it('is taken back by undo while it is in hand', () => {
    const { send, gestures, labels } = start();
    send('down', 30, 30);
    gestures.takeBack();
    expect(gestures.isBusy()).toBe(false);
    send('up', 32, 30);
    expect(labels).toEqual([]);
  });
});
