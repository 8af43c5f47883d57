// How a structure stands, and what list, picture, ribbon and screen reader make of it.
import { describe, expect, it } from 'vitest';
import type { QueueRow } from '../../../core/contract/index.ts';
import type { GroupRecord, ReviewState, StructureRecord } from '../../../core/edit/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { isDoubledLine, isOutOfDate, lookOf } from '../../../renderer/features/workspace/structure-look.ts';
import {
  contourDisplay,
  isShown,
  progressLine,
  ribbonModel,
  sceneStructures,
  spokenStructure,
  viewContours,
  viewMeasurements,
  viewTextsOf,
} from '../../../renderer/features/workspace/view-models.ts';
import type { AppState, WorkspaceState } from '../../../renderer/state/app-state.ts';
import { INITIAL_STATE } from '../../../renderer/state/app-store.ts';
import { INITIAL_VIEW, type ViewState } from '../../../renderer/state/view-state.ts';
import { bitsWhere, documentOf, structureRecord, uprightStack } from '../../support/edit-stacks.ts';
import { GROUP } from '../../support/random-edits.ts';

const REVIEWED: ReviewState = { isReviewed: true, at: '2026-11-18T09:41:00Z', reason: null, slices: [2, 3] };
const DERIVED = { operation: 'expand 5 5 5 5 5 5', sources: [{ structureId: 'source', contentRev: 4 }] };
const look = (over: Partial<StructureRecord>, planes = [2, 3, 4], seen: number[] = [], isGroupLocked = false) =>
  lookOf(structureRecord('a', over), { planes, seen, isGroupLocked });

describe('how a structure stands', () => {
  it('is said in words, with the swatch of its line', () => {
    expect(look({ origin: 'auto' })).toMatchObject({
      swatch: 'unreviewed',
      words: 'Unreviewed, 0 of 3 slices seen',
      tone: 'warn',
      seenShare: 0,
    });
    expect(look({ origin: 'auto' }, [2, 3, 4], [3, 9])).toMatchObject({ words: 'Unreviewed, 1 of 3 slices seen' });
    expect(look({ review: REVIEWED })).toMatchObject({ swatch: 'reviewed', words: 'Reviewed', tone: 'ok' });
    expect(look({ derivedFrom: DERIVED })).toMatchObject({ swatch: 'derived', words: 'Derived', tone: 'acc' });
    expect(look({ derivedFrom: DERIVED, review: REVIEWED })).toMatchObject({ swatch: 'reviewed' });
    expect(look({ origin: 'imported' })).toMatchObject({ swatch: 'imported', words: 'Imported', tone: 'dim2' });
    expect(look({ origin: 'imported' }, [2], [], true).words).toBe('Imported, locked');
    expect(look({ origin: 'imported', isLocked: true }).words).toBe('Imported, locked');
    expect(look({ review: REVIEWED }, [])).toMatchObject({
      swatch: 'none',
      words: 'Empty',
      seenShare: 0,
      sliceCount: 0,
    });
  });

  it('counts slices that were edited or reviewed as seen, and none twice', () => {
    const review = { ...REVIEWED, isReviewed: false, slices: [2] };
    expect(look({ editedSlices: [3], review }, [2, 3, 4], [2])).toMatchObject({
      seenCount: 2,
      sliceCount: 3,
      isEdited: true,
      words: 'Unreviewed, edited, 2 of 3 slices seen',
    });
    expect(look({ origin: 'imported', editedSlices: [3] }).swatch).toBe('unreviewed');
    expect(look({ editedSlices: [3], review: REVIEWED }).words).toBe('Reviewed, edited');
  });

  it('is out of date once a source is another, or gone', () => {
    const own = structureRecord('own', { derivedFrom: DERIVED });
    expect(isOutOfDate(own, [structureRecord('source', { contentRev: 4 })])).toBe(false);
    expect(isOutOfDate(own, [structureRecord('source', { contentRev: 5 })])).toBe(true);
    expect(isOutOfDate(own, [own])).toBe(true);
    expect(isOutOfDate(structureRecord('plain'), [])).toBe(false);
  });

  it('has a doubled line from the 21st on', () => {
    const all = Array.from({ length: 22 }, (_, at) => structureRecord(`s${at}`));
    expect(all.filter(({ id }) => isDoubledLine(id, all)).map(({ id }) => id)).toEqual(['s20', 's21']);
  });
});

const bits = bitsWhere(8, 8, (i, j) => i < 4 && j < 4) as NonNullable<ReturnType<typeof bitsWhere>>;
const structures = [
  structureRecord('auto', {
    origin: 'auto',
    name: 'Parotid_L',
    review: { ...REVIEWED, isReviewed: false, slices: [2] },
  }),
  structureRecord('reviewed', { review: REVIEWED }),
  structureRecord('imported', { origin: 'imported', groupId: 'set' }),
  structureRecord('derived', { derivedFrom: DERIVED }),
  structureRecord('body', { interpretedType: 'EXTERNAL', name: 'Outer' }),
];
const document = documentOf(structures.map((record) => ({ record, slices: new Map([[2, bits]]) })));
function stateWith(view: Partial<ViewState> = {}, workspace: Partial<WorkspaceState> = {}): AppState {
  const own = {
    structures,
    groups: [GROUP],
    measurements: [],
    planesOf: { auto: [2, 3, 4], reviewed: [2] },
    seen: { auto: [3] },
    failure: null,
    volume: { unit: 'HU' },
    ...workspace,
  };
  return {
    ...INITIAL_STATE,
    view: { ...INITIAL_VIEW, activeStructureId: 'auto', ...view },
    workspace: own as unknown as WorkspaceState,
  };
}
const ids = (state: AppState) => viewContours(state, document).map(({ structureId }) => structureId);

describe('what the views draw', () => {
  it('is every structure in the line that the list shows', () => {
    const drawn = viewContours(stateWith(), document);
    expect(drawn.map(({ structureId, state }) => [structureId, state])).toEqual([
      ['auto', 'unreviewed'],
      ['reviewed', 'reviewed'],
      ['imported', 'imported'],
      ['derived', 'derived'],
      ['body', 'unreviewed'],
    ]);
    for (const structure of structures) {
      const { swatch } = lookOf(structure, { planes: [2], seen: [], isGroupLocked: false });
      expect(drawn.find(({ structureId }) => structureId === structure.id)?.state).toBe(swatch);
    }
    expect([...(drawn[0]?.reviewedSlices ?? [])]).toEqual([2]);
    expect([...(drawn[0]?.slices.keys() ?? [])]).toEqual([2]);
  });

  it('leaves out what is hidden, all but one that stands alone, and everything when contours are off', () => {
    expect(ids(stateWith({ hidden: ['auto', 'body'] }))).toEqual(['reviewed', 'imported', 'derived']);
    expect(ids(stateWith({ hidden: ['derived'], soloId: 'derived' }))).toEqual(['derived']);
    expect(ids(stateWith({ areContoursShown: false, soloId: 'auto' }))).toEqual([]);
    expect(isShown({ ...INITIAL_VIEW, soloId: 'x' }, 'auto')).toBe(false);
    expect(ids({ ...INITIAL_STATE })).toEqual([]);
  });

  it('are two sets and nothing else while they are compared: A solid, B dotted, in one colour', () => {
    const groups: GroupRecord[] = [
      { ...GROUP, id: 'p' },
      { ...GROUP, id: 'q' },
    ];
    const pair = [
      structureRecord('p1', { groupId: 'p', name: 'Cord', color: '#111111' }),
      structureRecord('q1', { groupId: 'q', name: 'cord', color: '#222222' }),
      structureRecord('q2', { groupId: 'q', name: 'Brain', color: '#333333' }),
    ];
    const state = stateWith({ mode: 'evaluate', compared: { a: 'p', b: 'q' } }, { groups, structures: pair });
    expect(
      viewContours(state, document).map(({ structureId, state: line, color }) => [structureId, line, color]),
    ).toEqual([
      ['p1', 'approved', '#111111'],
      ['q1', 'derived', '#111111'],
      ['q2', 'derived', '#333333'],
    ]);
    expect(contourDisplay(state).mode).toBe('outline');
    expect(contourDisplay(stateWith({ contourStyle: 'fill', fillOpacity: 25 }))).toEqual({
      mode: 'fill',
      fillOpacity: 0.25,
      activeId: 'auto',
    });
  });

  it('lets the outside of the body show faintly in 3D', () => {
    const opacity = sceneStructures(stateWith(), document).map(({ structureId, opacity: own }) => [structureId, own]);
    expect(opacity).toContainEqual(['body', 0.12]);
    expect(opacity).toContainEqual(['auto', 1]);
  });

  it('is in the ribbon: where the structure is, what was seen, and where findings are still open', () => {
    const finding = (id: string, structureId: string, k: number | null) =>
      ({ id, structureId, k, severity: 'warning' }) as AppState['checks']['findings'][number];
    const state: AppState = {
      ...stateWith(),
      checks: {
        ...INITIAL_STATE.checks,
        findings: [
          finding('f1', 'auto', 4),
          finding('f2', 'auto', 2),
          finding('f3', 'auto', null),
          finding('f4', 'body', 3),
        ],
        accepted: { f2: 'As it should be' },
      },
    };
    const ribbon = ribbonModel(state);
    expect(ribbon).toMatchObject({ label: 'Parotid_L', color: '#41D2CE' });
    expect([ribbon?.slices, ribbon?.seen, ribbon?.findings].map((set) => [...(set ?? [])])).toEqual([
      [2, 3, 4],
      [3, 2],
      [4],
    ]);
    expect(ribbonModel(stateWith({ activeStructureId: null }))).toBeNull();
  });

  it('has the window, the unit and the failure in its corners, and the measurements', () => {
    expect(viewTextsOf(stateWith({ windowPreset: 'bone' }))).toEqual({ windowName: 'Bone', unit: 'HU', notice: null });
    expect(viewTextsOf(stateWith({ windowPreset: 'file' }, { failure: 'Cut short.' }))).toMatchObject({
      windowName: 'As in the file',
      notice: 'Cut short.',
    });
    expect(viewTextsOf(stateWith({ windowPreset: 'custom' })).windowName).toBe('');
    const measurement = {
      id: 'm',
      kind: 'distance',
      view: 'axial',
      pointsLps: [0, 0, 0, 1, 0, 0],
      label: '1.0 mm',
    } as const;
    expect(viewMeasurements(stateWith({}, { measurements: [measurement] }))).toEqual([
      { id: 'm', kind: 'distance', pointsLps: measurement.pointsLps, label: '1.0 mm', isActive: false },
    ]);
  });

  it('is spoken', () => {
    expect(spokenStructure(stateWith())).toBe('Parotid_L, unreviewed, 2 of 3 slices seen');
    expect(spokenStructure(stateWith({ activeStructureId: 'reviewed' }))).toBe(
      'reviewed, reviewed, 1 of 1 slices seen',
    );
    expect(spokenStructure(stateWith({ activeStructureId: 'derived' }))).toBe(
      'derived, out of date, 0 of 0 slices seen',
    );
    expect(spokenStructure(stateWith({ activeStructureId: null }))).toBe('');
    // What a person drew elsewhere is no draft.
    expect(spokenStructure(stateWith({ activeStructureId: 'imported' }))).toMatch(/^\S+, imported, \d+ of \d+ slices/);
  });
});

describe('the line that parts what is contoured from what is not', () => {
  const row = (over: Partial<QueueRow>) =>
    ({ phase: 'inference', done: 1, total: 4, sweep: 'down', ...over }) as QueueRow;
  const stack = uprightStack([8, 8, 101]);
  const fromHead: ImageGeometry = {
    ...stack,
    direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
  };

  it('stands where the model has come to, from the side from which it came', () => {
    expect(progressLine(row({}), stack)).toEqual({ k: 75, text: 'Done above this line' });
    expect(progressLine(row({ sweep: 'up' }), stack)).toEqual({ k: 25, text: 'Done below this line' });
    // The first plane is the uppermost.
    expect(progressLine(row({}), fromHead)).toEqual({ k: 25, text: 'Done above this line' });
  });

  it('is not drawn for a model that goes through the patient in another order, nor on planes that stand upright', () => {
    expect(progressLine(row({ sweep: null }), stack)).toBeNull();
    expect(progressLine(row({ phase: 'postprocess' }), stack)).toBeNull();
    expect(progressLine(row({ total: 0 }), stack)).toBeNull();
    const sagittal: ImageGeometry = { ...stack, direction: [0, 1, 0, 0, 0, -1, -1, 0, 0] };
    expect(progressLine(row({}), sagittal)).toBeNull();
  });
});
