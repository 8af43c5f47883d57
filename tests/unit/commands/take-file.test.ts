// Structures of several files: what is said when one of them cannot be taken in.
import { expect, it } from 'vitest';
import type { Command } from '../../../renderer/commands/command.ts';
import { createTakeFileCommands } from '../../../renderer/commands/take-file-commands.ts';
import { emptyContext } from '../../support/all-commands.ts';

const [, drop] = createTakeFileCommands() as [Command, Command];

/** Drops files of so many structures each; null: one that is refused. */
async function dropped(files: readonly (number | null)[]) {
  const released: string[] = [];
  const takeFile = async ({ path }: { readonly path: string }) => {
    const structures = files[Number(path)] ?? null;
    if (structures === null) throw new Error('other.nrrd: The label map lies on another grid.');
    return { rev: 1, structures, warnings: [] };
  };
  const session = { documentId: 'd', settled: async () => {}, revision: () => 0 };
  const context = emptyContext({
    connection: { client: { documents: { takeFile } } } as never,
    host: { release: async (grants: string[]) => released.push(...grants) } as never,
    openCase: () => ({ session }) as never,
  });
  await drop.run(context, JSON.stringify(files.map((_, at) => String(at))));
  expect(released).toHaveLength(files.length);
  const [notice] = context.store.getState().notices;
  return [notice?.tone, notice?.title, notice?.text];
}

const LOCKED = 'They are locked as they came: to change them, make a new version.';

it('says how many came, and which file did not', async () => {
  expect(await dropped([2, null, 1])).toEqual([
    'bad',
    '3 structures taken in',
    `File 2 of 3 was not taken in: other.nrrd: The label map lies on another grid. ${LOCKED}`,
  ]);
  expect(await dropped([1, 1])).toEqual(['info', '2 structures taken in', LOCKED]);
  expect(await dropped([null])).toEqual([
    'bad',
    'No structures were taken in',
    'other.nrrd: The label map lies on another grid.',
  ]);
});
