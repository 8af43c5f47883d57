import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, EXIT_CODES } from '../../../core/error/index.ts';
import { writeFileAtomically } from '../../../main/platform/atomic-write.ts';
import { nodeFileSystem } from '../../../main/platform/file-system.ts';
import { mapNodeError } from '../../../main/platform/node-error.ts';
import { createStagingFolder } from '../../../main/platform/staging-folder.ts';
import { testFolder } from '../../support/temp-folder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (path: string) => fs.readFileSync(path, 'utf8');

function errorOf(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('writeFileAtomically', () => {
  it('writes and replaces', () => {
    const path = join(testFolder(), 'report.json');
    writeFileAtomically(path, [bytes('one, '), bytes('two')]);
    expect(text(path)).toBe('one, two');
    writeFileAtomically(path, [bytes('three')]);
    expect(text(path)).toBe('three');
  });

  it('leaves the old file and nothing else when the disk fills up', () => {
    const folder = testFolder();
    const path = join(folder, 'report.json');
    writeFileAtomically(path, [bytes('old')]);
    const full = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const error = errorOf(() => writeFileAtomically(path, [bytes('new')], { ...nodeFileSystem, writeSync: full }));
    expect(error).toMatchObject({ kind: 'resource', code: 'DISK_FULL', retryable: true });
    expect(text(path)).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['report.json']);
  });

  it('says what is wrong with the place', () => {
    const folder = testFolder();
    expect(errorOf(() => writeFileAtomically(join(folder, 'none', 'x'), [])).kind).toBe('not-found');
    expect(errorOf(() => writeFileAtomically(folder, [bytes('x')])).kind).toBe('invalid-input');
  });
});

describe('a staging folder', () => {
  it('shows the outputs when all are there', () => {
    const folder = join(testFolder(), 'out');
    fs.mkdirSync(folder);
    fs.writeFileSync(join(folder, 'report.json'), 'old');
    fs.writeFileSync(join(folder, 'mine.txt'), 'untouched');
    const staging = createStagingFolder(folder);
    fs.writeFileSync(staging.path('report.json'), 'new');
    fs.writeFileSync(staging.path('stl/Brainstem.stl'), 'solid');
    expect(text(join(folder, 'report.json'))).toBe('old');
    expect(staging.publish()).toEqual(['report.json', 'stl/Brainstem.stl']);
    staging.discard();
    expect(fs.readdirSync(folder).sort()).toEqual(['mine.txt', 'report.json', 'stl']);
    expect(text(join(folder, 'report.json'))).toBe('new');
    expect(text(join(folder, 'stl', 'Brainstem.stl'))).toBe('solid');
  });

  it('that is discarded leaves no trace, not even the folder that it made', () => {
    const root = testFolder();
    const staging = createStagingFolder(join(root, 'a', 'b'));
    fs.writeFileSync(staging.path('x'), 'x');
    staging.discard();
    expect(fs.readdirSync(root)).toEqual([]);
    const there = join(root, 'there');
    fs.mkdirSync(there);
    createStagingFolder(there).discard();
    expect(fs.readdirSync(root)).toEqual(['there']);
  });

  it('takes back what it moved when one output cannot be put in place', () => {
    const folder = testFolder();
    fs.writeFileSync(join(folder, 'a'), 'old a');
    const staging = createStagingFolder(folder);
    for (const name of ['a', 'b', 'c/d']) fs.writeFileSync(staging.path(name), `new ${name}`);
    // A file where a folder is needed: found only when the third output is moved.
    fs.writeFileSync(join(folder, 'c'), 'a file');
    expect(errorOf(() => staging.publish()).kind).toBe('invalid-input');
    staging.discard();
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'c']);
    expect(text(join(folder, 'a'))).toBe('old a');
  });

  it('refuses an output whose place is a folder before it moves anything', () => {
    const folder = testFolder();
    fs.mkdirSync(join(folder, 'b'));
    const staging = createStagingFolder(folder);
    for (const name of ['a', 'b']) fs.writeFileSync(staging.path(name), name);
    expect(errorOf(() => staging.prepare()).code).toBe('OUTPUT_IS_FOLDER');
    expect(errorOf(() => staging.publish()).code).toBe('OUTPUT_IS_FOLDER');
    staging.discard();
    expect(fs.readdirSync(folder)).toEqual(['b']);
  });

  it.each(['../x', '/etc/x', 'a/../../x', '..', '.', ''])('refuses the name %j', (name) => {
    const staging = createStagingFolder(testFolder());
    expect(errorOf(() => staging.path(name)).code).toBe('OUTPUT_NAME');
    staging.discard();
  });

  it('of a killed run is removed by the next, that of a living one is not', () => {
    const folder = testFolder();
    const alive = createStagingFolder(folder);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = alive.folder.replace(`-${process.pid}-`, `-${pid}-`);
    fs.mkdirSync(dead);
    fs.writeFileSync(join(dead, 'half.stl'), 'half');
    fs.mkdirSync(join(folder, '.limner-settings'));
    createStagingFolder(folder).discard();
    expect(fs.existsSync(dead)).toBe(false);
    expect(fs.existsSync(alive.folder)).toBe(true);
    expect(fs.existsSync(join(folder, '.limner-settings'))).toBe(true);
  });

  it('needs a folder', () => {
    const file = join(testFolder(), 'file');
    fs.writeFileSync(file, '');
    expect(errorOf(() => createStagingFolder(file))).toMatchObject({
      kind: 'invalid-input',
      code: 'OUTPUT_NOT_A_FOLDER',
    });
  });
});

describe('mapNodeError', () => {
  const of = (code: string) =>
    mapNodeError(Object.assign(new Error(`${code}: failed, open '/home/DOE^JANE/x'`), { code }), 'Reading the input');

  it.each([
    ['ENOSPC', 'resource', 9],
    ['EDQUOT', 'resource', 9],
    ['EACCES', 'denied', 5],
    ['EPERM', 'denied', 5],
    ['EROFS', 'denied', 5],
    ['ENOENT', 'not-found', 3],
    ['EISDIR', 'invalid-input', 2],
    ['ENOTDIR', 'invalid-input', 2],
    ['EMFILE', 'resource', 9],
    ['EWHATEVER', 'internal', 70],
  ] as const)('makes %s the kind %s, exit code %i', (code, kind, exit) => {
    const error = of(code);
    expect(error.kind).toBe(kind);
    expect(EXIT_CODES[error.kind]).toBe(exit);
    expect(error.message).toMatch(/^Reading the input: [^\n]+\.$/);
    expect(error.message).not.toContain('DOE');
  });
});
