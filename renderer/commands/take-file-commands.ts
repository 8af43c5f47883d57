// Structures of a file that names no series: a label map, a segmentation of 3D Slicer, masks. Choosing it over open
// images is a person's word that they belong together; the grid must agree.

import { notify } from '../state/app-store.ts';
import { needsWriting } from './case-keeping-commands.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';

const GROUP = 'Structures';

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const counted = (n: number): string => (n === 1 ? '1 structure taken in' : `${n.toString()} structures taken in`);

async function take({ store, host, connection, openCase }: AppContext, grants: readonly string[]): Promise<void> {
  const open = openCase();
  if (open === null || grants.length === 0) return;
  store.setState({ statusText: 'Reading structures…' });
  const { documentId } = open.session;
  const failures: string[] = [];
  const warnings: string[] = [];
  let count = 0;
  try {
    for (const [at, path] of grants.entries()) {
      try {
        await open.session.settled();
        const baseRev = open.session.revision();
        const taken = await connection.client.documents.takeFile({ documentId, baseRev, path });
        count += taken.structures;
        warnings.push(...taken.warnings.map(({ message }) => message));
      } catch (error) {
        // What the others brought is in the document: one that fails must not make it look as if nothing were.
        const which =
          grants.length === 1 ? '' : `File ${(at + 1).toString()} of ${grants.length.toString()} was not taken in: `;
        failures.push(`${which}${said(error)}`);
      }
    }
    const locked = count === 0 ? [] : ['They are locked as they came: to change them, make a new version.'];
    notify(store, {
      tone: failures.length === 0 ? 'info' : 'bad',
      title: count === 0 && failures.length > 0 ? 'No structures were taken in' : counted(count),
      text: [...failures, ...warnings, ...locked].join(' '),
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
