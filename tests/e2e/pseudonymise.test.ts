// Names and pseudonyms by the built command: what is said, what comes out, what comes back, and a disk that is full.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { NamesResult, PseudonymiseResult, RestoreResult, RevealResult } from '../../core/contract/index.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';

const PERSON = /quxberg|zorbak|19370429/i;
let root: string;
let study: string;

const dicomIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => join(folder, name));

beforeAll(async () => {
  root = await temporaryFolder();
  study = join(root, 'study');
  execFileSync('/usr/bin/python3', ['-W', 'ignore', resolve(import.meta.dirname, '../support/make-study.py'), study]);
});

describe('limner names', () => {
  it('names the rule that is broken and what was meant, and lists codes of the table alone', async () => {
    const run = await runLimner(['names', 'lt parotid', 'PTV_foo', 'Brainstem', 'zRing']);
    expect(run.exitCode).toBe(0);
    const { names, wrong } = run.json<NamesResult>();
    expect(wrong).toBe(2);
    expect(names.map(({ suggestion }) => suggestion?.name ?? null)).toEqual(['Parotid_L', 'PTV^foo', null, null]);
    expect(names[1]?.faults).toMatchObject([{ rule: 'target-form' }]);
    expect(names.map(({ fmaId }) => fmaId)).toEqual([null, null, '79876', null]);
  });

  it.each([
    ['needs something to look at', [], 'it needs a NAME'],
    ['does not take a file for a name', [import.meta.filename], 'Give it with --check'],
  ])('%s', async (_, more, message) => {
    const run = await runLimner(['names', ...more]);
    const { error } = run.json<{ error: { code: string; message: string } }>();
    expect([run.exitCode, error]).toMatchObject([2, { code: 'CLI_USAGE', message: expect.stringContaining(message) }]);
  });
});

describe('limner pseudonymise', () => {
  it('writes a whole study, warns of what pixels may show, and finds the way back', async () => {
    const out = join(root, 'out');
    const [key, link] = [join(root, 'key'), join(root, 'link.json')];
    const run = await runLimner(['pseudonymise', study, '--out', out, '--key', key, '--link', link]);
    expect(run.exitCode).toBe(0);
    const result = run.json<PseudonymiseResult>();
    expect(result).toMatchObject({ written: 19, refused: [], patients: [{ studies: 1, series: 5, objects: 19 }] });
    expect(result.warnings.map(({ code, files }) => [code, files])).toEqual([
      ['PSEUDONYM_OVERLAY_IN_PIXELS', 1],
      ['PSEUDONYM_BURNED_IN', 1],
    ]);
    for (const file of dicomIn(out)) expect([file, PERSON.test(readFileSync(file, 'latin1'))]).toEqual([file, false]);
    expect(`${run.stderr}${out}`).not.toMatch(PERSON);

    const revealed = await runLimner(['pseudonymise', '--reveal', out, '--link', link]);
    const { objects } = revealed.json<RevealResult>();
    expect(new Set(objects.map(({ patient }) => patient?.patientId))).toEqual(new Set(['ZORBAK-1']));

    const back = join(root, 'back');
    const taken = await runLimner(['pseudonymise', '--reveal', out, '--link', link, '--out', back]);
    expect(taken.exitCode).toBe(0);
    expect(taken.json<RestoreResult>()).toMatchObject({ refused: [] });
    // The same objects of the same patient, UID for UID.
    const uids = (folder: string) =>
      execFileSync('dcmdump', ['-q', '+P', '0008,0018', '+P', '0010,0020', '-s', ...dicomIn(folder)], {
        encoding: 'utf8',
      })
        .match(/\[[^\]]+\]/g)
        ?.sort();
    expect(uids(back)).toEqual(uids(study));
  });

  it('is refused inside of its input, and with two wishes for dates', async () => {
    const inside = await runLimner(['pseudonymise', study, '--out', join(study, 'out')]);
    expect(inside.json()).toMatchObject({ error: { kind: 'invalid-input', code: 'PSEUDONYM_OUTPUT_INSIDE' } });
    const out = join(root, 'dates');
    const dates = await runLimner(['pseudonymise', study, '--out', out, '--profile', 'full-dates,modified-dates']);
    expect(dates.json()).toMatchObject({ error: { code: 'PSEUDONYM_DATES' } });
    expect(existsSync(out)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)('leaves nothing on a disk that is full (not run: needs root)', async () => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=28k', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', [disk]));
    const link = join(root, 'full-link.json');
    const out = join(disk, 'out');
    const run = await runLimner(['pseudonymise', study, '--out', out, '--key', join(root, 'key2'), '--link', link]);
    expect([run.exitCode, run.json<{ error: { code: string } }>().error.code]).toEqual([9, 'DISK_FULL']);
    expect([readdirSync(disk), existsSync(link)]).toEqual([[], false]);
  });
});
