// The line between a test and the process that the stand-in runs in: what happened, and what dialogs will answer.

export interface HappenedEvent {
  readonly what: string;
  readonly [detail: string]: unknown;
}

const happened: HappenedEvent[] = [];

export const record = (what: string, details: Readonly<Record<string, unknown>> = {}): void => {
  happened.push({ what, ...details });
};

export type DialogAnswers = { filePaths: string[]; response: number };
export const dialogAnswers: DialogAnswers = { filePaths: [], response: 0 };

type Act = (input: unknown) => unknown;
const acts = new Map<string, Act>([
  ['happened', () => happened],
  ['answer-dialogs', (input) => Object.assign(dialogAnswers, input)],
]);

export const onCommand = (name: string, act: Act): void => void acts.set(name, act);

process.on('message', async ({ id, name, input }: { id: number; name: string; input: unknown }) => {
  const output = (await acts.get(name)?.(input)) ?? null;
  process.send?.({ id, output });
});
process.on('disconnect', () => process.exit(1));
