// What a right click on a view offers, and on what it acts.
import { describe, expect, it } from 'vitest';
import { type ViewMenuPlace, viewMenuEntries } from '../../../renderer/features/workspace/view-menu-entries.ts';
import { allCommands } from '../../support/all-commands.ts';

const commands = allCommands();
function menu(place: Partial<ViewMenuPlace>, activeId: string | null) {
  const ran: unknown[] = [];
  const entries = viewMenuEntries(
    { client: { x: 0, y: 0 }, ijk: [3.4, 4.6, 5], structures: [], isSlice: true, ...place },
    activeId,
    {
      command: (id) => commands.find((own) => own.id === id) ?? null,
      run: (id, args = null) => void ran.push([id, args]),
    },
  );
  const labels = entries.flatMap((entry) => ('label' in entry ? [entry.label] : []));
  const press = (label: string) => {
    const entry = entries.find((own) => own.kind === 'item' && own.label === label);
    if (entry?.kind === 'item') entry.run();
    return ran.at(-1);
  };
  return { labels, press };
}
const parotid = { id: 's-1', name: 'Parotid_L' };

describe('the menu of a view', () => {
  it('speaks of the structure under the pointer, not of the one that is worked on', () => {
    const { labels, press } = menu({ structures: [parotid] }, 's-2');
    expect(labels.slice(0, 4)).toEqual(['Parotid_L', 'Work on it', 'Hide', 'Only this structure']);
    expect(press('Work on it')).toEqual(['structure.choose', 's-1']);
    expect(press('Hide')).toEqual(['structure.toggleVisible', 's-1']);
    expect(menu({ structures: [parotid] }, 's-1').labels).not.toContain('Work on it');
  });

  it('puts the crosshair on the voxel under the pointer', () => {
    expect(menu({}, null).press('Crosshair here')).toEqual(['view.goToVoxel', '{"ijk":[3,5,5],"structureId":null}']);
    expect(menu({ ijk: null }, null).labels).not.toContain('Crosshair here');
  });

  it('offers slice work only where the view shows that slice', () => {
    expect(menu({}, 's-1').labels).toContain('Delete on this slice');
    expect(menu({ isSlice: false }, 's-1').labels).not.toContain('Delete on this slice');
    expect(menu({}, null).labels).not.toContain('Delete on this slice');
  });

  it('names only commands that there are', () => {
    const known = new Set(commands.map(({ title }) => title));
    const { labels } = menu({}, 's-1');
    for (const label of labels.filter((own) => own !== 'Crosshair here')) expect(known, label).toContain(label);
  });
});
