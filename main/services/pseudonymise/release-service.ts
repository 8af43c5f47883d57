// Pseudonymised copies for a window, and their way back. Files are read and written in the process beside it.

import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type {
  PseudonymiseInput,
  PseudonymiseResult,
  RestoreInput,
  RestoreResult,
  WindowImplementation,
} from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ChildTaskPorts } from '../../jobs/child-task.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { isOwnerGone, newOwnerTag } from '../../platform/owner-tag.ts';
import type { Library } from '../../store/index.ts';
import { importPaths } from '../library/index.ts';
import { readLink } from './link-file.ts';

export interface ReleasePorts {
  readonly libraryFolder: string;
  readonly writable: () => Library;
  readonly resolvePath: (grantId: string) => string;
  readonly onCasesChanged: (caseIds: readonly string[]) => void;
  readonly now: () => Date;
  readonly pseudonymise: (input: PseudonymiseInput, ports: ChildTaskPorts) => Promise<PseudonymiseResult>;
  readonly restore: (input: RestoreInput, ports: ChildTaskPorts) => Promise<RestoreResult>;
}

const RETURNED = '.limner-returned-';

/** 'Pseudonymised 2026-11-21 15.42': nothing of a patient; a number where there is one already. */
function newFolder(parent: string, at: Date): string {
  const two = (n: number) => n.toString().padStart(2, '0');
  const day = `${at.getFullYear().toString()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const name = `Pseudonymised ${day} ${two(at.getHours())}.${two(at.getMinutes())}`;
  for (let n = 1; ; n++) {
    const folder = join(parent, n === 1 ? name : `${name} (${n.toString()})`);
    if (!fs.existsSync(folder)) return folder;
  }
}

/** Objects with their patients, for the moment of their import: a folder that nobody else can read. */
function privateFolder(libraryFolder: string): string {
  const parent = dirname(libraryFolder);
  return withNodeErrors('Taking files in', () => {
    for (const name of fs.readdirSync(parent).filter((one) => one.startsWith(RETURNED))) {
      const ageMs = Date.now() - fs.statSync(join(parent, name)).mtimeMs;
      if (isOwnerGone(name.slice(RETURNED.length), ageMs)) fs.rmSync(join(parent, name), { recursive: true });
    }
    const folder = join(parent, `${RETURNED}${newOwnerTag()}`);
    fs.mkdirSync(folder, { mode: 0o700 });
    return folder;
  });
}

const noLink = () =>
  new AppError(
    'not-found',
    'PSEUDONYM_NO_LINK',
    'This library keeps no link of pseudonyms yet. Make a pseudonymised copy that keeps it, or use limner pseudonymise --reveal with the link file that you have.',
  );

export function createReleaseService(ports: ReleasePorts): WindowImplementation['release'] {
  const { libraryFolder, writable, resolvePath, onCasesChanged } = ports;
  const linkFile = `${libraryFolder}.pseudonym-link.json`;
  return {
    pseudonymise: async ({ paths, destination, options, prefix, isLinkKept }, childPorts) => {
      const folder = newFolder(resolvePath(destination), ports.now());
      const result = await ports.pseudonymise(
        {
          paths: paths.map(resolvePath),
          outputFolder: folder,
          options,
          prefix,
          keyFile: null,
          linkFile: isLinkKept ? linkFile : null,
        },
        childPorts,
      );
      return { ...result, folder };
    },
    takeBack: async ({ paths }, childPorts) => {
      if (!fs.existsSync(linkFile)) throw noLink();
      const library = writable();
      const folder = privateFolder(libraryFolder);
      try {
        const restored = await ports.restore(
          { paths: paths.map(resolvePath), linkFile, outputFolder: join(folder, 'objects') },
          childPorts,
        );
        const imported = await importPaths(library, [folder], { ...childPorts, onCommit: onCasesChanged });
        const origin = new Map(restored.objects.map(({ file, path }) => [file, path]));
        const refused = imported.refused.map(({ path, kind, code, reason }) => ({
          path: origin.get(basename(path)) ?? '',
          kind,
          code,
          reason,
        }));
        return {
          objects: restored.objects,
          refused: [...restored.refused, ...refused],
          caseIds: imported.cases.map(({ caseId }) => caseId),
          structureSets: imported.cases.reduce((sum, { structureSets }) => sum + structureSets.length, 0),
        };
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
    recognise: async ({ patientIds }) => {
      if (!fs.existsSync(linkFile)) return { patients: [] };
      const known = new Map(readLink(linkFile).patients.map((patient) => [patient.pseudonym, patient]));
      return {
        patients: patientIds.flatMap((id) => {
          const patient = known.get(id);
          return patient === undefined ? [] : [{ pseudonym: id, patientId: patient.patientId, name: patient.name }];
        }),
      };
    },
  };
}
