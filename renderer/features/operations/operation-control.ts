// The running structure work: asks the worker as values change, shows the result as a dotted preview, and makes it one
// edit when it is applied.

import {
  changesBetween,
  colorFor,
  createSliceEdit,
  createStackFrame,
  createStructure,
  type Edit,
  encodeOperation,
  lpsFromStack,
  type NewStructure,
  needsOthers,
  type SliceBits,
  stackPoint,
  structureSlicesOf,
} from '../../../core/edit/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { drawnGroup } from '../../commands/drawn-group.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { createOperationClient, type OperationClient } from '../../data/operation-client.ts';
import { createStructureFacts } from '../../data/structure-facts.ts';
import { patchView } from '../../state/app-store.ts';
import { formatMl } from '../../ui/format.ts';
import { type FormValues, initialValues, OPERATION_FORMS, type OperationForm } from './operation-forms.ts';

export interface OperationPreview {
  readonly structureId: string;
  readonly color: string;
  readonly slices: ReadonlyMap<number, SliceBits | null>;
}

export interface OperationControl {
  start(operationId: string): void;
  setValues(patch: FormValues): void;
  apply(): void;
  discard(): void;
  /** What the views show dotted; null: nothing. */
  onPreview(listener: (preview: OperationPreview | null) => void): () => void;
  dispose(): void;
}

const formOf = (operationId: string): OperationForm | undefined => OPERATION_FORMS.find(({ id }) => id === operationId);

/** LPS of the crosshair. */
function crosshairLps(open: OpenCase, ijk: readonly [number, number, number]): readonly [number, number, number] {
  const frame = createStackFrame(open.geometry);
  return lpsFromStack(frame, stackPoint(frame, ijk[0], ijk[1], ijk[2]));
}

export function createOperationControl(context: AppContext, open: OpenCase, workerUrl: string): OperationControl {
  const { store } = context;
  const { session, geometry } = open;
  const client: OperationClient = createOperationClient(workerUrl);
  const listeners = new Set<(preview: OperationPreview | null) => void>();
  let result: { readonly structureId: string; readonly slices: ReadonlyMap<number, SliceBits> } | null = null;

  const show = (preview: OperationPreview | null) => {
    for (const listener of listeners) listener(preview);
  };
  const running = () => {
    const { operation, view } = store.getState();
    const form = operation ? formOf(operation.operationId) : undefined;
    const source = view.activeStructureId ? session.current().structures.get(view.activeStructureId) : undefined;
    return operation && form && source ? { operation, form, source } : null;
  };
  const patch = (part: Partial<NonNullable<ReturnType<typeof store.getState>['operation']>>) =>
    store.setState((state) => (state.operation ? { operation: { ...state.operation, ...part } } : {}));

  const operandIds = (values: FormValues): readonly string[] =>
    (values['others'] as readonly string[] | undefined) ?? [];

  const refresh = () => {
    const now = running();
    result = null;
    if (!now) {
      show(null);
      return;
    }
    const { operation, form, source } = now;
    const wanted = form.toOperation(operation.values, crosshairLps(open, store.getState().view.crosshairIjk));
    const document = session.current();
    const others = operandIds(operation.values).filter((id) => document.structures.has(id));
    if (needsOthers(wanted) && others.length === 0) {
      client.cancel();
      patch({ isBusy: false, summary: '', problem: 'Choose the other structure first.' });
      show(null);
      return;
    }
    const own = structureSlicesOf(document, source.id);
    patch({ isBusy: true, problem: null });
    client
      .ask(
        wanted,
        geometry,
        own,
        others.map((id) => structureSlicesOf(document, id)),
      )
      .then((slices) => {
        result = { structureId: source.id, slices };
        const isNew = Boolean(operation.values['isNew']);
        const changes = changesBetween(own, slices);
        const before = formatMl(volumeMl(own));
        const after = formatMl(volumeMl(slices));
        patch({
          isBusy: false,
          summary:
            changes.length === 0 && !isNew
              ? 'Nothing changes.'
              : `Volume ${before} → ${after}, ${changes.length.toString()} ${changes.length === 1 ? 'slice' : 'slices'}`,
          problem: slices.size === 0 ? 'Nothing is left.' : null,
        });
        show({ structureId: source.id, color: source.color, slices: previewOf(own, slices) });
      })
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'AbortError') return;
        patch({ isBusy: false, summary: '', problem: error instanceof Error ? error.message : String(error) });
        show(null);
      });
  };

  const volumeMl = (slices: ReadonlyMap<number, SliceBits>): number => {
    const contents = new Map([...slices].map(([k, bits]) => [k, { bits, importedLoops: null }]));
    const facts = createStructureFacts({ ...session.current(), slices: new Map([['own', contents]]) }, geometry);
    return facts.volumesMl()['own'] ?? 0;
  };

  const discard = () => {
    client.cancel();
    result = null;
    store.setState({ operation: null });
    show(null);
  };

  const apply = () => {
    const now = running();
    if (!now || result === null || now.operation.isBusy || now.source.id !== result.structureId) return;
    const { operation, form, source } = now;
    const document = session.current();
    const wanted = form.toOperation(operation.values, crosshairLps(open, store.getState().view.crosshairIjk));
    const sources = [source, ...operandIds(operation.values).flatMap((id) => document.structures.get(id) ?? [])].map(
      ({ id, contentRev }) => ({ structureId: id, contentRev }),
    );
    const derivedFrom = { operation: encodeOperation(wanted), sources };
    let edit: Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'> | null;
    if (operation.values['isNew']) {
      const id = crypto.randomUUID();
      const name = form.newName(source.name, operation.values);
      const isLocked = document.groups.get(source.groupId)?.isLocked ?? true;
      const home = isLocked ? drawnGroup(document) : null;
      const made: NewStructure = {
        id,
        groupId: home?.group.id ?? source.groupId,
        name,
        color: colorFor('', document.structures.values()),
        interpretedType: source.interpretedType,
        fmaCode: null,
        origin: 'derived',
        derivedFrom,
      };
      edit = {
        ...createStructure(document, made, result.slices, home?.isNew ? home.group : null),
        label: `${form.title} of ${source.name}`,
      };
      patchView(store, { activeStructureId: id });
    } else {
      edit = createSliceEdit(
        document,
        source.id,
        changesBetween(structureSlicesOf(document, source.id), result.slices),
        form.title,
      );
    }
    discard();
    if (edit !== null) session.commit(edit);
  };

  const stops = [
    store.subscribe(
      (state) => [state.view.activeStructureId, state.operation?.operationId] as const,
      () => refresh(),
      { equalityFn: (p, q) => p[0] === q[0] && p[1] === q[1] },
    ),
    store.subscribe(
      (state) => state.view.crosshairIjk,
      () => {
        const id = store.getState().operation?.operationId;
        if (id === 'split' || id === 'mirror') refresh();
      },
    ),
    session.onChange(({ planes }) => {
      if (store.getState().operation !== null && planes.size > 0) refresh();
    }),
  ];

  // The views were away, in the settings, while it was being set up.
  if (store.getState().operation !== null) refresh();

  return {
    start: (operationId) => {
      const form = formOf(operationId);
      if (!form) return;
      if (store.getState().segmentation !== null) context.run('segment.discard');
      patchView(store, { mode: 'edit' });
      store.setState({
        operation: { operationId, values: initialValues(form), isBusy: false, summary: '', problem: null },
      });
    },
    setValues: (values) => {
      const { operation } = store.getState();
      if (!operation) return;
      patch({ values: { ...operation.values, ...values } });
      refresh();
    },
    apply,
    discard,
    onPreview: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      for (const stop of stops) stop();
      listeners.clear();
      client.close();
    },
  };
}

/** Planes that differ; those that the result no longer has are emptied. */
function previewOf(
  own: ReadonlyMap<number, SliceBits>,
  slices: ReadonlyMap<number, SliceBits>,
): ReadonlyMap<number, SliceBits | null> {
  const preview = new Map<number, SliceBits | null>(slices);
  for (const k of own.keys()) if (!slices.has(k)) preview.set(k, null);
  return preview;
}
