// The name of a structure as a field in its row, judged as it is typed.

import { useRef, useState } from 'react';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { useApp } from '../../state/app-store.ts';
import { TextField } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { verdictOn } from './name-words.ts';
import './names.css';

export function RenameField({ structure }: { readonly structure: StructureRecord }) {
  const { run } = useAppContext();
  const aliases = useApp((state) => state.settings.structures.aliases);
  const [name, setName] = useState(structure.name);
  const field = useRef<HTMLInputElement>(null);
  const verdict = verdictOn(name, aliases);
  const rename = (to: string) => run('structure.rename', JSON.stringify({ id: structure.id, name: to }));
  return (
    <span className="rename">
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
      <span className="rename-hint" role="status">
        <Icon name={verdict.tone === 'ok' ? 'check' : 'info'} size="s" className={verdict.tone} />
        <span className="grow">{verdict.text}</span>
        {verdict.suggestion !== null && (
          <button
            type="button"
            className="rename-use"
            onClick={(event) => {
              event.stopPropagation();
              rename(verdict.suggestion ?? name);
            }}
          >
            {verdict.suggestion}
          </button>
        )}
      </span>
    </span>
  );
}
