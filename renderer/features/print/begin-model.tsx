// Before there is a model: which structures become one.

import { useState } from 'react';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { formatMl } from '../../ui/format.ts';
import { EmptyState } from '../../ui/message.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { useStructureNames } from './use-structure-names.ts';

export function BeginModel() {
  const { run } = useAppContext();
  const names = useStructureNames();
  const active = useApp(
    ({ workspace, view }) => workspace?.structures.find(({ id }) => id === view.activeStructureId)?.name ?? null,
  );
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const wanted = chosen ?? (active !== null && names.some(({ name }) => name === active) ? [active] : []);
  if (names.length === 0) {
    return (
      <EmptyState isSmall title="No structures yet" text="A model is made from structures.">
        <Button isSmall onClick={() => run('autocontour.show')}>
          Auto-contour
        </Button>
        <Button isSmall onClick={() => run('mode.edit')}>
          Draw one
        </Button>
      </EmptyState>
    );
  }
  const toggle = (name: string) =>
    setChosen(wanted.includes(name) ? wanted.filter((own) => own !== name) : [...wanted, name]);
  return (
    <section className="pp-begin" aria-label="New model">
      <div className="sec-h">
        <h2>New model</h2>
        <span className="dim2">one part for each structure</span>
      </div>
      <ul>
        {names.map(({ name, volumeMl }) => (
          <li key={name}>
            <Checkbox label={name} isOn={wanted.includes(name)} onChange={() => toggle(name)} />
            <span className="dim num">{formatMl(volumeMl)}</span>
          </li>
        ))}
      </ul>
      <div className="pp-begin-act">
        <Button
          kind="primary"
          grow
          disabledReason={wanted.length === 0 ? 'Choose at least one structure' : null}
          onClick={() =>
            run('print.begin', JSON.stringify(names.map(({ name }) => name).filter((own) => wanted.includes(own))))
          }
        >
          Make the model
        </Button>
      </div>
    </section>
  );
}
