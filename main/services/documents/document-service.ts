// The documents of the window: opening, the journal of edits, what was seen.

import type { DocumentState, WindowImplementation } from '../../../core/contract/index.ts';
import { DEFAULT_PROFILE, readDestinationProfile } from '../../../core/destination/index.ts';
import type { EditWire } from '../../../core/edit/index.ts';
import { splitUncertainty } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { DocumentContent, Library } from '../../store/index.ts';
import { copyGroup } from './copy-group.ts';
import { copyWarnings } from './copy-words.ts';
import type { DocumentPorts } from './document-ports.ts';
import { exportContent } from './export-document.ts';
import { importedSets } from './imported-sets.ts';
import { layAnew } from './lay-anew.ts';
import { missingRegions, withRegions } from './missing-regions.ts';
import { planesInto } from './planes-into.ts';
import { readContent } from './read-content.ts';
import { takeFile } from './take-file.ts';
import { readSet } from './taken-sets.ts';

type Wire<T> = T extends readonly (infer U)[]
  ? Wire<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Wire<T[K]> }
    : T;

/** The store's values are the contract's but for being read-only. */
const toState = (content: DocumentContent): DocumentState => {
  const { documentId, seriesId, rev, groups, structures, measurements, slices, seen, spentMs, view, history, head } =
    content as Wire<DocumentContent>;
  return {
    documentId,
    seriesId,
    rev,
    groups,
    structures,
    measurements,
    slices,
    seen,
    spentMs,
    view,
    history,
    head,
    warnings: content.warnings.map(({ code, message }) => ({ code, message })),
  };
};

/** The document of a series, with everything taken over that lies on its images. Returns its id. */
export async function prepareDocument(
  library: Library,
  pool: ComputePool,
  seriesId: string,
): Promise<{ readonly documentId: string }> {
  const { work } = library;
  const head = work.ensureDocument(seriesId);
  const current = work.currentVolume(seriesId);
  if (head.volumeId !== current) {
    const planeOf = planesInto(library.getVolume(head.volumeId).geometry, library.getVolume(current).geometry);
    work.rebaseDocument(head.documentId, planeOf);
  }
  for (const set of work.setsToTake(head.documentId)) {
    work.takeSet(head.documentId, await readSet(library, { volumeId: current }, set, pool));
  }
  await layAnew(library, pool, head.documentId);
  return { documentId: head.documentId };
}

export function createDocumentService(ports: DocumentPorts): WindowImplementation['documents'] {
  const { writable, reader, pool } = ports;
  /** Two windows that open a series at once must not take its sets over twice. */
  const opening = new Map<string, Promise<unknown>>();
  const alone = async <T>(seriesId: string, action: () => Promise<T>): Promise<T> => {
    const before = opening.get(seriesId) ?? Promise.resolve();
    const next = before.then(action, action);
    opening.set(seriesId, next);
    try {
      return await next;
    } finally {
      if (opening.get(seriesId) === next) opening.delete(seriesId);
    }
  };
  return {
    open: async ({ seriesId }) => {
      if (ports.isReadOnly) {
        const content = await readContent(ports, seriesId);
        return toState(withRegions(content, missingRegions(content, reader)));
      }
      return alone(seriesId, async () => {
        const { documentId } = await prepareDocument(writable(), pool, seriesId);
        const content = reader.work.readDocument(documentId);
        const links = missingRegions(content, reader);
        if (links.length > 0) writable().work.linkRegions(documentId, links);
        return toState(withRegions(content, links));
      });
    },
    append: async ({ documentId, baseRev, edit, merges }) => {
      const { work } = writable();
      const own = edit as EditWire;
      const dropped = merges ? work.removedStructures(documentId, own) : [];
      return { rev: work.append({ documentId, baseRev, edit: own, merges }), dropped };
    },
    undo: async ({ documentId, baseRev, editId }) => toStep(writable().work.undo(documentId, baseRev, editId)),
    redo: async ({ documentId, baseRev, editId }) => toStep(writable().work.redo(documentId, baseRev, editId)),
    markSeen: async ({ documentId, seen }) => {
      writable().work.markSeen(documentId, seen);
      return {};
    },
    addTime: async ({ documentId, spent }) => {
      writable().work.addTime(documentId, spent);
      return {};
    },
    saveView: async ({ documentId, view }) => {
      writable().work.saveView(documentId, view);
      return {};
    },
    copyGroup: async (input) => {
      const copied = await copyGroup(writable(), pool, input);
      ports.onEdit({ documentId: input.documentId, rev: copied.rev, edit: copied.edit });
      const warnings = copyWarnings(copied.structures).map(({ code, message }) => ({ code, message }));
      return { ...toStep(copied), warnings };
    },
    takeFile: async ({ documentId, baseRev, path }, { signal }) => {
      const request = { documentId, baseRev, path: ports.resolvePath(path) };
      const { rev, edit, structures, warnings } = await takeFile(writable(), pool, request, signal);
      ports.onEdit({ documentId, rev, edit });
      return { rev, structures, warnings };
    },
    export: async ({ documentId, structureIds, formats, destination, openPoints, profile }, context) => {
      const content = reader.work.readDocument(documentId);
      const folder = ports.resolvePath(destination);
      const rules = profile === null ? DEFAULT_PROFILE : readDestinationProfile(profile, 'of the window');
      const { names, ...written } = await exportContent(
        ports,
        { content, structureIds, formats, folder, openPoints, profile: rules },
        context,
      );
      return { ...written, names: [...names] };
    },
    uncertainty: async ({ structureSetId }) => {
      const kept = reader.readUncertainty(structureSetId);
      return { uncertainty: kept === null ? null : toUncertaintyWire(kept) };
    },
    imported: ({ seriesId }) => importedSets(reader, pool, seriesId),
    history: async ({ documentId }) => {
      const { history, head } = reader.work.readHistory(documentId);
      return { history: history.map((step) => ({ ...step })), head };
    },
  };
}

const toStep = ({ rev, edit }: { readonly rev: number; readonly edit: EditWire }) => ({
  rev,
  edit: edit as Wire<EditWire>,
});

function toUncertaintyWire(kept: Uint8Array) {
  const { grid, map, deflated } = splitUncertainty(kept);
  const { originLps, spacingMm, component, sign } = grid;
  const values = Buffer.from(deflated.buffer, deflated.byteOffset, deflated.length).toString('base64');
  const three = (v: readonly [number, number, number]): [number, number, number] => [v[0], v[1], v[2]];
  return {
    kind: map.kind,
    originLps: three(originLps),
    spacingMm: three(spacingMm),
    component: three(component),
    sign: three(sign),
    start: three(map.start),
    size: three(map.size),
    values,
  };
}
