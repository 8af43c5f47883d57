// What the window asks of doses: those of a case, their values, templates of constraints, tables into a folder.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowImplementation } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { transferables } from '../../jobs/transferables.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import type { LibraryReader } from '../../store/index.ts';
import { readTemplateFile, shippedTemplate, TEMPLATE_NAMES } from './constraint-templates.ts';

export interface DosePorts {
  readonly reader: LibraryReader;
  readonly pool: ComputePool;
  readonly resolvePath: (grantId: string) => string;
}

export interface DoseService {
  readonly implementation: WindowImplementation['doses'];
  /** Gy of a dose, float32, little endian, i fastest. Throws `not-found`, and what keeps it from being shown. */
  openDose(caseId: string, doseId: string): Promise<Uint8Array>;
}

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

export function createDoseService({ reader, pool, resolvePath }: DosePorts): DoseService {
  const filesOf = (caseId: string, kind: 'RTDOSE' | 'RTPLAN') =>
    reader
      .getCase(caseId)
      .objects.filter((own) => own.kind === kind)
      .map(({ objectId }) => ({ objectId, bytes: reader.readObject(objectId) }));

  return {
    openDose: async (caseId, doseId) => {
      const task = { doseId, doses: filesOf(caseId, 'RTDOSE') };
      const gy = await pool.run('doseValues', task, { transfer: transferables(task) });
      return new Uint8Array(gy.buffer, gy.byteOffset, gy.byteLength);
    },
    implementation: {
      list: async ({ seriesId }, { signal }) => {
        const { caseId, geometry, patient } = reader.getVolume(reader.work.currentVolume(seriesId));
        const { structureSets } = reader.getCase(caseId);
        const doses = filesOf(caseId, 'RTDOSE');
        if (doses.length === 0) return { doses: [] };
        const task = {
          doses,
          plans: filesOf(caseId, 'RTPLAN').map(({ bytes }) => bytes),
          sets: structureSets
            .filter(({ source }) => source === 'imported')
            .map(({ structureSetId }) => reader.readOriginal(structureSetId)),
          frameOfReferenceUid: geometry.frameOfReferenceUid,
          patientId: patient.id,
        };
        return { doses: await pool.run('caseDoses', task, { signal, transfer: transferables(task) }) };
      },
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
