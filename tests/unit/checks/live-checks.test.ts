// The checks of an open case without a window: a worker in the same thread, the real store and commands.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CaseModel, createCaseModel, runChecks } from '../../../core/checks/index.ts';
import { applyEdit, type EditDocument, type SliceBits } from '../../../core/edit/index.ts';
import { createCutViews } from '../../../core/geometry/index.ts';
import type { AppContext } from '../../../renderer/commands/command.ts';
import { createFindingCommands } from '../../../renderer/commands/finding-commands.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { type ChecksPort, checkedStructures, runLiveChecks } from '../../../renderer/features/checks/live-checks.ts';
import { createAppStore, patchView } from '../../../renderer/state/app-store.ts';
import type { ChecksAnswer, ChecksRequest } from '../../../renderer/workers/checks-messages.ts';
import { ball, HEAD, NO_RANGES } from '../../support/checked-case.ts';
import { documentOf, slicesWhere, structureRecord } from '../../support/edit-stacks.ts';

/** Answers as the real worker does, and keeps what it was sent. */
function portInThread(): ChecksPort & { readonly sent: ChecksRequest[] } {
  let model: CaseModel | null = null;
  let answer: (data: ChecksAnswer) => void = () => undefined;
  const sent: ChecksRequest[] = [];
  return {
    sent,
    listen: (onAnswer) => {
      answer = onAnswer;
    },
    close: () => undefined,
    send: (message) => {
      sent.push(message);
      if (message.type === 'open') {
        model = createCaseModel(message.geometry);
        return;
      }
      if (model === null || message.type === 'map') return;
      for (const { structureId, planes } of message.planes) model.setPlanes(structureId, planes);
      if (message.type === 'planes') return;
      model.setStructures(message.structures);
      const data = { turn: message.turn, findings: runChecks(model, NO_RANGES), ms: 1 };
      queueMicrotask(() => answer(data));
    },
  };
}

type DocumentChange = Parameters<Parameters<OpenCase['session']['onChange']>[0]>[0];

const GAP = 'gap:stem:20';

function openHead() {
  const whole = slicesWhere(HEAD, ball(60, 50, 20, 14));
  const missing = whole.get(20) as SliceBits;
  whole.delete(20);
  const record = structureRecord('stem', {
    name: 'Brainstem',
    review: { isReviewed: true, at: null, reason: null, slices: [] },
  });
  let document: EditDocument = documentOf([{ record, slices: whole }]);
  const listeners = new Set<(change: DocumentChange) => void>();
  const store = createAppStore();
  const setWorkspace = () =>
    store.setState({
      workspace: {
        structures: [...document.structures.values()],
        planesOf: {},
        seen: {},
        steps: [],
        head: 0,
        warnings: [],
        phase: 'ready',
      } as never,
    });
  const open = {
    geometry: HEAD,
    views: createCutViews(HEAD),
    unit: 'HU',
    voxels: new Int16Array(120 * 100 * 40).fill(30),
    readPlanes: () => 40,
    session: {
      current: () => document,
      onChange: (listener: (change: DocumentChange) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  } as unknown as OpenCase;
  const setPlane = (k: number, bits: SliceBits | null) => {
    const after = { ...record, contentRev: record.contentRev + 1 };
    const content = bits === null ? null : { bits, importedLoops: null };
    document = applyEdit(document, {
      ops: [
        { type: 'slices', structureId: 'stem', changes: [{ k, before: null, after: content }] },
        { type: 'structure', id: 'stem', before: record, after },
      ],
    });
    setWorkspace();
    for (const listener of listeners) listener({ planes: new Map([['stem', [k]]]) } as unknown as DocumentChange);
  };
  setWorkspace();
  const port = portInThread();
  const stop = runLiveChecks({ store }, open, port);
  const context = { store, openCase: () => open } as unknown as AppContext;
  const commands = new Map(createFindingCommands().map((command) => [command.id, command]));
  const run = (id: string, args: string | null = null) => void commands.get(id)?.run(context, args);
  return { store, port, stop, run, setPlane, missing };
}

describe('what is checked', () => {
  it('is the newest version of a set, so that nothing is found twice', () => {
    const store = createAppStore();
    const group = (id: string, parentGroupId: string | null) => ({ id, parentGroupId });
    store.setState({
      workspace: {
        groups: [group('v1', null), group('v2', 'v1')],
        structures: [structureRecord('old', { groupId: 'v1' }), structureRecord('new', { groupId: 'v2' })],
        seen: {},
        steps: [],
        head: 0,
      } as never,
    });
    expect(checkedStructures(store.getState()).map(({ id }) => id)).toEqual(['new']);
  });
});

describe('checks of an open case', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', new EventTarget());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const settle = () => vi.advanceTimersByTimeAsync(400);

  it('send all planes once, then only those of a stroke, and the document keeps its own', async () => {
    const { store, port, setPlane, missing } = openHead();
    await settle();
    expect(store.getState().checks.findings.map(({ id }) => id)).toEqual([GAP]);
    expect(store.getState().checks.passed).toBe(14);
    setPlane(20, missing);
    await settle();
    const last = port.sent.filter((message) => message.type === 'update').find(({ turn }) => turn === 2);
    expect(last?.planes.map(({ planes }) => planes.map(({ k }) => k))).toEqual([[20]]);
    expect(store.getState().checks).toMatchObject({ findings: [], passed: 15, isRunning: false });
    expect(last?.planes[0]?.planes[0]?.bits?.words).not.toBe(missing.words);
  });

  it('leave the processor to the surface of an edit first, and say meanwhile that they are not done', async () => {
    const { store, port, setPlane, missing } = openHead();
    await settle();
    const before = port.sent.length;
    setPlane(20, missing);
    await vi.advanceTimersByTimeAsync(250);
    expect(port.sent).toHaveLength(before);
    expect(store.getState().checks).toMatchObject({ isRunning: true, findings: [{ id: GAP }] });
    await settle();
    expect(store.getState().checks).toMatchObject({ isRunning: false, findings: [] });
  });

  it('gather the planes of a large case in parts, with the window drawing in between, and ask once', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs++);
    const { port, store, stop } = openHead();
    expect(port.sent.map(({ type }) => type)).toEqual(['open', 'planes']);
    await settle();
    expect(port.sent.map(({ type }) => type)).toEqual(['open', 'planes', 'planes', 'update']);
    const sent = port.sent.flatMap((message) => ('planes' in message ? message.planes : []));
    const ks = sent.flatMap(({ planes }) => planes.map(({ k }) => k));
    expect(ks).toEqual([...new Set(ks)]);
    expect(ks).toHaveLength(14);
    expect(store.getState().checks).toMatchObject({ passed: 14, isRunning: false });
    stop();
    vi.restoreAllMocks();
  });

  it('jump to a finding: its structure alone for two seconds, the crosshair on the place', async () => {
    const { store, run } = openHead();
    await settle();
    run('finding.next');
    expect(store.getState().view).toMatchObject({
      soloId: 'stem',
      activeStructureId: 'stem',
      crosshairIjk: [60, 50, 20],
    });
    await vi.advanceTimersByTimeAsync(1900);
    expect(store.getState().view.soloId).toBe('stem');
    await vi.advanceTimersByTimeAsync(200);
    expect(store.getState().view.soloId).toBeNull();
  });

  it('leaves alone what a person shows alone meanwhile', async () => {
    const { store, run } = openHead();
    await settle();
    run('finding.show', GAP);
    patchView(store, { soloId: 'another' });
    await vi.advanceTimersByTimeAsync(2100);
    expect(store.getState().view.soloId).toBe('another');
  });

  it('keep an accepted finding closed with its reason, with the case, until its structure changes', async () => {
    const { store, run, setPlane } = openHead();
    await settle();
    run('finding.accept', JSON.stringify({ id: GAP, reason: '  ' }));
    expect(store.getState().checks.accepted).toEqual({});
    run('finding.accept', JSON.stringify({ id: GAP, reason: 'Artefact of a filling' }));
    expect(store.getState().checks).toMatchObject({ accepted: { [GAP]: 'Artefact of a filling' }, passed: 15 });
    expect(JSON.parse(JSON.stringify(store.getState().view)).acceptedFindings[GAP].reason).toBe(
      'Artefact of a filling',
    );
    setPlane(19, slicesWhere(HEAD, ball(60, 50, 20, 13)).get(19) as SliceBits);
    await settle();
    expect(store.getState().checks).toMatchObject({ accepted: {}, passed: 14 });
  });
});
