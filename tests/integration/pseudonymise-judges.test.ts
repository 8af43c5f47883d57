// What is left of patients, judged by pydicom from the table of the standard alone, by dciodvfy and by dcmdump.

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { PseudonymiseInput } from '../../core/contract/index.ts';
import { makeRtstruct } from '../../main/services/exchange/make-rtstruct.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { pseudonymisePaths } from '../../main/services/pseudonymise/pseudonymise-paths.ts';
import { restorePaths } from '../../main/services/pseudonymise/restore-paths.ts';
import { revealPaths } from '../../main/services/pseudonymise/reveal-paths.ts';
import { openLibrary } from '../../main/store/index.ts';
import { sampleCase, temporaryFolder } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const JUDGE = resolve(import.meta.dirname, '../support/confidentiality-judge.py');
const TABLE = sharedPath('terminology', 'ps3.15-table-e1-1.json');

const judge = (...args: readonly string[]): string =>
  execFileSync('/usr/bin/python3', ['-W', 'ignore', JUDGE, ...args], { encoding: 'utf8' });

function pseudonymise(path: string, folder: string, changes: Partial<PseudonymiseInput> = {}) {
  const input: PseudonymiseInput = {
    paths: [path],
    outputFolder: join(folder, 'out'),
    options: [],
    prefix: 'T-',
    keyFile: join(folder, 'key'),
    linkFile: null,
    ...changes,
  };
  return pseudonymisePaths(input, {
    signal: new AbortController().signal,
    report: () => {},
    appVersion: '1.0.0',
    ownKeyFile: join(folder, 'own-key'),
  });
}

const filesIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => join(folder, name));

const errorsOf = (file: string): string[] => {
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  return [...new Set(`${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('Error')))].sort();
};

/** All UIDs of a file but those of the standard, and the words that name people in the files before. */
const UIDS = `
import json, sys, pydicom
from pathlib import Path
def walk(d, own, refs):
    for e in d:
        if e.VR == 'SQ':
            [walk(i, own, refs) for i in e.value]
        elif e.VR == 'UI':
            for u in ([e.value] if isinstance(e.value, str) else e.value or []):
                if u and not str(u).startswith('1.2.840.10008.'): refs.append([str(e.tag), str(u)])
out = {}
for p in Path(sys.argv[1]).rglob('*.dcm'):
    if 'truncated' in p.name: continue
    d = pydicom.dcmread(p, force=True); refs = []; walk(d, None, refs)
    out[p.name] = {'class': str(d.SOPClassUID), 'uids': refs, 'points': sum(len(c.ContourData) for r in (d.get('ROIContourSequence') or []) for c in r.get('ContourSequence') or [])}
print(json.dumps(out))`;

/** Names of files whose pixels or transfer syntax are others after than before. */
const PIXELS = `
import json, sys, pydicom
from pathlib import Path
changed = []
for out in sorted(Path(sys.argv[2]).iterdir()):
    old, new = (pydicom.dcmread(p, force=True) for p in (Path(sys.argv[1]) / out.name, next(out.rglob('*.dcm'))))
    syntax = old.file_meta.get('TransferSyntaxUID', new.file_meta.TransferSyntaxUID)
    if syntax != new.file_meta.TransferSyntaxUID or old.get('PixelData') != new.get('PixelData'):
        # Elements without meta information, which pydicom reads in another syntax.
        if 'TransferSyntaxUID' not in old.file_meta: continue
        changed.append(out.name)
print(json.dumps(changed))`;

const MODALITY = `
import json, sys, pydicom
print(json.dumps(str(pydicom.dcmread(sys.argv[1]).Modality)))`;

type Uids = Record<string, { class: string; uids: [string, string][]; points: number }>;

describeWithShared('pseudonymised objects', () => {
  it.each([
    '',
    'clean-descriptors,modified-dates',
    'full-dates,uids,device-identity',
    'clean-structured,patient-characteristics,institution',
  ])('follow every row of PS3.15 table E.1-1 in every layout, profile basic %s', async (options) => {
    const folder = await temporaryFolder();
    const planted = join(folder, 'planted');
    fs.mkdirSync(planted);
    judge('make', TABLE, planted);
    const result = await pseudonymise(planted, folder, {
      options: options.split(',').filter((option) => option !== '') as PseudonymiseInput['options'],
    });
    expect(result).toMatchObject({ written: 8, refused: [] });
    expect(judge('judge', TABLE, planted, join(folder, 'out'), options)).toBe('');
  });

  it('keep all references of a study, and are no worse than before', async () => {
    const folder = await temporaryFolder();
    const result = await pseudonymise(sharedPath('dicom', 'rt'), folder, { linkFile: join(folder, 'link.json') });
    expect(result).toMatchObject({ written: 6, refused: [{ kind: 'corrupt-data' }] });
    const before = runPython<Uids>(UIDS, sharedPath('dicom', 'rt'));
    const after = runPython<Uids>(UIDS, join(folder, 'out'));
    const link = JSON.parse(fs.readFileSync(join(folder, 'link.json'), 'utf8')) as { uids: Record<string, string> };
    // Each UID by its old one: the graph is the same, and no old UID is left.
    const graphOf = (all: Uids, name: (uid: string) => string) =>
      Object.values(all)
        .map(({ uids, points, ...one }) => ({
          class: one.class,
          points,
          instance: uids.filter(([tag]) => tag === '(0008, 0018)').map(([, uid]) => name(uid)),
          refs: uids
            .filter(([tag]) => /^\((0008, 1155|3006, 0024|0020, 0052|0020, 000[de])\)$/.test(tag))
            .map(([, uid]) => name(uid)),
        }))
        .sort((a, b) => String(a.instance).localeCompare(String(b.instance)));
    expect(graphOf(after, (uid) => link.uids[uid] ?? 'not linked')).toEqual(graphOf(before, (uid) => uid));
    for (const file of filesIn(join(folder, 'out'))) {
      const oldUid = link.uids[basename(file, '.dcm')] as string;
      const [old] =
        Object.entries(before).find(([, { uids }]) =>
          uids.some(([tag, uid]) => tag === '(0008, 0018)' && uid === oldUid),
        ) ?? [];
      expect(spawnSync('dcmdump', ['-q', file]).status).toBe(0);
      const known = errorsOf(sharedPath('dicom', 'rt', old as string));
      expect(errorsOf(file).filter((error) => !known.includes(error))).toEqual([]);
    }
    const revealed = await revealPaths(
      { paths: [join(folder, 'out')], linkFile: join(folder, 'link.json') },
      new AbortController().signal,
    );
    expect(revealed.objects.map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual(
      graphOf(before, (uid) => uid)
        .flatMap(({ instance }) => instance)
        .sort(),
    );
    expect(revealed.objects.every(({ patient }) => patient !== null)).toBe(true);
    expect(fs.statSync(join(folder, 'link.json')).mode & 0o077).toBe(0);
    expect(fs.statSync(join(folder, 'key')).mode & 0o077).toBe(0);
  });

  it('keep MR, SEG and REG a graph that dciodvfy and pydicom take', async () => {
    const folder = await temporaryFolder();
    const study = join(folder, 'study');
    execFileSync('/usr/bin/python3', ['-W', 'ignore', resolve(JUDGE, '../make-study.py'), study]);
    const linkFile = join(folder, 'link.json');
    await pseudonymise(study, folder, { linkFile, options: ['clean-descriptors'] });
    const link = JSON.parse(fs.readFileSync(linkFile, 'utf8')) as { uids: Record<string, string> };
    const before = Object.values(runPython<Uids>(UIDS, study));
    const after = Object.values(runPython<Uids>(UIDS, join(folder, 'out')));
    const sorted = (all: Uids[string][], name: (uid: string) => string) =>
      all.map(({ class: sopClass, uids }) => [sopClass, ...uids.map(([tag, uid]) => `${tag} ${name(uid)}`)]).sort();
    expect(sorted(after, (uid) => link.uids[uid] ?? 'not linked')).toEqual(sorted(before, (uid) => uid));
    for (const kind of ['SEG', 'REG', 'MR']) {
      const file = filesIn(join(folder, 'out')).find((path) => path.includes(`/${kind}-`)) as string;
      const [old] = filesIn(study).filter((path) =>
        basename(path).startsWith(kind === 'MR' ? 'mr-1' : kind.toLowerCase()),
      );
      const known = errorsOf(old as string);
      expect([kind, errorsOf(file).filter((error) => !known.includes(error))]).toEqual([kind, []]);
    }
  });

  it('give plastimatch the same voxels of a structure as before', async () => {
    const folder = await temporaryFolder();
    const study = join(folder, 'study');
    fs.cpSync(sharedPath('dicom', 'openkbp-pt_222-native'), study, { recursive: true });
    const mask = join(sampleCase, 'clinical', 'Brainstem.nii.gz');
    const ports = { signal: new AbortController().signal, report: () => {} };
    await makeRtstruct(
      { image: study, masks: [{ name: 'Brainstem', path: mask }], outputFile: join(study, 'rs.dcm') },
      ports,
    );
    await pseudonymise(study, folder, { options: ['clean-descriptors'] });
    const voxels = [study, join(folder, 'out')].map((images, at) => {
      const rtstruct = filesIn(images).find((path) => /rs\.dcm$|RTSTRUCT-/.test(path)) as string;
      const [ct] = filesIn(images).filter((path) => path !== rtstruct);
      const out = join(folder, `masks-${at}`);
      const input = ['--input', rtstruct, '--referenced-ct', dirname(ct as string)];
      execFileSync('plastimatch', ['convert', ...input, '--output-prefix', out, '--prefix-format', 'nrrd']);
      return fs.readFileSync(join(out, 'Brainstem.nrrd'));
    });
    expect(voxels[0]?.length).toBeGreaterThan(1000);
    expect(voxels[1]?.equals(voxels[0] as Uint8Array)).toBe(true);
  });

  it('take back what plastimatch drew on them, onto the images of the patient', async () => {
    const folder = await temporaryFolder();
    const study = sharedPath('dicom', 'openkbp-pt_222-native');
    const linkFile = join(folder, 'link.json');
    await pseudonymise(study, folder, { linkFile, options: ['modified-dates'] });
    const out = join(folder, 'out');
    const ct = dirname(filesIn(out)[0] as string);
    const mask = join(sampleCase, 'clinical', 'Brainstem.nii.gz');
    const back = join(folder, 'back');
    const drawn = ['--input-ss-img', mask, '--referenced-ct', ct, '--output-dicom', back];
    execFileSync('plastimatch', ['convert', ...drawn]);
    const rtstruct = filesIn(back).find((path) => runPython<string>(MODALITY, path) === 'RTSTRUCT') as string;
    const identified = join(folder, 'identified');
    const ports = { signal: new AbortController().signal, report: () => {} };
    const result = await restorePaths({ paths: [rtstruct], linkFile, outputFolder: identified }, ports);
    expect(result).toMatchObject({ refused: [], objects: [{ modality: 'RTSTRUCT', isFromOutside: true }] });
    expect(result.objects[0]?.restoredUids).toBeGreaterThan(20);
    // Every reference to an image leads to a file of the study before.
    const before = runPython<Uids>(UIDS, study);
    const known = new Set(Object.values(before).flatMap(({ uids }) => uids.map(([, uid]) => uid)));
    const [after] = Object.values(runPython<Uids>(UIDS, identified));
    const images = after?.uids.filter(([tag]) => tag === '(0008, 1155)') ?? [];
    expect(images.length).toBeGreaterThan(20);
    expect(images.filter(([, uid]) => !known.has(uid))).toEqual([]);
    const [file] = filesIn(identified);
    expect(fs.statSync(file as string).mode & 0o077).toBe(0);
    const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '1.0.0' });
    const imported = await importPaths(library, [study, identified], ports);
    library.close();
    expect(imported).toMatchObject({ refused: [], cases: [{ patientId: 'KBP222' }] });
    expect(imported.cases[0]?.structureSets).toMatchObject([{ structures: [{}] }]);
  });

  it('name nobody whom the link does not know, and write nothing then', async () => {
    const folder = await temporaryFolder();
    const linkFile = join(folder, 'link.json');
    const outputFolder = join(folder, 'identified');
    await pseudonymise(sharedPath('dicom', 'rt'), folder, { linkFile });
    const ports = { signal: new AbortController().signal, report: () => {} };
    const ct = [sharedPath('dicom', 'rt', 'dicompyler_ct.0.dcm')];
    await expect(restorePaths({ paths: ct, linkFile, outputFolder }, ports)).rejects.toMatchObject({
      code: 'PSEUDONYM_UNKNOWN',
    });
    expect(fs.existsSync(outputFolder)).toBe(false);
  });

  it('leave compressed pixels of every transfer syntax byte for byte as they were', async () => {
    const folder = await temporaryFolder();
    const source = sharedPath('dicom', 'transfer-syntaxes');
    const refused: string[] = [];
    for (const name of fs.readdirSync(source).filter((name) => name.endsWith('.dcm'))) {
      const outputFolder = join(folder, 'out', name);
      await pseudonymise(join(source, name), folder, { outputFolder }).catch(() => refused.push(name));
    }
    // One that is cut short, and two beginnings of files without any UID of their own.
    expect(refused.sort()).toEqual(['MR_truncated.dcm', 'UN_sequence.dcm', 'no_meta_group_length.dcm']);
    const changed = runPython<string[]>(PIXELS, source, join(folder, 'out'));
    expect(changed).toEqual([]);
  });

  it('are the same every time with one key, and others with another', async () => {
    const folder = await temporaryFolder();
    const [first, again, other] = [
      await pseudonymise(sharedPath('dicom', 'rt'), folder),
      await pseudonymise(sharedPath('dicom', 'rt'), folder, { outputFolder: join(folder, 'again') }),
      await pseudonymise(sharedPath('dicom', 'rt'), folder, {
        outputFolder: join(folder, 'other'),
        keyFile: join(folder, 'other-key'),
      }),
    ];
    expect(again.patients).toEqual(first.patients);
    expect(filesIn(join(folder, 'again')).map((path) => basename(path))).toEqual(
      filesIn(join(folder, 'out')).map((path) => basename(path)),
    );
    expect(other.patients[0]?.pseudonym).not.toBe(first.patients[0]?.pseudonym);
  });

  it('are refused where they would lie among their input, or the key among them', async () => {
    const folder = await temporaryFolder();
    const input = join(folder, 'in');
    fs.mkdirSync(input);
    fs.copyFileSync(sharedPath('dicom', 'rt', 'dicompyler_rtss.dcm'), join(input, 'rs.dcm'));
    await expect(pseudonymise(input, folder, { outputFolder: join(input, 'out') })).rejects.toMatchObject({
      code: 'PSEUDONYM_OUTPUT_INSIDE',
    });
    await expect(pseudonymise(input, folder, { keyFile: join(folder, 'out', 'key') })).rejects.toMatchObject({
      code: 'PSEUDONYM_SECRET_INSIDE',
    });
    expect(fs.readdirSync(folder)).toEqual(['in']);
  });
});
