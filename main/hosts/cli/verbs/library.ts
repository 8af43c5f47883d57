import { AppError, EXIT_CODES } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

const ACTIONS = ['backup', 'restore', 'check'] as const;

const unknownAction = (given: string) =>
  new AppError(
    'invalid-input',
    'CLI_USAGE',
    `limner library: it knows ${ACTIONS.join(', ')}, not '${given}'. Try: limner library --help`,
  );

const missingOperand = (action: string, operand: string) =>
  new AppError(
    'invalid-input',
    'CLI_USAGE',
    `limner library ${action}: it needs ${operand}. Try: limner library --help`,
  );

export const libraryVerb: Verb = {
  name: 'library',
  operands: 'backup NEW | restore BACKUP | check [BACKUP]',
  summary: 'Back up, restore or check the case library.',
  description: `backup NEW       Copies the whole library into the new folder NEW, while others go on
                 working with it. Every image is checked on the way.
restore BACKUP   Puts a backup into the library folder, which must be new or empty: name
                 it with --library. Nothing is there before everything was checked.
check [BACKUP]   Reads all of the library (or of a backup) and says what is damaged; exit
                 code 7 then.

A backup never replaces anything. It holds patient data like the library itself: keep it
where such data may be kept. All three show the number of cases and the size in bytes.`,
  options: [],
  arity: [1, 2],
  examples: [
    'limner library backup /mnt/safe/limner-2026-11-21',
    'limner library restore /mnt/safe/limner-2026-11-21 --library ./cases',
    'limner library check',
    'limner library check /mnt/safe/limner-2026-11-21',
  ],
  run: async (args, client, options) => {
    const [given, operand] = args.positionals as [string, string?];
    const action = ACTIONS.find((known) => known === given);
    if (action === undefined) throw unknownAction(given);
    if (action === 'check') {
      const output = await client.library.check({ backup: operand ? args.path(operand) : null }, options);
      return { output, exitCode: output.ok ? 0 : EXIT_CODES['corrupt-data'] };
    }
    if (!operand) throw missingOperand(action, action === 'backup' ? 'the new folder' : 'the folder of a backup');
    const path = args.path(operand);
    const output =
      action === 'backup'
        ? await client.library.backup({ destination: path }, options)
        : await client.library.restore({ backup: path }, options);
    return { output };
  },
};
