import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  cpuFindings,
  gpuFinding,
  libraryFinding,
  libraryUseFindings,
  memoryFinding,
  modelFindings,
} from '../../../main/services/system/findings.ts';

const provider = (name: string, available: boolean) => ({ name, available, reason: `${name} says so` });
const library = (part: Partial<DoctorReport['library']>): DoctorReport['library'] => ({
  path: '/data/library',
  exists: true,
  schemaVersion: 10,
  cases: 3,
  sizeBytes: 1000,
  ok: true,
  problems: [],
  ...part,
});

describe('what doctor says of models', () => {
  it('names the folder to put one into when there is none', () => {
    expect(modelFindings([], ['/extra', '/app/native-models'])).toMatchObject([
      { name: 'models', ok: false, advice: expect.stringContaining('/app/native-models') },
    ]);
  });

  it('is silent about a sound one', () => {
    const checks = [{ name: 'stored answer', ok: true, detail: 'largest difference 0' }];
    expect(modelFindings([{ id: 'm', version: '1.0.0', ok: true, checks }], ['/m'])).toMatchObject([
      { name: 'model m 1.0.0', ok: true, advice: '' },
    ]);
  });

  it.each([
    ['MODEL_GOLDEN', 'Do not use'],
    ['MODEL_MANIFEST', 'remove its folder'],
    ['MODEL_HASH', 'again'],
  ])('tells what to do about %s', (code, advice) => {
    const checks = [{ name: code, ok: false, detail: 'why' }];
    expect(modelFindings([{ id: 'm', version: '1.0.0', ok: false, checks }], ['/m'])).toMatchObject([
      { ok: false, detail: 'why', advice: expect.stringContaining(advice) },
    ]);
  });
});

describe('what doctor says of devices', () => {
  it('a GPU that works needs nothing', () => {
    expect(gpuFinding([provider('cuda', true), provider('cpu', true)], 'linux')).toMatchObject({
      ok: true,
      advice: '',
    });
  });

  it.each([
    ['linux', 'install.js'],
    ['win32', 'driver'],
    ['darwin', 'Nothing to do'],
  ] as const)('no GPU on %s is no fault but has a hint', (platform, hint) => {
    const finding = gpuFinding([provider('cuda', false), provider('cpu', true)], platform);
    expect(finding).toMatchObject({ ok: true, advice: expect.stringContaining(hint) });
  });

  it('without a model nothing was tried', () => {
    expect(gpuFinding([], 'linux')).toMatchObject({ ok: true, detail: expect.stringContaining('not tried') });
    expect(cpuFindings([])).toEqual([]);
  });

  it('a CPU that cannot run the model is a fault', () => {
    expect(cpuFindings([provider('cpu', false)])).toMatchObject([
      { ok: false, advice: expect.stringMatching(/model/) },
    ]);
    expect(cpuFindings([provider('cpu', true)])).toEqual([]);
  });
});

describe('what doctor says of memory', () => {
  it.each([
    [8000, 16_000, true, ''],
    [900, 16_000, false, 'Close other programs before contouring.'],
    [900, 3000, false, 'little memory'],
  ])('%i of %i MB free', (free, total, ok, advice) => {
    expect(memoryFinding(free, total)).toMatchObject({ ok, advice: expect.stringContaining(advice) });
  });
});

describe('what doctor says of the library', () => {
  it('none yet is fine', () => {
    expect(libraryFinding(library({ exists: false, cases: null }), null)).toMatchObject({ ok: true, advice: '' });
  });

  it.each([
    ['LIBRARY_NEWER', 'newest Limner'],
    ['LIBRARY_IN_USE', 'close it'],
    ['LIBRARY_NOT_A_FOLDER', '--library DIR'],
    ['LIBRARY_FOREIGN_FOLDER', '--library DIR'],
    ['PATH_DENIED', 'owner of /data/library'],
    ['DATABASE_DAMAGED', 'limner library restore'],
  ])('%s has its own advice', (code, advice) => {
    const failure = new AppError('corrupt-data', code, 'why');
    expect(libraryFinding(library({ ok: false, problems: ['why'] }), failure)).toMatchObject({
      ok: false,
      detail: 'why',
      advice: expect.stringContaining(advice),
    });
  });

  it('damaged images come back with an import, a damaged database with a backup', () => {
    const files = library({ ok: false, problems: ['BLOB_DAMAGED: one file', 'BLOB_MISSING: another'] });
    expect(libraryFinding(files, null).advice).toContain('Import the same images');
    const database = library({ ok: false, problems: ['BLOB_DAMAGED: one file', 'DATABASE_DAMAGED: a page'] });
    expect(libraryFinding(database, null).advice).toContain('limner library restore');
  });

  it.each([
    ['read-only', { isWritable: false, isInUse: false, freeMb: 9000 }, false, 'rights'],
    ['in use', { isWritable: true, isInUse: true, freeMb: 9000 }, true, 'wait'],
    ['a full disk', { isWritable: true, isInUse: false, freeMb: 12 }, false, 'Free some space'],
  ])('%s', (_name, use, ok, advice) => {
    const advised = libraryUseFindings('/data/library', use).filter((finding) => finding.advice !== '');
    expect(advised).toMatchObject([{ ok, advice: expect.stringContaining(advice) }]);
  });

  it('says nothing of a disk whose space cannot be told', () => {
    expect(libraryUseFindings('/data', { isWritable: true, isInUse: false, freeMb: null })).toEqual([]);
  });
});
