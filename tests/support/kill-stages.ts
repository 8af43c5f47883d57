// kill -9 of the real command at random moments of a stage, and what must hold afterwards. `npm test` does a few kills
// with a one-layer network, `npm run test:long` many with the real one.

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openLibrary } from '../../main/store/open-library.ts';
import { runLimner } from './run-limner.ts';
import { seededRandom } from './seeded-random.ts';

export const KILL_STAGES = ['import', 'contouring', 'export'] as const;
export type KillStage = (typeof KILL_STAGES)[number];

/** The progress line after which a stage has begun. */
const FIRST_LINE: Readonly<Record<KillStage, RegExp>> = {
  import: /^(Looking for files|Reading files|Storing):/m,
  contouring: /^Preparing the image:/m,
  export: /^Writing results:/m,
};

export interface KillPlan {
  readonly stage: KillStage;
  readonly kills: number;
  readonly seed: number;
  /** A DICOM series of `files` files. */
  readonly input: string;
  readonly files: number;
  readonly folder: string;
  readonly model: string;
  readonly env: Readonly<Record<string, string>>;
}

const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

function command(plan: KillPlan, library: string, out: string): string[] {
  const { input } = plan;
  if (plan.stage === 'import') return ['import', input, '--library', library];
  return ['contour', input, '--library', library, '--out', out, '--model', plan.model, '--device', 'cpu'];
}

/** Starts the command, waits for the stage, then for `delayMs`, and kills it. Returns how long the stage lasted when
 * `delayMs` is null and nothing is killed. */
async function runAndKill(plan: KillPlan, args: readonly string[], delayMs: number | null): Promise<number> {
  let stderr = '';
  let begunAtMs: number | null = null;
  let kill = (_signal: NodeJS.Signals): void => undefined;
  const run = await runLimner(args, {
    env: plan.env,
    onStart: (killChild) => {
      kill = killChild;
    },
    onStderr: (text) => {
      stderr += text;
      if (begunAtMs !== null || !FIRST_LINE[plan.stage].test(stderr)) return;
      begunAtMs = performance.now();
      if (delayMs !== null) void wait(delayMs).then(() => kill('SIGKILL'));
    },
  });
  if (delayMs === null) expect(run.exitCode, run.stderr).toBe(0);
  return performance.now() - (begunAtMs ?? performance.now());
}

/** The library is whole and shows the case with all its files or not at all. Returns the structure sets there are. */
function expectWholeLibrary(library: string, files: number, hint: string): number {
  if (!existsSync(library)) return 0;
  const opened = openLibrary(library, { mode: 'write', appVersion: 'test' });
  try {
    expect(opened.checkIntegrity(), hint).toMatchObject({ ok: true });
    const cases = opened.listCases();
    expect(cases.length, hint).toBeLessThanOrEqual(1);
    for (const { series } of cases) expect(series, hint).toMatchObject([{ files }]);
    const sets = cases.flatMap(({ structureSets }) => structureSets);
    for (const set of sets) expect(set.structures.length, hint).toBeGreaterThan(0);
    return sets.length;
  } finally {
    opened.close();
  }
}

const visibleFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .sort()
    : [];

/** Kills the command `plan.kills` times; after each the same command must succeed. Returns a line for the log. */
export async function killRepeatedly(plan: KillPlan): Promise<string> {
  const random = seededRandom(plan.seed);
  const fresh = (name: string) => {
    const folder = join(plan.folder, name);
    mkdirSync(folder, { recursive: true });
    return { library: join(folder, 'library'), out: join(folder, 'out'), folder };
  };
  const unharmed = fresh('unharmed');
  const stageMs = await runAndKill(plan, command(plan, unharmed.library, unharmed.out), null);
  const complete = visibleFiles(unharmed.out);
  for (let kill = 0; kill < plan.kills; kill++) {
    const hint = `${plan.stage}, kill ${kill} of seed ${plan.seed}`;
    const { library, out, folder } = fresh(`kill-${kill}`);
    const args = command(plan, library, out);
    await runAndKill(plan, args, random() * stageMs);
    expectWholeLibrary(library, plan.files, hint);
    // Moving the finished files into place takes microseconds each; a kill there can leave some, all of them whole.
    for (const name of visibleFiles(out)) expect(complete, hint).toContain(name);

    const again = await runLimner(args, { env: plan.env });
    expect(again.exitCode, `${hint}: ${again.stderr}`).toBe(0);
    expectWholeLibrary(library, plan.files, hint);
    expect(visibleFiles(out), hint).toEqual(complete);
    expect(existsSync(out) ? readdirSync(out).filter((name) => name.startsWith('.')) : [], hint).toEqual([]);
    rmSync(folder, { recursive: true });
  }
  return `kill -9 during ${plan.stage}: ${plan.kills} kills, seed ${plan.seed}, stage of ${stageMs.toFixed(0)} ms\n`;
}
