// Entry of the command line. Only what help needs is loaded here; a verb loads its services when it runs.

import { AppError, EXIT_CODES, type JsonValue } from '../../../core/error/index.ts';
import { APP_VERSION } from '../../platform/app-version.ts';
import { silenceConsole } from '../../platform/silence-console.ts';
import { generalHelp, verbHelp } from './help.ts';
import { VERBS } from './verbs/index.ts';

const exitAfterWriting = (stream: NodeJS.WriteStream, text: string, exitCode: number): void => {
  stream.on('error', () => process.exit(exitCode));
  stream.write(text, () => process.exit(exitCode));
};

const printResult = (output: JsonValue, exitCode: number): void =>
  exitAfterWriting(process.stdout, `${JSON.stringify(output, null, 2)}\n`, exitCode);

function printError(error: unknown): void {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'INTERNAL', `A fault of Limner itself: ${(error as Error)?.name ?? 'unknown'}.`);
  if (process.env['LIMNER_DEBUG'] === '1')
    process.stderr.write(`${(error as Error)?.stack}\n${String((error as Error)?.cause)}\n`);
  process.stderr.write(`limner: ${known.message}\n`);
  printResult({ error: { kind: known.kind, code: known.code, message: known.message } }, EXIT_CODES[known.kind]);
}

async function main(argv: readonly string[]): Promise<void> {
  silenceConsole();
  // Nobody has to read the progress: `2>&1 | head` closes the pipe, and that is no reason to stop.
  process.stderr.on('error', () => undefined);
  // What escapes every promise ends like any other fault; Node's own way prints a stack, and exits with 1.
  process.once('uncaughtException', printError);
  const [name, ...rest] = argv;
  if (name === undefined) {
    process.stderr.write(generalHelp(VERBS, APP_VERSION));
    return printError(new AppError('invalid-input', 'CLI_USAGE', 'Say what to do: limner VERB.'));
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    return exitAfterWriting(process.stdout, generalHelp(VERBS, APP_VERSION), 0);
  }
  if (name === '--version') return printResult({ version: APP_VERSION }, 0);
  try {
    const verb = VERBS.find((candidate) => candidate.name === name);
    if (!verb) {
      throw new AppError('invalid-input', 'CLI_USAGE', `There is no verb '${name}'. 'limner --help' lists them.`);
    }
    if (rest.includes('--help') || rest.includes('-h')) return exitAfterWriting(process.stdout, verbHelp(verb), 0);
    const { runVerb } = await import('./run-verb.ts');
    const { output, exitCode = 0, messages = [] } = await runVerb(verb, rest);
    for (const message of messages) process.stderr.write(`limner: ${message}\n`);
    printResult(output, exitCode);
  } catch (error) {
    printError(error);
  }
}

await main(process.argv.slice(2));
