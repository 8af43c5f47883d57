// All names at a glance: what stands here, what TG-263 or the department calls it, and what an export will say.

import { useEffect, useMemo, useState } from 'react';
import { tg263Names } from '../../../core/terminology/index.ts';
import { putSettings } from '../../commands/settings-commands.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { Tip } from '../../ui/tip.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { swatchOf } from '../workspace/structure-look.ts';
import { isFree, type NameRow, nameRows } from './name-rows.ts';
import { verdictOn } from './name-words.ts';
import './names.css';

const LIST_ID = 'tg263-names';
const LONGEST_NAME = 64;

function NameTableRow(props: {
  readonly row: NameRow;
  readonly wanted: string;
  readonly whyNot: string | null;
  readonly onChange: (name: string) => void;
  readonly onApply: () => void;
}) {
  const { row, wanted, whyNot, onChange, onApply } = props;
  const { structure, lines, isRight, isLocked, why, suggestion } = row;
  const isOwn = wanted !== '' && wanted !== suggestion;
  return (
    <tr>
      <td>
        <span>
          <Swatch color={structure.color} style={swatchOf(structure, false)} />
          {structure.name}
        </span>
      </td>
      <td>
        {lines.map(({ tone, text, rule }) => (
          <p key={text} className="names-line">
            <Icon name={tone === 'ok' ? 'check' : 'alert'} size="s" className={tone} />
            {rule === null || suggestion === null ? (
              <span>
                {text}
                {rule !== null && <span className="dim2"> {rule}</span>}
              </span>
            ) : (
              <Tip label={rule}>
                <span>{text}</span>
              </Tip>
            )}
          </p>
        ))}
      </td>
      <td>
        {isRight ? (
          <span className="dim">{structure.name}</span>
        ) : isLocked ? (
          <span className="dim2">Its set is locked{suggestion === null ? '' : `; would be ${suggestion}`}</span>
        ) : (
          <>
            <span className="names-new">
              <span className="field">
                <input
                  aria-label={`New name of ${structure.name}`}
                  list={LIST_ID}
                  value={wanted}
                  maxLength={LONGEST_NAME}
                  spellCheck={false}
                  placeholder={structure.name}
                  onChange={(event) => onChange(event.target.value)}
                />
              </span>
              <Button
                isSmall
                kind="ghost"
                aria-label={`Rename ${structure.name}`}
                disabledReason={whyNot}
                onClick={onApply}
              >
                Rename
              </Button>
            </span>
            <span className={`names-why ${isOwn && verdictOn(wanted, []).tone === 'warn' ? 'warn' : 'dim2'}`}>
              {isOwn ? verdictOn(wanted, []).text.replace(/ Suggested:$/, '') : why}
            </span>
          </>
        )}
      </td>
    </tr>
  );
}

export function NamesDialog() {
  const store = useAppStore();
  const context = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'names');
  const workspace = useApp((state) => state.workspace);
  const aliases = useApp((state) => state.settings.structures.aliases);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [remembers, setRemembers] = useState(false);
  const findings = useApp((state) => state.checks.findings);
  const rows = useMemo(
    () => (isOpen && workspace ? nameRows(workspace, aliases, findings) : []),
    [isOpen, workspace, aliases, findings],
  );
  const names = useMemo(() => (isOpen ? tg263Names().filter((name) => !name.includes('xx')) : []), [isOpen]);
  useEffect(() => {
    if (isOpen) setTyped({});
    setRemembers(false);
  }, [isOpen]);

  const wantedOf = ({ structure, suggestion }: NameRow) => (typed[structure.id] ?? suggestion ?? '').trim();
  const whyNot = (row: NameRow): string | null => {
    const wanted = wantedOf(row);
    if (wanted === '' || wanted === row.structure.name) return 'The name would stay as it is.';
    return isFree(rows, row, wanted) ? null : `${wanted} is taken in this set.`;
  };
  const changes = rows.filter((row) => !row.isRight && !row.isLocked && whyNot(row) === null);
  const own = changes.filter((row) => wantedOf(row) !== row.suggestion);
  const close = () => store.setState({ overlay: 'none' });
  const apply = (chosen: readonly NameRow[]) => {
    context.run('names.apply', JSON.stringify(chosen.map((row) => ({ id: row.structure.id, name: wantedOf(row) }))));
    const typedHere = chosen.filter((row) => own.includes(row));
    if (remembers && typedHere.length > 0) {
      const fresh = typedHere.map((row) => ({ alias: row.structure.name, name: wantedOf(row) }));
      const known = new Set(fresh.map(({ alias }) => alias));
      putSettings(context, 'structures', { aliases: [...aliases.filter(({ alias }) => !known.has(alias)), ...fresh] });
    }
  };
  const right = rows.filter(({ isRight }) => isRight).length;
  return (
    <Dialog
      title="Names"
      description="Names of the structures here, what TG-263 says of them, and what they will be called"
      isOpen={isOpen}
      widthPx={820}
      onClose={close}
      footer={
        <>
          <span className="grow">
            {own.length > 0 && <Checkbox label="Remember what I typed" isOn={remembers} onChange={setRemembers} />}
          </span>
          <Button kind="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            disabledReason={changes.length === 0 ? 'No name would change.' : null}
            onClick={() => {
              apply(changes);
              close();
            }}
          >
            {changes.length === 0 ? 'Rename' : `Rename ${changes.length.toString()}`}
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState isSmall title="No structures yet" />
      ) : (
        <>
          <p className="names-lead dim num">
            {right} of {rows.length} are TG-263 names. A name left empty stays as it is; renaming can be undone.
          </p>
          <table className="names-table" aria-label="Names">
            <thead>
              <tr>
                <th scope="col">Here</th>
                <th scope="col">TG-263</th>
                <th scope="col">On export</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <NameTableRow
                  key={row.structure.id}
                  row={row}
                  wanted={typed[row.structure.id] ?? row.suggestion ?? ''}
                  whyNot={whyNot(row)}
                  onApply={() => apply([row])}
                  onChange={(name) => setTyped((before) => ({ ...before, [row.structure.id]: name }))}
                />
              ))}
            </tbody>
          </table>
          <datalist id={LIST_ID}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Dialog>
  );
}
