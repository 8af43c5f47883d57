// Keeps the findings up to date: every edit sends the planes that it touched to the worker, one question at a time; what
// changes meanwhile goes with the next one.

import {
  type ChangedPlane,
  type CheckedStructure,
  isBodyName,
  type PlaneValues,
  planeValuesOf,
} from '../../../core/checks/index.ts';
import type { SliceBits } from '../../../core/edit/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { acceptedNow, passedChecks } from '../../commands/open-findings.ts';
import { modelGroupOf } from '../../commands/uncertainty-commands.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { supersededIds } from '../../data/superseded-sets.ts';
import type { AppState } from '../../state/app-state.ts';
import type { AppStore } from '../../state/app-store.ts';
import { roiOf } from '../../state/imported-lines.ts';
import { formatClock } from '../../ui/format.ts';
import type { ChecksAnswer, ChecksRequest } from '../../workers/checks-messages.ts';

/** Seen slices and names change in bursts. After an edit its surface comes first: on few cores they would share the time. */
const QUIET_MS = 300;

/** Longest stretch in which planes are gathered without letting the window draw, ms. */
const TAKE_MS = 6;

/** Hands over what models say of their doubts, as it comes; the result stops it. */
export type FollowMaps = (take: (message: Extract<ChecksRequest, { type: 'map' }>) => void) => () => void;

/** The way to the worker. */
export interface ChecksPort {
  /** The buffers are handed over, not copied. */
  send(message: ChecksRequest, handedOver: readonly ArrayBuffer[]): void;
  listen(onAnswer: (answer: ChecksAnswer) => void, onFailure: () => void): void;
  close(): void;
}

const NO_CHECKS: AppState['checks'] = { findings: [], passed: 0, accepted: {}, isRunning: false, lastRunAt: null };

/** The worker takes its planes away; the document keeps its own. */
const copyOf = (bits: SliceBits): SliceBits => ({ ...bits, words: bits.words.slice() });

function changeTimes({ workspace }: AppState): Map<string, string> {
  const times = new Map<string, string>();
  for (const { structureId, at } of workspace?.steps.slice(0, workspace.head) ?? []) {
    if (structureId !== null) times.set(structureId, formatClock(new Date(at)));
  }
  return times;
}

export function checkedStructures(state: AppState): CheckedStructure[] {
  const times = changeTimes(state);
  const structures = state.workspace?.structures ?? [];
  // What was found in a version that has been taken over into the next is found there again, once.
  const old = supersededIds(state.workspace?.groups ?? [], structures);
  // A point or a line that came with a set has no voxels to look at, and lacks none.
  const isKeptAlone = (structure: (typeof structures)[number]) =>
    (roiOf(state.workspace?.imported ?? [], structure)?.kept.length ?? 0) > 0 &&
    (state.workspace?.planesOf[structure.id] ?? []).length === 0;
  const current = structures.filter((structure) => !old.has(structure.id) && !isKeptAlone(structure));
  return current.map((structure) => ({
    id: structure.id,
    groupId: structure.groupId,
    name: structure.name,
    interpretedType: structure.interpretedType,
    origin: structure.origin,
    review: structure.review,
    editedSlices: structure.editedSlices,
    derivedFrom: structure.derivedFrom,
    contentRev: structure.contentRev,
    seen: state.workspace?.seen[structure.id] ?? [],
    changedAt: times.get(structure.id) ?? null,
    modelGroupId: modelGroupOf(state.workspace?.groups ?? [], structure.groupId)?.id ?? null,
  }));
}

/** Takes what a person accepted, and what has changed since, into the state. */
function settleAccepted(store: AppStore): void {
  store.setState(({ checks, workspace, view }) => {
    const accepted = acceptedNow(checks.findings, workspace?.structures ?? [], view.acceptedFindings);
    return { checks: { ...checks, accepted, passed: passedChecks({ findings: checks.findings, accepted }) } };
  });
}

/**
 * Keeps the checks of a case that has just been opened up to date; the result stops them and closes the port.
 */
export function runLiveChecks(
  { store }: Pick<AppContext, 'store'>,
  open: OpenCase,
  port: ChecksPort,
  followMaps: FollowMaps = () => () => undefined,
): () => void {
  const { session, geometry } = open;
  const [columns, rows] = geometry.size;
  /** Planes that the worker does not have as they are. */
  const dirty = new Map<string, Set<number>>();
  /** Sent before their part of the image had arrived. */
  const withoutValues = new Map<string, Set<number>>();
  let isAsking = false;
  let isAskedAgain = false;
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sending: ReturnType<typeof setTimeout> | undefined;

  const mark = (marked: Map<string, Set<number>>, structureId: string, ks: Iterable<number>) => {
    const known = marked.get(structureId) ?? new Set<number>();
    for (const k of ks) known.add(k);
    marked.set(structureId, known);
  };

  const valuesOn = (bits: SliceBits, k: number): PlaneValues | null => {
    if (open.unit !== 'HU' || k >= open.readPlanes()) return null;
    const plane = open.voxels.subarray(k * columns * rows, (k + 1) * columns * rows);
    return planeValuesOf(bits, plane, columns);
  };

  const changedPlane = (structureId: string, k: number, isBody: boolean, transfer: ArrayBuffer[]): ChangedPlane => {
    const bits = session.current().slices.get(structureId)?.get(k)?.bits;
    if (bits === undefined || bits.rows === 0) return { k, bits: null, values: null };
    const values = isBody ? null : valuesOn(bits, k);
    if (values === null && !isBody && open.unit === 'HU') mark(withoutValues, structureId, [k]);
    const copy = copyOf(bits);
    transfer.push(copy.words.buffer as ArrayBuffer);
    return { k, bits: copy, values };
  };

  /** As many planes as a short while allows; a stroke's are few, those of a case that was just opened are thousands. */
  const takeDirty = () => {
    const { structures } = session.current();
    const planes: { structureId: string; planes: ChangedPlane[] }[] = [];
    const transfer: ArrayBuffer[] = [];
    const endMs = performance.now() + TAKE_MS;
    for (const [structureId, ks] of dirty) {
      const record = structures.get(structureId);
      const isBody = record === undefined || isBodyName(record.name, record.interpretedType);
      const changed: ChangedPlane[] = [];
      for (const k of ks) {
        changed.push(changedPlane(structureId, k, isBody, transfer));
        ks.delete(k);
        if (performance.now() >= endMs) break;
      }
      planes.push({ structureId, planes: changed });
      if (ks.size > 0) break;
      dirty.delete(structureId);
      if (performance.now() >= endMs) break;
    }
    return { planes, transfer };
  };

  const ask = () => {
    if (isAsking) {
      isAskedAgain = true;
      return;
    }
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isAsking = true;
    store.setState(({ checks }) => ({ checks: { ...checks, isRunning: true } }));
    send();
  };
  const send = () => {
    const { planes, transfer } = takeDirty();
    if (dirty.size > 0) {
      port.send({ type: 'planes', planes }, transfer);
      sending = setTimeout(send);
      return;
    }
    const state = store.getState();
    const structures = checkedStructures(state);
    const warnings = state.workspace?.warnings ?? [];
    port.send({ type: 'update', turn: ++turn, structures, warnings, planes }, transfer);
  };
  const askSoon = () => {
    timer ??= setTimeout(ask, QUIET_MS);
  };

  const answered = (answer: ChecksAnswer) => {
    if (answer.turn !== turn) return;
    isAsking = false;
    store.setState(({ checks }) => ({
      checks: {
        ...checks,
        findings: answer.findings,
        isRunning: isAskedAgain || timer !== null,
        lastRunAt: new Date().toISOString(),
      },
    }));
    settleAccepted(store);
    if (!isAskedAgain) return;
    isAskedAgain = false;
    ask();
  };
  const failed = () =>
    store.setState(({ checks }) => ({
      checks: { ...checks, isRunning: false },
      statusText: 'The checks stopped. Open the case again to run them.',
    }));
  port.listen(answered, failed);

  const stops = [
    session.onChange(({ planes }) => {
      for (const [structureId, ks] of planes) mark(dirty, structureId, ks);
      if (planes.size === 0) return;
      // From now on what is known is of before the edit.
      store.setState(({ checks }) => ({ checks: { ...checks, isRunning: true } }));
      askSoon();
    }),
    store.subscribe((state) => state.workspace?.structures, askSoon),
    store.subscribe((state) => state.workspace?.seen, askSoon),
    store.subscribe((state) => state.workspace?.warnings, askSoon),
    store.subscribe(
      (state) => state.view.acceptedFindings,
      () => settleAccepted(store),
    ),
    store.subscribe(
      (state) => state.workspace?.phase,
      (phase) => {
        if (phase !== 'ready' || withoutValues.size === 0) return;
        for (const [structureId, ks] of withoutValues) mark(dirty, structureId, ks);
        withoutValues.clear();
        ask();
      },
    ),
  ];
  port.send({ type: 'open', geometry }, []);
  stops.push(
    followMaps((message) => {
      port.send(message, []);
      askSoon();
    }),
  );
  for (const [structureId, own] of session.current().slices) mark(dirty, structureId, own.keys());
  store.setState({ checks: NO_CHECKS });
  ask();

  return () => {
    if (timer !== null) clearTimeout(timer);
    clearTimeout(sending);
    for (const stop of stops) stop();
    port.close();
    store.setState({ checks: NO_CHECKS });
  };
}
