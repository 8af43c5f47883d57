// The name of a structure as a field in its row, judged as it is typed.

import { Popover } from 'radix-ui';
import { useRef, useState } from 'react';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { useApp } from '../../state/app-store.ts';
import { TextField } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { verdictOn } from './name-words.ts';
import './names.css';

export function RenameField({ structure }: { readonly structure: StructureRecord }) {
  const { run, store } = useAppContext();
  const aliases = useApp((state) => state.settings.structures.aliases);
  const [name, setName] = useState(structure.name);
  const field = useRef<HTMLInputElement>(null);
  const verdict = verdictOn(name, aliases);
  const rename = (to: string) => run('structure.rename', JSON.stringify({ id: structure.id, name: to }));
  return (
    <Popover.Root open>
      <Popover.Anchor className="rename">
        <TextField
          ref={(element) => {
            if (element && document.activeElement !== element && field.current === null) element.select();
            field.current = element;
          }}
          label={`Name of ${structure.name}`}
          value={name}
          onChange={setName}
          onEnter={() => rename(name)}
        />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="pop rename-hint"
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Judgement of the name"
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onEscapeKeyDown={() => store.setState({ renamingId: null })}
        >
          <Icon name={verdict.tone === 'ok' ? 'check' : 'info'} size="s" className={verdict.tone} />
          <span role="status">{verdict.text}</span>
          {verdict.suggestion !== null && (
            <button type="button" className="rename-use" onClick={() => rename(verdict.suggestion ?? name)}>
              {verdict.suggestion}
            </button>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
