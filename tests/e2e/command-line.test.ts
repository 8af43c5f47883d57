// The rules of the command line that hold for every verb: one JSON document, lines for people, a clean end when asked.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const CT = join(sampleCase, 'ct');

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});

describe('stdout', () => {
  it.each([
    [[], 'CLI_USAGE'],
    [['frobnicate'], 'CLI_USAGE'],
    [['models', 'paint'], 'CLI_USAGE'],
    [['contour', CT, '--out'], 'CLI_USAGE'],
  ])('limner %j is one JSON document with the error', async (args, code) => {
    const run = await runLimner(args);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { kind: 'invalid-input', code } });
  });

  it('shows the help on stderr where no verb was given, and on stdout where it was asked for', async () => {
    expect((await runLimner([])).stderr).toContain('Usage: limner VERB');
    const asked = await runLimner(['--help']);
    expect(asked.stdout).toContain('Usage: limner VERB');
    expect(asked.stderr).toBe('');
  });
});

describe('what goes wrong around a command', () => {
  it('leaves it running when nobody reads the progress', async () => {
    const run = await runLimner(['import', CT, '--library', join(root, 'unread')], { closesStderr: true });
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ refused: [] });
  });

  it('ends as a fault of Limner, in one line, where an error escapes everything', async () => {
    const watched = join(root, 'watched');
    mkdirSync(watched);
    const args = ['import', '--watch', watched, '--library', join(root, 'escaped'), '--once-idle-seconds', '20'];
    const thrower = 'setTimeout(()=>{throw%20new%20TypeError(`PLANTED`)},500)';
    const run = await runLimner(args, { env: { NODE_OPTIONS: `--import=data:text/javascript,${thrower}` } });
    expect(run.exitCode).toBe(70);
    expect(run.json()).toMatchObject({ error: { kind: 'internal' } });
    expect(run.stderr).not.toMatch(/PLANTED|\.js:/);
  });
});

describe('messages for people', () => {
  it('name each refused file of an import, a few of many', async () => {
    const folder = join(root, 'bad');
    mkdirSync(folder);
    const names = Array.from({ length: 7 }, (_, n) => `missing-${n}`);
    writeFileSync(join(folder, 'note.dcm'), 'no image');
    const paths = [...names.map((name) => join(folder, name)), join(folder, 'note.dcm')];
    const run = await runLimner(['import', ...paths, '--library', join(root, 'refusing')]);
    expect(run.exitCode).toBe(3);
    expect(run.json<{ refused: unknown[] }>().refused).toHaveLength(8);
    const lines = run.stderr.split('\n').filter((line) => line.startsWith('limner: '));
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^limner: Not imported: .*missing-\d: no such file or folder/);
    expect(lines[5]).toBe("limner: 3 more refusals are listed under 'refused'.");
  });
});

describe('Ctrl C', () => {
  const interrupt = async (name: string, signals: readonly NodeJS.Signals[]) => {
    const folder = join(root, name);
    mkdirSync(folder);
    let kill = (_signal: NodeJS.Signals): void => undefined;
    let isAsked = false;
    const run = await runLimner(['contour', CT, '--out', join(folder, 'out'), '--device', 'cpu'], {
      env: { TMPDIR: folder },
      onStart: (killChild) => {
        kill = killChild;
      },
      onStderr: () => {
        if (isAsked) return;
        isAsked = true;
        for (const signal of signals) kill(signal);
      },
    });
    return { run, left: readdirSync(folder) };
  };

  // A terminal sends it to the whole group, and a launcher passes it on.
  it.each([
    ['once', ['SIGINT']],
    ['twice-at-once', ['SIGINT', 'SIGTERM', 'SIGINT']],
    ['terminal-closed', ['SIGHUP']],
  ] as const)('%s ends with 130 and leaves nothing behind', async (name, signals) => {
    const { run, left } = await interrupt(name, signals);
    expect(run.exitCode).toBe(130);
    expect(run.json()).toMatchObject({ error: { kind: 'cancelled' } });
    expect(left).toEqual([]);
  });
});
