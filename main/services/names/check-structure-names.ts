// Names given or read from structure sets -> what they say, which rules they break, what they should be.

import { readFile } from 'node:fs/promises';
import type { NamesInput, NamesResult } from '../../../core/contract/index.ts';
import { decodeRtstruct, decodeSegmentation, isSegmentation, segmentName } from '../../../core/dicom/index.ts';
import { checkNames, findTg263, parseName, suggestName, tg263Names } from '../../../core/terminology/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';

async function namesOf(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw mapNodeError(thrown, `Reading ${path}`);
  });
  if (isSegmentation(bytes)) return decodeSegmentation(bytes).segments.map(segmentName);
  return decodeRtstruct(bytes).rois.map(({ name }) => name);
}

/** Names are compared with each other inside of one structure set, and those that were given among themselves. */
export async function checkStructureNames(input: NamesInput): Promise<NamesResult> {
  const groups: { path: string | null; names: readonly string[] }[] = [{ path: null, names: input.names }];
  for (const path of input.rtstructs) groups.push({ path, names: await namesOf(path) });
  const rows = groups.flatMap(({ path, names }) => {
    const faults = checkNames(names);
    return names.map((name, at) => {
      const { entry, ...parts } = parseName(name);
      const suggestion = suggestName(name, input.aliases);
      const found = faults[at] ?? [];
      return {
        name,
        path,
        isRight: found.length === 0,
        faults: found,
        suggestion,
        ...parts,
        fmaId: entry?.fmaId ?? null,
      };
    });
  });
  const dictionary = input.isDictionaryWanted ? tg263Names() : [];
  return {
    names: rows,
    wrong: rows.filter(({ isRight }) => !isRight).length,
    dictionary: dictionary.flatMap((name) => findTg263(name) ?? []),
  };
}
