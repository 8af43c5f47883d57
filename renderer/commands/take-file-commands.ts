// Structures of a file that names no series: a label map, a segmentation of 3D Slicer, masks. Choosing it over open
// images is a person's word that they belong together; the grid must agree.

import { notify } from '../state/app-store.ts';
import { needsWriting } from './case-keeping-commands.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Structures';

async function take({ store, host, connection, openCase }: AppContext, grants: readonly string[]): Promise<void> {
  const open = openCase();
  if (open === null || grants.length === 0) return;
  store.setState({ statusText: 'Reading structures…' });
  try {
    const { documentId } = open.session;
    let count = 0;
    const warnings: string[] = [];
    for (const path of grants) {
      await open.session.settled();
      const baseRev = open.session.revision();
      const taken = await connection.client.documents.takeFile({ documentId, baseRev, path });
      count += taken.structures;
      warnings.push(...taken.warnings.map(({ message }) => message));
    }
    notify(store, {
      tone: 'info',
      title: count === 1 ? '1 structure taken in' : `${count.toString()} structures taken in`,
      text: [...warnings, 'They are locked as they came: to change them, make a new version.'].join(' '),
      act: null,
    });
  } catch (error) {
    notify(store, {
      tone: 'bad',
      title: 'No structures were taken in',
      text: error instanceof Error ? error.message : String(error),
      act: null,
    });
  } finally {
    store.setState({ statusText: '' });
    await host.release(grants);
  }
}

export const createTakeFileCommands = (): Command[] => [
  command(
    'structure.takeFile',
    'Structures from a file…',
    GROUP,
    'workspace',
    [],
    async (context) => {
      if (context.openCase() !== null) await take(context, await context.host.pickImport('files'));
    },
    needsWriting,
  ),
  argumentCommand(
    'structure.takeGranted',
    'Take structures that were dropped',
    GROUP,
    'workspace',
    async (context, args) => {
      if (args !== null) await take(context, JSON.parse(args) as string[]);
    },
    needsWriting,
  ),
];
