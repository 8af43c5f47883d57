// "?": every command with its keys, by group.

import { useMemo, useState } from 'react';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField } from '../../ui/fields.tsx';
import { Keys } from '../../ui/keys.tsx';
import { useRegistry } from './registry-context.ts';

const POINTER = [
  ['Wheel', 'Slices'],
  ['Ctrl Wheel', 'Zoom at the pointer'],
  ['Shift Wheel', 'Brush size, else five slices'],
  ['Left', 'The tool'],
  ['Right-drag', 'Window and level'],
  ['Middle-drag', 'Pan; also Shift and left-drag'],
  ['Shift Move', 'Crosshair follows'],
  ['Double-click', 'One view large'],
  ['Ctrl Paint', 'Brush and eraser swap'],
  ['Alt Click', 'Take HU for the gate'],
] as const;

export function KeyMap() {
  const store = useAppStore();
  const registry = useRegistry();
  const isOpen = useApp((state) => state.overlay === 'keys');
  const [search, setSearch] = useState('');
  const groups = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const map = new Map<string, { id: string; title: string; keys: readonly string[] }[]>();
    for (const { id, title, group } of registry.all) {
      const keys = registry.keysOf(id);
      if (keys.length === 0 || !`${title} ${keys.join(' ')}`.toLowerCase().includes(wanted)) continue;
      map.set(group, [...(map.get(group) ?? []), { id, title, keys }]);
    }
    return [...map];
  }, [registry, search]);
  return (
    <Dialog title="Keyboard map" isOpen={isOpen} widthPx={920} onClose={() => store.setState({ overlay: 'none' })}>
      <SearchField placeholder="Search keys" value={search} onChange={setSearch} />
      <div className="keymap">
        {groups.map(([group, entries]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {entries.map(({ id, title, keys }) => (
                <div key={id}>
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((key) => (
                      <span key={key}>
                        <Keys keys={key} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {search === '' && (
          <section>
            <h3>Pointer on a view</h3>
            <dl>
              {POINTER.map(([keys, title]) => (
                <div key={keys}>
                  <dt>{title}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </Dialog>
  );
}
