// Drives a tool as the window does: makes points of a view, feeds events, carries effects out on a document.

import {
  applyEdit,
  createSliceEdit,
  createStackFrame,
  type EditDocument,
  type SliceBits,
} from '../../core/edit/index.ts';
import {
  createCutViews,
  type ImageGeometry,
  ijkOfCut,
  indexFromUv,
  uvFromIndex,
  type ViewName,
} from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { DEFAULT_TOOL_OPTIONS, type ToolOptions } from '../../renderer/tools/options.ts';
import {
  type Modifiers,
  NO_MODIFIERS,
  type Tool,
  type ToolContext,
  type ToolEffect,
  type ToolEvent,
  type ToolPoint,
} from '../../renderer/tools/tool.ts';

export interface ToolDriver {
  context(): ToolContext;
  /** A point at continuous indices (a, b) of a cut. */
  at(view: ViewName, cut: number, a: number, b: number): ToolPoint;
  send(event: ToolEvent): readonly ToolEffect[];
  /** Down at the first point, moves, up at the last. */
  drag(points: readonly ToolPoint[], modifiers?: Partial<Modifiers>): readonly ToolEffect[];
  /** Everything since the last call. */
  effects(): readonly ToolEffect[];
  document(): EditDocument;
  /** What the previews show at present, by plane. */
  shown(): ReadonlyMap<number, SliceBits | null>;
  set(options: Partial<ToolOptions>): void;
}

export function driveTool(
  tool: Tool,
  setup: {
    readonly geometry: ImageGeometry;
    readonly document: EditDocument;
    readonly structureId: string | null;
    readonly voxels?: VoxelArray;
    readonly options?: Partial<ToolOptions>;
    readonly isVisible?: (id: string) => boolean;
  },
): ToolDriver {
  const { geometry } = setup;
  const views = createCutViews(geometry);
  let document = setup.document;
  let context: ToolContext = {
    geometry,
    frame: createStackFrame(geometry),
    voxels: setup.voxels ?? null,
    document,
    structureId: setup.structureId,
    options: { ...DEFAULT_TOOL_OPTIONS, ...setup.options },
    window: { centre: 40, width: 400 },
    unit: 'HU',
    isVisible: setup.isVisible ?? (() => true),
  };
  let collected: ToolEffect[] = [];
  const shown = new Map<number, SliceBits | null>();

  const carryOut = (effect: ToolEffect) => {
    if (effect.type === 'preview') for (const [k, bits] of effect.planes) shown.set(k, bits);
    if (effect.type === 'discard') shown.clear();
    if (effect.type === 'commit') {
      shown.clear();
      const edit = createSliceEdit(document, effect.structureId, effect.changes, effect.label, { k: effect.k });
      if (edit !== null) document = applyEdit(document, edit);
      context = { ...context, document };
    }
    if (effect.type === 'options') context = { ...context, options: { ...context.options, ...effect.patch } };
    if (effect.type === 'window') context = { ...context, window: effect };
  };

  const send = (event: ToolEvent) => {
    const effects = tool.handle(event, context);
    effects.forEach(carryOut);
    collected.push(...effects);
    return effects;
  };

  return {
    context: () => context,
    at(name, cut, a, b) {
      const view = views[name];
      const { u, v } = uvFromIndex(view, a, b);
      const index = indexFromUv(view, { u, v });
      return { view, cut, u, v, ijk: ijkOfCut(view, cut, index.a, index.b), xPx: 2 * u, yPx: 2 * v, pxPerMm: 2 };
    },
    send,
    drag(points, modifiers = {}) {
      const all = { ...NO_MODIFIERS, ...modifiers };
      const [first, last] = [points[0] as ToolPoint, points.at(-1) as ToolPoint];
      const effects = [...send({ type: 'down', point: first, modifiers: all })];
      for (const point of points.slice(1)) effects.push(...send({ type: 'move', point, modifiers: all }));
      effects.push(...send({ type: 'up', point: last, modifiers: all }));
      return effects;
    },
    effects() {
      const all = collected;
      collected = [];
      return all;
    },
    document: () => document,
    shown: () => shown,
    set(options) {
      context = { ...context, options: { ...context.options, ...options } };
    },
  };
}
