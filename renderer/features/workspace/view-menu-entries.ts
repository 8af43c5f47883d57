// What a right click on a view offers: the structures under the pointer, the place, the slice.

import type { Vec3 } from '../../../core/geometry/index.ts';
import type { AppContext } from '../../commands/command.ts';
import type { MenuEntry } from '../../ui/menu.tsx';

export interface ViewMenuPlace {
  /** CSS px in the window. */
  readonly client: { readonly x: number; readonly y: number };
  /** Whole voxel; null: beside the image, or in 3D. */
  readonly ijk: Vec3 | null;
  /** Shown structures there. */
  readonly structures: readonly { readonly id: string; readonly name: string }[];
  /** The view shows an acquired plane: what is done to a slice is done to what is seen. */
  readonly isSlice: boolean;
}

/** More structures than this at one place make the menu longer than the view. */
const MOST_STRUCTURES = 5;

type MenuContext = Pick<AppContext, 'command' | 'run'>;

export function viewMenuEntries(
  { ijk, structures, isSlice }: ViewMenuPlace,
  activeId: string | null,
  { command, run }: MenuContext,
): MenuEntry[] {
  const item = (commandId: string, args: string | null = null, label?: string): MenuEntry => {
    const own = command(commandId);
    return {
      kind: 'item',
      id: `${commandId} ${args ?? ''}`,
      label: label ?? own?.title ?? commandId,
      keys: args === null || args === activeId ? (own?.keys[0] ?? '') : '',
      run: () => run(commandId, args),
    };
  };
  const line = (id: string): MenuEntry => ({ kind: 'line', id });
  const ofStructures = structures
    .slice(0, MOST_STRUCTURES)
    .flatMap(({ id, name }): MenuEntry[] => [
      { kind: 'label', id: `name ${id}`, label: name },
      ...(id === activeId ? [] : [item('structure.choose', id, 'Work on it')]),
      item('structure.toggleVisible', id, 'Hide'),
      item('structure.solo', id, 'Only this structure'),
    ]);
  return [
    ...ofStructures,
    ...(ofStructures.length > 0 ? [line('structures')] : []),
    ...(ijk === null
      ? []
      : [item('view.goToVoxel', JSON.stringify({ ijk: ijk.map(Math.round), structureId: null }), 'Crosshair here')]),
    ...(isSlice && activeId !== null
      ? [item('slice.copy'), item('slice.paste'), item('slice.delete'), line('slice')]
      : ijk === null
        ? []
        : [line('place')]),
    item('view.fit'),
    item('layout.large'),
    item('display.contours'),
  ];
}
