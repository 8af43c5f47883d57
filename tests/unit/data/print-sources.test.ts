// What of the open document goes to the workers of a model, and what of it they are sent again.
import { describe, expect, it } from 'vitest';
import { type EditDocument, EMPTY_DOCUMENT } from '../../../core/edit/index.ts';
import { drawnSince, printSources } from '../../../renderer/data/print-sources.ts';
import { apply, edit, FIRST, structure } from '../../support/random-edits.ts';

const PLANE = { columns: 12, rows: 10 };
const drawn = (color: string, contentRev = 0): EditDocument =>
  [
    FIRST,
    edit('e-1', [
      { type: 'slices', structureId: 's-a', changes: [{ k: 1, before: null, after: { runs: [2, 3], loops: null } }] },
      { type: 'structure', id: 's-a', before: structure('s-a'), after: structure('s-a', { color, contentRev }) },
    ]),
  ].reduce((document, own) => apply(document, own, PLANE), EMPTY_DOCUMENT);
const sourceOf = (document: EditDocument) =>
  printSources({ Bone: 's-a' }, [...document.structures.values()], document)[0];

describe('the structures of a model', () => {
  it('are sent again when their colour alone changes, and nothing is said of their shape then', () => {
    const [grey, red, more] = [drawn('#808080'), drawn('#c02020'), drawn('#c02020', 1)].map(sourceOf);
    expect(red?.colour).toBe('#c02020');
    expect(red?.stamp).not.toBe(grey?.stamp);
    const stamps = (source: typeof red) => ({ Bone: source?.stamp ?? '' });
    expect(drawnSince(stamps(grey), stamps(red))).toEqual([]);
    expect(drawnSince(stamps(red), stamps(more))).toEqual(['Bone']);
  });
});
