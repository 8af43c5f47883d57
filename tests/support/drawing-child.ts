// A process that draws until it is killed: `drawing-child.ts LIBRARY SERIES`. Says every revision that was answered.

import { openTestWindow } from './window-client.ts';

const [folder = '', seriesId = ''] = process.argv.slice(2);
const { client } = openTestWindow(folder);
const { documentId, rev } = await client.documents.open({ seriesId });
for (let baseRev = rev; ; ) {
  const slice = { runs: [baseRev, 1 + (baseRev % 7)], loops: null };
  const changes = [{ k: baseRev % 12, before: null, after: slice }];
  const answer = await client.documents.append({
    documentId,
    baseRev,
    edit: {
      id: `e-${baseRev}`,
      label: 'Brush',
      at: '2026-11-21T09:00:00.000Z',
      structureId: 's-a',
      k: null,
      ops: [{ type: 'slices', structureId: 's-a', changes }],
    },
  });
  baseRev = answer.rev;
  process.stdout.write(`${answer.rev}\n`);
}
