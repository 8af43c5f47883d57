// Ctrl K: every command by its name, with its key; what cannot run now says why.

import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useMemo, useState } from 'react';
import type { Command } from '../../commands/command.ts';
import { isScopeActive } from '../../commands/registry.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { Keys } from '../../ui/keys.tsx';
import { useAppContext } from './app-context.ts';
import { useRegistry } from './registry-context.ts';

/** Every letter of the search in order; whole words at the start of the title come first. */
function rank(title: string, search: string): number {
  const text = title.toLowerCase();
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return 1;
  const at = text.indexOf(wanted);
  if (at === 0) return 100;
  if (at > 0) return text[at - 1] === ' ' ? 80 : 60;
  let from = 0;
  for (const letter of wanted.replace(/ /g, '')) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 20;
}

export function Palette() {
  const store = useAppStore();
  const context = useAppContext();
  const registry = useRegistry();
  const isOpen = useApp((state) => state.overlay === 'palette');
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const shown = useMemo(() => {
    if (!isOpen) return [];
    const state = store.getState();
    return registry.all
      .filter(
        ({ scope, id, needsArguments }) =>
          isScopeActive(scope === 'drawing' ? 'workspace' : scope, state) && id !== 'palette.show' && !needsArguments,
      )
      .map((command) => ({ command, rank: rank(command.title, search), why: command.unavailable(state, context) }))
      .filter((entry) => entry.rank > 0)
      .sort((p, q) => q.rank - p.rank || Number(p.why !== null) - Number(q.why !== null));
  }, [isOpen, search, store, registry, context]);
  const close = () => {
    store.setState({ overlay: 'none' });
    setSearch('');
    setAt(0);
  };
  const choose = (command: Command) => {
    close();
    registry.run(command.id, context);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((now) => Math.min(shown.length - 1, Math.max(0, now + step)));
    }
    if (event.key !== 'Enter') return;
    // What the command opens has the focus before the key has done its work: it would press a button there.
    event.preventDefault();
    const chosen = shown[at];
    if (chosen && chosen.why === null) choose(chosen.command);
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => next || close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dlg-back" />
        <Dialog.Content className="dlg palette" aria-describedby={undefined} onKeyDown={onKeyDown}>
          <Dialog.Title className="sr">Commands</Dialog.Title>
          <label className="search">
            <Icon name="search" size="s" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={shown[at] ? `palette-${shown[at].command.id}` : undefined}
              aria-label="Search commands"
              placeholder="Search commands"
              value={search}
              onChange={(event) => {
                setSearch(event.target.value);
                setAt(0);
              }}
            />
          </label>
          <ul id="palette-list" role="listbox" aria-label="Commands">
            {shown.map(({ command, why }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field above
              <li
                key={command.id}
                id={`palette-${command.id}`}
                role="option"
                aria-selected={index === at}
                aria-disabled={why !== null}
                ref={(element) => {
                  if (index === at) element?.scrollIntoView({ block: 'nearest' });
                }}
                onClick={() => why === null && choose(command)}
              >
                <span className="dim2 group">{command.group}</span>
                <span className={`grow ell ${why === null ? '' : 'dim2'}`}>
                  {command.title}
                  {why !== null && ` – ${why}`}
                </span>
                {registry.keysOf(command.id)[0] && <Keys keys={registry.keysOf(command.id)[0] ?? ''} />}
              </li>
            ))}
            {shown.length === 0 && <li className="dim2">No command matches “{search}”</li>}
          </ul>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
