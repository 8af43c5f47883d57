// Studies given away with pseudonyms, and what comes back.

import { notify } from '../state/app-store.ts';
import { needsWriting } from './case-keeping-commands.ts';
import { type AppContext, type Command, command } from './command.ts';

const GROUP = 'Cases';

const counted = (n: number, one: string): string => `${n.toString()} ${one}${n === 1 ? '' : 's'}`;

async function takeBack({ connection, store, host }: AppContext): Promise<void> {
  const grants = await host.pickImport();
  if (grants.length === 0) return;
  try {
    const result = await connection.client.release.takeBack({ paths: grants });
    const left = result.refused.length;
    notify(store, {
      tone: left === 0 ? 'ok' : 'info',
      title: `${counted(result.objects.length, 'object')} taken back to ${counted(result.caseIds.length, 'case')}`,
      text:
        left === 0
          ? 'They lie on the images that they were drawn on.'
          : `${counted(left, 'file')} left out: ${result.refused[0]?.reason ?? ''}`,
      act: null,
    });
  } catch (error) {
    notify(store, {
      tone: 'bad',
      title: 'Nothing was taken back',
      text: error instanceof Error ? error.message : String(error),
      act: null,
    });
  } finally {
    host.release(grants).catch(() => 'the host clears them at its end');
  }
}

export const createReleaseCommands = (): Command[] => [
  command('release.show', 'Pseudonymised copy…', GROUP, 'everywhere', [], ({ store }) => {
    store.setState({ overlay: 'pseudonymise' });
  }),
  command('release.takeBack', 'Take back pseudonymised files…', GROUP, 'everywhere', [], takeBack, needsWriting),
];
