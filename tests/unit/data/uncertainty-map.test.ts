import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { GroupRecord } from '../../../core/edit/index.ts';
import { modelGroupOf } from '../../../renderer/commands/uncertainty-commands.ts';
import { readUncertainty } from '../../../renderer/data/uncertainty-map.ts';

const kept = (values: Uint8Array) => ({
  kind: 'entropy',
  originLps: [0, 0, 0],
  spacingMm: [4, 4, 4],
  component: [2, 1, 0],
  sign: [1, 1, 1],
  start: [0, 0, 0],
  size: [2, 3, 1],
  values: deflateSync(values).toString('base64'),
});
const clientWith = (uncertainty: unknown) => ({ documents: { uncertainty: async () => ({ uncertainty }) } }) as never;

it('the map of a set is read as it was kept; what is cut short is refused', async () => {
  const values = Uint8Array.of(0, 50, 100, 150, 200, 250);
  expect((await readUncertainty(clientWith(kept(values)), 'set'))?.values).toEqual(values);
  expect(await readUncertainty(clientWith(null), 'set')).toBeNull();
  await expect(readUncertainty(clientWith(kept(values.subarray(1))), 'set')).rejects.toMatchObject({
    code: 'UNCERTAINTY_DAMAGED',
  });
  await expect(readUncertainty(clientWith({ ...kept(values), values: 'AAAA' }), 'set')).rejects.toMatchObject({
    kind: 'corrupt-data',
  });
});

it('a later version of what a model made is still of that model; what a person drew is of none', () => {
  const group = (id: string, over: Partial<GroupRecord>) =>
    ({ id, kind: 'manual', parentGroupId: null, structureSetId: null, ...over }) as GroupRecord;
  const groups = [
    group('made', { kind: 'auto', structureSetId: 'r-1' }),
    group('second', { kind: 'auto', parentGroupId: 'made' }),
    group('third', { parentGroupId: 'second' }),
    group('drawn', {}),
    group('running', { kind: 'auto' }),
    group('loop', { parentGroupId: 'loop' }),
  ];
  expect(['made', 'second', 'third'].map((id) => modelGroupOf(groups, id)?.id)).toEqual(['made', 'made', 'made']);
  for (const id of ['drawn', 'running', 'loop', 'gone', null]) expect(modelGroupOf(groups, id)).toBeNull();
});
