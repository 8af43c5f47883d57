// A mesh of another program: kept with the case, then joined by a step whose values say how.

import type { ForeignMeshFacts } from '../../core/contract/index.ts';
import type { PrintStep } from '../../core/print/index.ts';
import { type AppStore, notify } from '../state/app-store.ts';
import type { BoxLps } from '../state/print-state.ts';
import { type Command, command } from './command.ts';

const sentence = (words: string): string =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`;

/** Between the boxes of both, mm; 0 where they touch. */
function gapMm(mesh: ForeignMeshFacts, box: BoxLps | null): number {
  if (box === null) return 0;
  const gap = (axis: 0 | 1 | 2) =>
    Math.max(0, mesh.minLps[axis] - box.maxLps[axis], box.minLps[axis] - mesh.maxLps[axis]);
  return Math.hypot(gap(0), gap(1), gap(2));
}

/** Where a mesh lies beside the model, the likeliest reason is a frame that its file does not name. */
const apartWords = (mesh: ForeignMeshFacts, box: BoxLps | null): string[] => {
  const mm = gapMm(mesh, box);
  if (mm < 1) return [];
  const from = `${mesh.name} lies ${mm.toFixed(0)} mm from the model.`;
  return [`${from} If it was drawn in RAS coordinates, export it in LPS.`];
};

/** What was put right in a file and what was taken for granted is said, as either may be wrong. */
function sayHowRead(store: AppStore, box: BoxLps | null, meshes: readonly ForeignMeshFacts[]): void {
  const names = meshes.map(({ name }) => name).join(', ');
  const isSound = meshes.every(({ repairs }) => repairs.length === 0);
  const repairs = meshes.flatMap(({ name, repairs: own }) =>
    own.map((words) => sentence(meshes.length === 1 ? words : `${name}: ${words}`)),
  );
  const notes = new Set(meshes.flatMap((mesh) => mesh.notes.map(sentence)));
  notify(store, {
    tone: 'info',
    title: isSound ? `${names} joined` : `${names} joined, repaired`,
    text: [...meshes.flatMap((mesh) => apartWords(mesh, box)), ...repairs, ...notes].join(' '),
    act: null,
  });
}

export const createImportMesh = (
  add: (store: AppStore, step: PrintStep, label: string) => void,
  needsModel: Command['unavailable'],
): Command =>
  command(
    'print.importMesh',
    'Add: a mesh of another program…',
    'Print',
    'print',
    [],
    async ({ store, host, connection, openCase }) => {
      const open = openCase();
      if (open === null) return;
      const grants = await host.pickImport('files');
      const { box } = store.getState().print;
      if (grants.length > 0) store.setState({ statusText: 'Reading and checking the mesh…' });
      try {
        const { documentId } = open.session;
        const added: ForeignMeshFacts[] = [];
        for (const path of grants) added.push(...(await connection.client.print.addMeshes({ documentId, path })));
        for (const { name } of added) {
          add(store, { name: 'combine', operation: 'union', with: { file: name }, clearanceMm: 0 }, `Add ${name}`);
        }
        if (added.length > 0) sayHowRead(store, box, added);
      } finally {
        store.setState({ statusText: '' });
        await host.release(grants);
      }
    },
    needsModel,
  );
