// The structure that is being made from values: asks the worker as values and marks change, shows what comes back on the
// planes and in 3D, and makes it one edit when it is kept.

import {
  colorFor,
  createStackFrame,
  createStructure,
  type NewStructure,
  type SegmentResult,
  type SliceContent,
  type StructureSlices,
  structureSlicesOf,
  structureVolumeMm3,
  thresholdVoxels,
} from '../../../core/edit/index.ts';
import { codesOfName } from '../../commands/codes-of-name.ts';
import type { AppContext } from '../../commands/command.ts';
import { drawnGroup } from '../../commands/drawn-group.ts';
import type { SegmentPort } from '../../commands/segment-port.ts';
import { chooseTool } from '../../commands/tool-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { createSegmentClient } from '../../data/segment-client.ts';
import { patchToolOptions, patchView } from '../../state/app-store.ts';
import type { SegmentationState } from '../../state/segmentation-state.ts';
import type { SegmentMark } from '../../tools/tool.ts';
import { formatMl } from '../../ui/format.ts';
import { segmentationOf, snapped, withMark } from './segment-marks.ts';
import { presetsFor, valueLimits } from './segment-presets.ts';

/** No structure of a document has this id. */
const PREVIEW_ID = 'from values';

export interface SegmentPreview {
  readonly structureId: string;
  readonly name: string;
  readonly color: string;
  readonly slices: StructureSlices;
  /** The same for the 3D view. */
  readonly contents: ReadonlyMap<number, SliceContent>;
}

export interface SegmentControl extends SegmentPort {
  onPreview(listener: (preview: SegmentPreview | null) => void): () => void;
  dispose(): void;
}

/** What starts it: bone for a CT, the upper half of what an MR holds. */
function initialState(open: OpenCase): SegmentationState {
  const preset = presetsFor(open.unit)[0];
  const limits = valueLimits(open.voxels);
  return {
    sourceId: null,
    range: preset?.range ?? { low: Math.round((limits.low + limits.high) / 2), high: limits.high },
    preset: preset?.id ?? 'custom',
    box: null,
    withinId: null,
    seeds: [],
    closures: [],
    neckMm: 0,
    findsNecks: false,
    necks: null,
    splitBy: 'values',
    keepsRest: false,
    name: preset?.name ?? 'Structure',
    isBusy: false,
    progress: 0,
    summary: '',
    problem: null,
    lastMs: null,
  };
}

export function createSegmentControl(context: AppContext, open: OpenCase, workerUrl: string): SegmentControl {
  const { store, host } = context;
  const { session, geometry } = open;
  const frame = createStackFrame(geometry);
  const listeners = new Set<(preview: SegmentPreview | null) => void>();
  let result: SegmentResult | null = null;
  let color = '';
  let changedMs = 0;

  const patch = (part: Partial<SegmentationState>) =>
    store.setState(({ segmentation }) => (segmentation ? { segmentation: { ...segmentation, ...part } } : {}));
  const show = (slices: StructureSlices | null) => {
    const preview: SegmentPreview | null = slices && {
      structureId: PREVIEW_ID,
      name: store.getState().segmentation?.name ?? '',
      color,
      slices,
      contents: new Map([...slices].map(([k, bits]) => [k, { bits, importedLoops: null }])),
    };
    for (const listener of listeners) listener(preview);
  };
  const words = (slices: StructureSlices) =>
    `${formatMl(structureVolumeMm3(slices, frame) / 1000)}, ${slices.size.toString()} ${slices.size === 1 ? 'slice' : 'slices'}`;

  const taken = (made: SegmentResult) => {
    const { segmentation } = store.getState();
    if (segmentation === null) return;
    result = made;
    const closures = segmentation.closures.map((one, n) => ({ ...one, isGoneAround: made.goneAround.includes(n) }));
    const around = made.goneAround.map((n) => n + 1).join(', ');
    patch({
      closures,
      necks: made.necks ?? null,
      isBusy: false,
      summary: [
        `Volume ${words(made.slices)}.`,
        made.rest.size > 0 ? `Split off: ${words(made.rest)}.` : '',
        around === '' ? '' : `Line ${around} is gone around: draw it longer, or close the other way too.`,
      ].join(' '),
      problem: made.slices.size === 0 ? 'No voxel lies in this range here.' : null,
      lastMs: Math.round(performance.now() - changedMs),
    });
  };

  const client = createSegmentClient(
    workerUrl,
    () => {
      const { volume } = store.getState().workspace ?? {};
      if (volume === undefined) throw new Error('no case is open');
      return { geometry, url: host.blobUrl(volume.volumeId), dtype: volume.dtype, byteLength: open.voxels.byteLength };
    },
    {
      onProgress: (progress) => patch({ progress }),
      onResult: (made, _question, _ms, isNewest) => {
        if (store.getState().segmentation === null) return;
        show(made.slices);
        if (isNewest) taken(made);
      },
      onFailed: (problem) => {
        result = null;
        patch({ isBusy: false, summary: '', problem });
        show(null);
      },
    },
  );

  const slicesOf = (id: string | null) => {
    const document = session.current();
    return id !== null && document.structures.has(id) ? structureSlicesOf(document, id) : null;
  };
  const refresh = () => {
    const { segmentation } = store.getState();
    if (segmentation === null) return;
    result = null;
    changedMs = performance.now();
    patch({ isBusy: true, progress: 0, problem: null });
    client.ask({
      segmentation: segmentationOf(segmentation),
      own: slicesOf(segmentation.sourceId),
      within: slicesOf(segmentation.withinId),
    });
  };

  const start = () => {
    if (store.getState().segmentation !== null) return;
    if (store.getState().operation !== null) context.run('operation.discard');
    patchView(store, { mode: 'edit' });
    color = colorFor('', session.current().structures.values());
    store.setState({ segmentation: initialState(open) });
    refresh();
  };

  const discard = () => {
    // The worker goes with its copy of the voxels.
    client.close();
    result = null;
    store.setState({ segmentation: null });
    show(null);
    // The next one begins with the part that is meant again.
    patchToolOptions(store, { segmentMouse: 'part' });
    if (store.getState().tool.toolId === 'segment') chooseTool(context, 'crosshair');
  };

  const apply = () => {
    const { segmentation } = store.getState();
    if (segmentation === null || result === null || result.slices.size === 0) return;
    const { slices, rest } = result;
    const document = session.current();
    const home = drawnGroup(document);
    const name = segmentation.name.trim() || 'Structure';
    const structure = (own: string, ownColor: string): NewStructure => ({
      id: crypto.randomUUID(),
      groupId: home.group.id,
      name: own,
      color: ownColor,
      ...codesOfName(own),
      origin: 'manual',
    });
    const made = structure(name, color);
    const edit = createStructure(document, made, slices, home.isNew ? home.group : null);
    discard();
    patchView(store, { activeStructureId: made.id });
    session.commit({ ...edit, label: `${name} from values` });
    if (!segmentation.keepsRest || rest.size === 0) return;
    const now = session.current();
    const other = structure(`${name}_Rest`, colorFor('', now.structures.values()));
    session.commit({ ...createStructure(now, other, rest), label: `${other.name} from values` });
  };

  /** Around a click, what may be a part: the range, or the structure. */
  const candidatesAt = ({ sourceId, withinId, range, box }: SegmentationState, k: number): StructureSlices => {
    if (sourceId !== null) return slicesOf(sourceId) ?? new Map();
    const [ni, nj, nk] = frame.size;
    const all = box ?? { i0: 0, i1: ni, j0: 0, j1: nj, k0: 0, k1: nk };
    const near = { ...all, k0: Math.max(all.k0, k - 3), k1: Math.min(all.k1, k + 4) };
    return thresholdVoxels(open.voxels, frame, range, { box: near, within: slicesOf(withinId) });
  };

  const mark = (made: SegmentMark) => {
    start();
    const { segmentation } = store.getState();
    if (segmentation === null) return;
    let next = made;
    if (made.kind === 'part' || made.kind === 'other') {
      const ijk = snapped(frame, candidatesAt(segmentation, made.ijk[2]), made.ijk);
      if (ijk === null) {
        store.setState({ statusText: 'Nothing of the range lies here. Click on it, or widen the range.' });
        return;
      }
      next = { ...made, ijk };
    }
    patch(withMark(segmentation, frame, next));
    refresh();
  };

  const stop = store.subscribe(
    // Taken in hand while the image is still on its way, it begins when that is there.
    (state) => state.tool.toolId === 'segment' && (state.workspace?.phase ?? 'reading') === 'ready',
    (isReady) => {
      if (isReady) start();
    },
    { fireImmediately: true },
  );

  return {
    start,
    setValues: (values) => {
      if (store.getState().segmentation === null) return;
      patch(values);
      if (Object.keys(values).some((key) => !['name', 'preset', 'keepsRest'].includes(key))) refresh();
    },
    mark,
    removeClosure: (place) => {
      const { segmentation } = store.getState();
      patch({ closures: segmentation?.closures.filter((_, n) => n !== place) ?? [] });
      refresh();
    },
    clearMarks: () => {
      patch({ seeds: [], closures: [], box: null });
      refresh();
    },
    apply,
    discard,
    onPreview: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      stop();
      listeners.clear();
      client.close();
    },
  };
}
