// The printable model of a document through every transport of a window: versions, undo, meshes, staleness, files.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient, createInMemoryTransports, type Transport, windowContract } from '../../core/contract/index.ts';
import { decodeEncapsulatedStl } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { decodeThreeMf, encodeStlBinary } from '../../core/mesh/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import { createComputePool } from '../../main/jobs/compute-pool.ts';
import { createPrintService } from '../../main/services/print/print-service.ts';
import { openLibrary } from '../../main/store/index.ts';
import { connectOverBridge, connectOverWeb } from '../support/host-transports.ts';
import { testSeries } from '../support/library-inputs.ts';
import { tetrahedron } from '../support/mesh-shapes.ts';
import { edit, GROUP, structure } from '../support/random-edits.ts';
import { testFolder } from '../support/temp-folder.ts';

const TRANSPORTS: Record<
  string,
  () => { client: Transport; server: Transport } | Promise<{ client: Transport; server: Transport }>
> = {
  'in memory': createInMemoryTransports,
  'web host': connectOverWeb,
  'Electron host': connectOverBridge,
};

const RECIPE = { version: 1 as const, steps: [{ name: 'surface' as const }] };
const MEASURE = {
  id: '1',
  kind: 'between' as const,
  from: { part: 'Bone' },
  to: { structureId: 's-a', structure: 'Bone' },
};
const LAID = { name: 'stand' as const, up: [1, 0, 0] as [number, number, number], turnDeg: 0, together: false };
const SCALED = { version: 1 as const, steps: [...RECIPE.steps, { name: 'scale' as const, factor: 2 }] };

/** A document with one drawn structure, served over a transport. */
async function openDocument(connect: (typeof TRANSPORTS)[string]) {
  const folder = testFolder();
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '0.1.0' });
  const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
  library.close();
  const app = createWindowApp({ libraryFolder: join(folder, 'library'), mode: 'write' });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= app.close();
    return closing;
  };
  onTestFinished(close);
  const { client: end, server } = await connect();
  app.attach(server);
  const events: { name: string; payload: unknown }[] = [];
  const client = createClient(windowContract, end, (name, payload) => events.push({ name, payload }));
  const { documentId } = await client.documents.open({ seriesId: cases[0]?.series[0]?.seriesId ?? '' });
  const record = structure('s-a', { name: 'Bone', color: '#c08040' });
  const slices = (from: number) =>
    [1, 2].map((k) => ({ k, before: null, after: { runs: [from, 3, 4, 3], loops: null } }));
  await client.documents.append({
    documentId,
    baseRev: 0,
    edit: edit('e-0', [
      { type: 'group', id: GROUP.id, before: null, after: GROUP },
      { type: 'structure', id: 's-a', before: null, after: record },
      { type: 'slices', structureId: 's-a', changes: slices(8) },
    ]),
  });
  const draw = () =>
    client.documents.append({
      documentId,
      baseRev: 1,
      edit: edit('e-1', [
        { type: 'structure', id: 's-a', before: record, after: { ...record, contentRev: 1 } },
        { type: 'slices', structureId: 's-a', changes: slices(9) },
      ]),
    });
  return { folder, app, close, client, events, documentId, draw, sources: [{ structureId: 's-a', name: 'Bone' }] };
}

describe.each(Object.entries(TRANSPORTS))('print over the transport: %s', (_, connect) => {
  it('keeps every version of the steps, and says what was drawn since', async () => {
    const { client, documentId, events, sources, draw } = await openDocument(connect);
    expect(await client.print.get({ documentId })).toMatchObject({ rev: 0, recipe: null, history: [], exported: null });
    await client.print.keep({ documentId, baseRev: 0, label: 'Surface', sources, recipe: RECIPE });
    const kept = await client.print.keep({ documentId, baseRev: 1, label: 'Scale', sources, recipe: SCALED });
    expect(kept).toMatchObject({ rev: 2, head: 2, recipe: SCALED, sources, changed: [] });
    expect(await client.print.undo({ documentId, baseRev: 2 })).toMatchObject({ rev: 3, head: 1, recipe: RECIPE });
    expect(await client.print.undo({ documentId, baseRev: 3 })).toMatchObject({ rev: 4, head: 0, recipe: null });
    await expect(client.print.undo({ documentId, baseRev: 4 })).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
    await client.print.redo({ documentId, baseRev: 4 });
    const branched = await client.print.keep({ documentId, baseRev: 5, label: 'Other', sources, recipe: SCALED });
    expect(branched.history.map(({ label }) => label)).toEqual(['Surface', 'Other']);
    await expect(client.print.redo({ documentId, baseRev: 6 })).rejects.toMatchObject({ code: 'NOTHING_TO_REDO' });
    await client.print.keep({ documentId, baseRev: 6, label: 'Measure', sources, recipe: SCALED, measures: [MEASURE] });
    expect(await client.print.get({ documentId })).toMatchObject({ measures: [MEASURE], recipe: SCALED });
    expect(await client.print.undo({ documentId, baseRev: 7 })).toMatchObject({ measures: [], recipe: SCALED });
    await draw();
    const changed = [{ structureId: 's-a', name: 'Bone', how: 'changed' }];
    expect(await client.print.get({ documentId })).toMatchObject({ rev: 8, changed });
    expect(events).toContainEqual({ name: 'print.changed', payload: { documentId, rev: 8 } });
  });
});

describe('print', () => {
  const connect = TRANSPORTS['Electron host'] as (typeof TRANSPORTS)[string];

  it.skipIf(process.getuid?.() !== 0)(
    'says of a full disk what it is, leaves no file, and writes the same model when there is room (not run: needs root)',
    async () => {
      const { app, client, documentId, folder, sources } = await openDocument(connect);
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status).toBe(0);
      onTestFinished(() => void spawnSync('umount', [disk]));
      const filler = join(disk, 'filler');
      writeFileSync(filler, new Uint8Array(64 * 1024 - 4096));
      const recipe = { version: 1 as const, steps: [{ name: 'surface' as const, detailMm: 0.5 }] };
      const write = () =>
        client.print.export({ documentId, sources, recipe, format: 'stl', destination: app.grantPath(disk) });
      await expect(write()).rejects.toMatchObject({ kind: 'resource', code: 'DISK_FULL', retryable: true });
      expect(readdirSync(disk)).toEqual(['filler']);
      rmSync(filler);
      spawnSync('mount', ['-o', 'remount,size=8m', disk]);
      expect((await write()).files).toEqual(['Bone.stl']);
      expect(readdirSync(disk)).toEqual(['Bone.stl']);
    },
  );

  it('says of a model that was written that the library had no room to note it', async () => {
    const { client, close, documentId, folder, sources } = await openDocument(connect);
    await client.print.keep({ documentId, baseRev: 0, label: 'Surface', sources, recipe: RECIPE });
    await close();
    const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '0.1.0' });
    const pool = createComputePool(1);
    onTestFinished(async () => {
      await pool.close();
      library.close();
    });
    const out = join(folder, 'out');
    mkdirSync(out);
    const full = new AppError('resource', 'DISK_FULL', 'no space is left on the disk.', { retryable: true });
    const print = createPrintService({
      ...{ reader: library, isReadOnly: false, pool, resolvePath: (path) => path, onChanged: () => undefined },
      writable: () => {
        throw full;
      },
    });
    const input = { documentId, sources, recipe: RECIPE, format: 'stl' as const, destination: out };
    const context = { signal: new AbortController().signal, report: () => undefined };
    const written = await print.export(input, context);
    expect(written).toMatchObject({ files: ['Bone.stl'], warnings: [{ code: 'PRINT_NOT_NOTED' }] });
    expect(written.warnings[0]?.message).toContain('no space is left');
    expect(readdirSync(out)).toEqual(['Bone.stl']);
    expect(await print.get({ documentId }, context)).toMatchObject({ rev: 1, exported: null });
  });

  it('writes the parts of the masks as they are now, and knows when they are out of date', async () => {
    const { app, client, documentId, folder, sources, draw } = await openDocument(connect);
    const out = join(folder, 'out');
    mkdirSync(out);
    await client.print.keep({ documentId, baseRev: 0, label: 'Scale', sources, recipe: SCALED });
    const destination = app.grantPath(out);
    const phases = new Set<string>();
    const written = await client.print.export(
      { documentId, sources, recipe: SCALED, format: '3mf', destination },
      { report: ({ phase }) => phases.add(phase) },
    );
    expect(written).toMatchObject({
      folder: out,
      files: ['Bone.3mf'],
      watertight: true,
      parts: [{ name: 'Bone', shells: 1 }],
    });
    expect(written.steps.map(({ name }) => name)).toEqual(['surface', 'scale']);
    expect(decodeThreeMf(readFileSync(join(out, 'Bone.3mf')))).toMatchObject([{ name: 'Bone', colour: '#C08040' }]);
    expect((await client.print.get({ documentId })).exported).toMatchObject({ hasSameSteps: true, changed: [] });
    await draw();
    expect((await client.print.get({ documentId })).exported).toMatchObject({ changed: [{ name: 'Bone' }] });
  });

  it('writes a DICOM model of the patient, where the patient is, though its steps lay it on a bed', async () => {
    const { app, client, documentId, folder, sources } = await openDocument(connect);
    const out = join(folder, 'out');
    mkdirSync(out);
    const destination = app.grantPath(out);
    const laid = { ...RECIPE, steps: [...RECIPE.steps, LAID] };
    const write = (format: 'dcm' | 'stl', recipe: typeof laid | typeof RECIPE, fileName: string) =>
      client.print.export({ documentId, sources, recipe, format, destination, fileName });
    const written = await write('dcm', laid, 'model');
    expect(written).toMatchObject({ files: ['model.dcm'], warnings: [{ code: 'MESH_STAYS_IN_PATIENT' }] });
    await write('stl', RECIPE, 'as-is');
    const { stl } = decodeEncapsulatedStl(readFileSync(join(out, 'model.dcm')));
    expect(
      Buffer.from(stl)
        .subarray(84)
        .equals(readFileSync(join(out, 'as-is.stl')).subarray(84)),
    ).toBe(true);
    expect(await write('stl', laid, 'laid')).toMatchObject({ files: ['laid.stl', 'laid-bed.json'] });
    expect(readdirSync(out).sort()).toEqual(['as-is.stl', 'laid-bed.json', 'laid.stl', 'model.dcm']);
  });

  it('keeps the printer, the material and the least wall, without a version of the steps', async () => {
    const { client, documentId } = await openDocument(connect);
    const setup = { printerId: 'resin143', materialId: 'resin', minWallMm: 0.8 };
    const { rev } = await client.print.get({ documentId });
    expect(await client.print.setUp({ documentId, setup })).toMatchObject({ setup, rev, history: [] });
    expect((await client.print.get({ documentId })).setup).toEqual(setup);
    const wrong = client.print.setUp({ documentId, setup: { ...setup, minWallMm: 0 } });
    await expect(wrong).rejects.toMatchObject({ kind: 'invalid-input' });
  });

  it('keeps a mesh of another program with the case, and gives its triangles back', async () => {
    const { app, close, client, documentId, folder } = await openDocument(connect);
    const path = join(folder, 'guide.stl');
    writeFileSync(path, encodeStlBinary(tetrahedron(1, 2, 3)));
    const added = await client.print.addMeshes({ documentId, path: app.grantPath(path) });
    expect(added).toMatchObject([{ name: 'guide.stl', triangles: 4 }]);
    // A browser hands its files over in a folder.
    const upload = join(folder, 'upload');
    mkdirSync(upload);
    writeFileSync(join(upload, 'guide.stl'), encodeStlBinary(tetrahedron(1, 2, 3)));
    expect(await client.print.addMeshes({ documentId, path: app.grantPath(upload) })).toEqual(added);
    writeFileSync(join(upload, 'open.stl'), 'solid open');
    const refused = client.print.addMeshes({ documentId, path: app.grantPath(upload) });
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('open.stl') });
    expect((await client.print.get({ documentId })).meshes).toEqual([{ name: 'guide.stl', bytes: 284 }]);
    const { positions, indices } = await client.print.mesh({ documentId, name: 'guide.stl' });
    expect([Buffer.from(positions, 'base64').length, Buffer.from(indices, 'base64').length]).toEqual([48, 48]);
    await expect(client.print.mesh({ documentId, name: 'none.stl' })).rejects.toMatchObject({ code: 'PRINT_MESH' });
    await close();
    const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '0.1.0' });
    expect(library.checkIntegrity({ verifyBlobs: true })).toMatchObject({ ok: true, blobs: 2 });
    library.deleteCase(library.listCases()[0]?.caseId ?? '');
    expect(library.checkIntegrity()).toMatchObject({ ok: true, blobs: 0 });
    library.close();
  });

  it('refuses another window that knows less, a wrong step, a path that nobody chose, and leaves no file', async () => {
    const { app, client, documentId, folder, sources } = await openDocument(connect);
    const refused = async (call: Promise<unknown>) =>
      ((await call.catch((error: unknown) => error)) as { code: string }).code;
    await client.print.keep({ documentId, baseRev: 0, label: 'Surface', sources, recipe: RECIPE });
    const keep = { documentId, label: 'x', sources, recipe: RECIPE };
    expect(await refused(client.print.keep({ ...keep, baseRev: 0 }))).toBe('PRINT_STALE');
    const wrong = { version: 1, steps: [{ name: 'melt' }] } as never;
    expect(await refused(client.print.keep({ ...keep, baseRev: 1, recipe: wrong }))).toBe('PRINT_RECIPE');
    const gone = [{ structureId: 's-x', name: 'Gone' }];
    expect(await refused(client.print.keep({ ...keep, baseRev: 1, sources: gone }))).toBe('STRUCTURE_NOT_FOUND');
    const order = { documentId, sources, recipe: RECIPE, format: 'stl' as const };
    expect(await refused(client.print.export({ ...order, destination: '/tmp' }))).toBe('PATH_NOT_GRANTED');
    const out = join(folder, 'out');
    mkdirSync(out);
    const destination = app.grantPath(out);
    const missing = {
      version: 1 as const,
      steps: [...RECIPE.steps, { name: 'combine' as const, operation: 'union' as const, with: { file: 'a.stl' } }],
    };
    expect(await refused(client.print.export({ ...order, recipe: missing as never, destination }))).toBe('PRINT_MESH');
    const controller = new AbortController();
    const call = client.print.export({ ...order, destination }, { signal: controller.signal });
    controller.abort();
    expect(await refused(call)).toMatch(/CANCELLED/);
    expect(existsSync(out) && readdirSync(out)).toEqual([]);
  });
});
