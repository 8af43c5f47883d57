// What the window asks of doses: those of a case, their values, templates of constraints, tables into a folder.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseDose, WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { transferables } from '../../jobs/transferables.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import type { Library, LibraryReader } from '../../store/index.ts';
import type { KeptDose, KeptSum } from './case-dose.ts';
import { readTemplateFile, shippedTemplate, TEMPLATE_NAMES } from './constraint-templates.ts';
import type { CaseDosesTask } from './dose-task.ts';

export interface DosePorts {
  readonly reader: LibraryReader;
  readonly pool: ComputePool;
  readonly resolvePath: (grantId: string) => string;
  /** Throws where the library is open for reading only. */
  readonly writable: () => Library;
  readonly onCasesChanged: (caseIds: readonly string[]) => void;
}

export interface DoseService {
  readonly implementation: WindowImplementation['doses'];
  /** Gy of a dose, float32, little endian, i fastest. Throws `not-found`, and what keeps it from being shown. */
  openDose(caseId: string, doseId: string): Promise<Uint8Array>;
}

/** A sum while it is looked at; no id of the library looks so. */
const TRIED = 'tried';

/** More files of one name than anybody keeps. */
const MOST_COPIES = 1000;

/** A name in the folder that nothing has: `dvh.csv`, `dvh (2).csv`, … Nothing is ever overwritten. */
function freeName(folder: string, stem: string): string {
  for (let n = 1; n <= MOST_COPIES; n++) {
    const name = n === 1 ? `${stem}.csv` : `${stem} (${n}).csv`;
    if (!existsSync(join(folder, name))) return name;
  }
  throw new AppError(
    'resource',
    'DOSE_TABLE_NAME',
    `The folder holds ${MOST_COPIES} tables of this name. Choose another.`,
  );
}

/** The file that was chosen: what a browser hands over lies in a folder of its own. */
function oneFile(path: string): string {
  return withNodeErrors(`Reading ${path}`, () => {
    if (!statSync(path).isDirectory()) return path;
    const [name, second] = readdirSync(path);
    if (name !== undefined && second === undefined) return join(path, name);
    throw new AppError('invalid-input', 'DOSE_TEMPLATE', 'A constraint template is one JSON file. Choose one.');
  });
}

/** The doses of a case with what a person said of them, the sums, and what they are of. */
function createDoseReading({ reader, pool }: Pick<DosePorts, 'reader' | 'pool'>) {
  const filesOf = (caseId: string, kind: 'RTDOSE' | 'RTPLAN') =>
    reader
      .getCase(caseId)
      .objects.filter((own) => own.kind === kind)
      .map(({ objectId }) => ({ objectId, bytes: reader.readObject(objectId) }));
  const volumeOf = (seriesId: string) => reader.getVolume(reader.work.currentVolume(seriesId));
  const kept = (caseId: string): KeptDose[] => {
    const words = new Map(reader.work.doseWords(caseId).map((own) => [own.objectId, own]));
    return filesOf(caseId, 'RTDOSE').map((file) => {
      const { referenceGy = null, seriesId = null } = words.get(file.objectId) ?? {};
      const place =
        seriesId === null ? null : { seriesId, frameOfReferenceUid: volumeOf(seriesId).geometry.frameOfReferenceUid };
      return { ...file, referenceGy, place };
    });
  };
  return {
    caseOf: (seriesId: string) => volumeOf(seriesId).caseId,
    /** Every dose over a series; `tried`: a sum that is not kept yet, in place of those that are. */
    list: async (seriesId: string, signal: AbortSignal, tried?: KeptSum): Promise<CaseDose[]> => {
      const { caseId, geometry, patient } = volumeOf(seriesId);
      const doses = kept(caseId);
      if (doses.length === 0) return [];
      const task: CaseDosesTask = {
        doses,
        sums: tried === undefined ? reader.work.doseSums(caseId) : [tried],
        plans: filesOf(caseId, 'RTPLAN').map(({ bytes }) => bytes),
        sets: reader
          .getCase(caseId)
          .structureSets.filter(({ source }) => source === 'imported')
          .map(({ structureSetId }) => reader.readOriginal(structureSetId)),
        seriesId,
        geometry,
        patientId: patient.id,
      };
      // The geometry stays: the library hands out its own.
      const moved = transferables([task.doses, task.plans, task.sets]);
      return pool.run('caseDoses', task, { signal, transfer: moved });
    },
    values: async (caseId: string, doseId: string): Promise<Float32Array> => {
      const task = { doseId, doses: kept(caseId), sums: reader.work.doseSums(caseId) };
      return pool.run('doseValues', task, { transfer: transferables(task) });
    },
  };
}

type Reading = ReturnType<typeof createDoseReading>;
type Said = Pick<WindowImplementation['doses'], 'sayReference' | 'confirmPlace' | 'addUp' | 'removeSum'>;

/** What a person says of doses; everything is looked at before it is kept. */
function createDoseWords({ writable, onCasesChanged }: DosePorts, { caseOf, list }: Reading): Said {
  const rowOf = async (seriesId: string, doseId: string, signal: AbortSignal): Promise<CaseDose> => {
    const row = (await list(seriesId, signal)).find((own) => own.doseId === doseId);
    if (row !== undefined) return row;
    throw new AppError('not-found', 'DOSE_CASE', 'The case has no dose of this id.');
  };
  const after = async (seriesId: string, signal: AbortSignal) => {
    onCasesChanged([caseOf(seriesId)]);
    return { doses: await list(seriesId, signal) };
  };
  return {
    sayReference: async ({ seriesId, doseId, referenceGy }, { signal }) => {
      if ((await rowOf(seriesId, doseId, signal)).relative === null) {
        throw new AppError('invalid-input', 'DOSE_NOT_RELATIVE', 'The dose is in Gy already; it needs no reference.');
      }
      writable().work.sayDoseReference(doseId, referenceGy);
      return after(seriesId, signal);
    },
    confirmPlace: async ({ seriesId, doseId, isConfirmed }, { signal }) => {
      const { needs, blocked } = await rowOf(seriesId, doseId, signal);
      if (isConfirmed && needs !== 'place') {
        const why = blocked ?? 'The dose lies on these images already.';
        throw new AppError('safety', 'DOSE_DOES_NOT_FIT', why);
      }
      writable().work.confirmDosePlace(doseId, isConfirmed ? seriesId : null);
      return after(seriesId, signal);
    },
    addUp: async ({ seriesId, doseIds }, { signal }) => {
      const parts = [...new Set(doseIds)];
      const row = (await list(seriesId, signal, { sumId: TRIED, parts })).find(({ doseId }) => doseId === TRIED);
      if (row === undefined || row.blocked !== null || parts.length < 2) {
        const why = row?.blocked ?? 'A sum needs two doses of the case.';
        throw new AppError('unsupported', 'DOSE_SUM', why);
      }
      const doseId = writable().work.keepDoseSum(caseOf(seriesId), parts);
      return { ...(await after(seriesId, signal)), doseId };
    },
    removeSum: async ({ seriesId, doseId }, { signal }) => {
      writable().work.removeDoseSum(caseOf(seriesId), doseId);
      return after(seriesId, signal);
    },
  };
}

export function createDoseService(ports: DosePorts): DoseService {
  const { resolvePath } = ports;
  const reading = createDoseReading(ports);
  return {
    openDose: async (caseId, doseId) => {
      const gy = await reading.values(caseId, doseId);
      return new Uint8Array(gy.buffer, gy.byteOffset, gy.byteLength);
    },
    implementation: {
      ...createDoseWords(ports, reading),
      list: async ({ seriesId }, { signal }) => ({ doses: await reading.list(seriesId, signal) }),
      templates: async () => ({ templates: TEMPLATE_NAMES.map(shippedTemplate) }),
      readTemplate: async ({ path }) => readTemplateFile(oneFile(resolvePath(path))),
      saveTables: async ({ destination, tables }) => {
        const folder = resolvePath(destination);
        const staging = createStagingFolder(folder);
        try {
          for (const { name, csv } of tables) {
            writeFileAtomically(staging.path(freeName(folder, name)), [new TextEncoder().encode(csv)]);
          }
          staging.prepare();
          return { folder, files: staging.publish() };
        } finally {
          staging.discard();
        }
      },
    },
  };
}
