// The structure that is being made from values: asks the worker as values change, shows what comes back on the planes
// and in 3D, and makes it one edit when it is kept.

import {
  colorFor,
  createStackFrame,
  createStructure,
  plainRange,
  type Segmentation,
  type SliceContent,
  type StructureSlices,
  structureSlicesOf,
  structureVolumeMm3,
} from '../../../core/edit/index.ts';
import { codesOfName } from '../../commands/codes-of-name.ts';
import type { AppContext } from '../../commands/command.ts';
import { drawnGroup } from '../../commands/drawn-group.ts';
import type { SegmentPort } from '../../commands/segment-port.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { createSegmentClient } from '../../data/segment-client.ts';
import { patchView } from '../../state/app-store.ts';
import type { SegmentationState } from '../../state/segmentation-state.ts';
import { formatMl } from '../../ui/format.ts';
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
    name: preset?.name ?? 'Structure',
    isBusy: false,
    progress: 0,
    summary: '',
    problem: null,
    lastMs: null,
  };
}

const segmentationOf = ({ sourceId, range, box }: SegmentationState): Segmentation => ({
  ...plainRange(range, box),
  range: sourceId === null ? range : null,
});

export function createSegmentControl(context: AppContext, open: OpenCase, workerUrl: string): SegmentControl {
  const { store, host } = context;
  const { session, geometry } = open;
  const frame = createStackFrame(geometry);
  const listeners = new Set<(preview: SegmentPreview | null) => void>();
  let result: StructureSlices | null = null;
  let color = '';
  let changedMs = 0;

  const patch = (part: Partial<SegmentationState>) =>
    store.setState(({ segmentation }) => (segmentation ? { segmentation: { ...segmentation, ...part } } : {}));
  const show = (slices: StructureSlices | null) => {
    const { segmentation } = store.getState();
    const preview: SegmentPreview | null = slices && {
      structureId: PREVIEW_ID,
      name: segmentation?.name ?? '',
      color,
      slices,
      contents: new Map([...slices].map(([k, bits]) => [k, { bits, importedLoops: null }])),
    };
    for (const listener of listeners) listener(preview);
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
      onResult: ({ slices }, _question, _ms, isNewest) => {
        if (store.getState().segmentation === null) return;
        show(slices);
        if (!isNewest) return;
        result = slices;
        patch({
          isBusy: false,
          summary: `Volume ${formatMl(structureVolumeMm3(slices, frame) / 1000)}, ${slices.size.toString()} ${slices.size === 1 ? 'slice' : 'slices'}`,
          problem: slices.size === 0 ? 'No voxel lies in this range here.' : null,
          lastMs: Math.round(performance.now() - changedMs),
        });
      },
      onFailed: (problem) => {
        result = null;
        patch({ isBusy: false, summary: '', problem });
        show(null);
      },
    },
  );

  const refresh = () => {
    const { segmentation } = store.getState();
    if (segmentation === null) return;
    result = null;
    changedMs = performance.now();
    const document = session.current();
    const slicesOf = (id: string | null) =>
      id !== null && document.structures.has(id) ? structureSlicesOf(document, id) : null;
    patch({ isBusy: true, progress: 0, problem: null });
    client.ask({
      segmentation: segmentationOf(segmentation),
      own: slicesOf(segmentation.sourceId),
      within: slicesOf(segmentation.withinId),
    });
  };

  const discard = () => {
    // The worker goes with its copy of the voxels.
    client.close();
    result = null;
    store.setState({ segmentation: null });
    show(null);
  };

  const apply = () => {
    const { segmentation } = store.getState();
    if (segmentation === null || result === null || result.size === 0) return;
    const document = session.current();
    const home = drawnGroup(document);
    const id = crypto.randomUUID();
    const name = segmentation.name.trim() || 'Structure';
    const made = { id, groupId: home.group.id, name, color, ...codesOfName(name), origin: 'manual' as const };
    const edit = {
      ...createStructure(document, made, result, home.isNew ? home.group : null),
      label: `${name} from values`,
    };
    discard();
    patchView(store, { activeStructureId: id });
    session.commit(edit);
  };

  return {
    start: () => {
      if (store.getState().operation !== null) context.run('operation.discard');
      patchView(store, { mode: 'edit' });
      color = colorFor('', session.current().structures.values());
      store.setState({ segmentation: initialState(open) });
      refresh();
    },
    setValues: (values) => {
      if (store.getState().segmentation === null) return;
      patch(values);
      if (Object.keys(values).some((key) => key !== 'name' && key !== 'preset')) refresh();
    },
    apply,
    discard,
    onPreview: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      listeners.clear();
      client.close();
    },
  };
}
