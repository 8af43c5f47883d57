import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Command } from '../../commands/command.ts';
import { putSettings } from '../../commands/settings-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/fields.tsx';
import { Keys } from '../../ui/keys.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { useRegistry } from '../shell/registry-context.ts';
import { readKeyChange, whyNoReset } from './key-change.ts';
import { Part, Section, SettingRow } from './setting-rows.tsx';

const RIGHT_DRAGS = [
  { value: 'window', label: 'Window and level' },
  { value: 'zoom', label: 'Zoom' },
] as const;

/** Takes the next key press for a command. */
function KeyCapture(props: {
  readonly command: Command;
  readonly onTaken: (key: string) => void;
  readonly onEnd: () => void;
}) {
  const { command, onTaken, onEnd } = props;
  const registry = useRegistry();
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLButtonElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      onEnd();
      return;
    }
    const change = readKeyChange(registry, command.id, event.nativeEvent);
    if (change.kind === 'refused') setProblem(change.why);
    if (change.kind === 'taken') onTaken(change.key);
  };
  return (
    <>
      <button
        ref={(element) => {
          if (element && field.current === null) element.focus();
          field.current = element;
        }}
        type="button"
        className="key-capture"
        aria-label={`Press the new key of ${command.title}`}
        onKeyDown={onKeyDown}
        onBlur={onEnd}
      >
        Press a key
      </button>
      {problem !== null && (
        <span className="field-error key-problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

function KeyRow({ command }: { readonly command: Command }) {
  const context = useAppContext();
  const registry = useRegistry();
  const own = useApp((state) => state.settings.keys.own);
  const [isChanging, setChanging] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isOwn = own[command.id] !== undefined;
  const keys = registry.keysOf(command.id);
  const put = (next: readonly string[] | null) => {
    const rest = Object.fromEntries(Object.entries(own).filter(([id]) => id !== command.id));
    putSettings(context, 'keys', { own: next === null ? rest : { ...rest, [command.id]: next } });
  };
  const reset = () => {
    const why = whyNoReset(registry, command);
    setProblem(why);
    if (why === null) put(null);
  };
  return (
    <li className="key-row">
      <span className="grow ell">{command.title}</span>
      {isChanging ? (
        <KeyCapture
          command={command}
          onTaken={(key) => {
            setProblem(null);
            put([key]);
            setChanging(false);
          }}
          onEnd={() => setChanging(false)}
        />
      ) : (
        <>
          {problem !== null && <span className="field-error key-problem">{problem}</span>}
          <span className="key-caps">
            {keys.length === 0 && <span className="dim2">no key</span>}
            {keys.map((key) => (
              <span key={key} className={isOwn ? 'own' : ''}>
                <Keys keys={key} />
              </span>
            ))}
          </span>
          <Button
            isSmall
            kind="ghost"
            aria-label={`Change the key of ${command.title}`}
            onClick={() => setChanging(true)}
          >
            Change
          </Button>
          {isOwn ? (
            <IconButton icon="undo" isSmall label={`Key of ${command.title} as it came`} onClick={reset} />
          ) : keys.length > 0 ? (
            <IconButton icon="x" isSmall label={`No key for ${command.title}`} onClick={() => put([])} />
          ) : (
            <span className="ib sm" />
          )}
        </>
      )}
    </li>
  );
}

export function KeysSection() {
  const context = useAppContext();
  const registry = useRegistry();
  const keys = useApp((state) => state.settings.keys);
  const [search, setSearch] = useState('');
  const groups = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const map = new Map<string, Command[]>();
    for (const command of registry.all) {
      if (command.needsArguments) continue;
      const text = `${command.title} ${registry.keysOf(command.id).join(' ')}`.toLowerCase();
      if (text.includes(wanted)) map.set(command.group, [...(map.get(command.group) ?? []), command]);
    }
    return [...map];
  }, [registry, search]);
  const changed = Object.keys(keys.own).length;
  return (
    <Section title="Mouse and keys">
      <SettingRow label="Dragging with the right button" hint="On the planes. A click without a drag opens the menu.">
        <Segmented
          isSmall
          label="Dragging with the right button"
          segments={RIGHT_DRAGS}
          value={keys.rightDrag}
          onChange={(rightDrag) => putSettings(context, 'keys', { rightDrag })}
        />
      </SettingRow>
      <Part title="Keys">
        <div className="set-line">
          <SearchField placeholder="Search commands or keys" widthPx={260} value={search} onChange={setSearch} />
          <span className="grow" />
          {changed > 0 && (
            <Button isSmall kind="ghost" onClick={() => putSettings(context, 'keys', { own: {} })}>
              All keys as they came ({changed})
            </Button>
          )}
        </div>
        {groups.map(([group, commands]) => (
          <div key={group} className="key-group">
            <h4>{group}</h4>
            <ul>
              {commands.map((command) => (
                <KeyRow key={command.id} command={command} />
              ))}
            </ul>
          </div>
        ))}
        {groups.length === 0 && <p className="dim">No command matches “{search}”</p>}
      </Part>
    </Section>
  );
}
