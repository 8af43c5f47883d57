// All names at a glance: what stands here, what TG-263 or the department calls it, and what an export will say.

import { useEffect, useMemo, useState } from 'react';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { isTg263, type SiteAlias, suggestName, tg263Names } from '../../../core/terminology/index.ts';
import { putSettings } from '../../commands/settings-commands.ts';
import type { WorkspaceState } from '../../state/app-state.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { swatchOf } from '../workspace/structure-look.ts';
import { reasonOf } from './name-words.ts';
import './names.css';

const LIST_ID = 'tg263-names';
const LONGEST_NAME = 64;

interface NameRow {
  readonly structure: StructureRecord;
  readonly suggestion: string | null;
  readonly why: string;
  readonly isRight: boolean;
  /** Its set is locked: the name stays as it came. */
  readonly isLocked: boolean;
}

/** What is to be done first, then what is right. */
function rowsOf({ structures, groups }: WorkspaceState, aliases: readonly SiteAlias[]): NameRow[] {
  const locked = new Set(groups.filter(({ isLocked }) => isLocked).map(({ id }) => id));
  const taken = new Set(structures.map(({ groupId, name }) => `${groupId}|${name.toLowerCase()}`));
  const rows = structures.map((structure): NameRow => {
    const suggestion = suggestName(structure.name, aliases);
    const key = `${structure.groupId}|${suggestion?.name.toLowerCase() ?? ''}`;
    const isOwn = suggestion?.name.toLowerCase() === structure.name.toLowerCase();
    const isTaken = suggestion !== null && !isOwn && taken.has(key);
    taken.add(key);
    return {
      structure,
      suggestion: isTaken ? null : (suggestion?.name ?? null),
      why: suggestion === null ? 'No name comes near' : isTaken ? `${suggestion.name} is taken` : reasonOf(suggestion),
      isRight: suggestion === null && isTg263(structure.name),
      isLocked: locked.has(structure.groupId),
    };
  });
  const rank = (row: NameRow) => (row.isRight ? 2 : row.isLocked ? 1 : 0);
  return rows.sort((p, q) => rank(p) - rank(q));
}

function NameTableRow(props: {
  readonly row: NameRow;
  readonly wanted: string;
  readonly onChange: (name: string) => void;
}) {
  const { row, wanted, onChange } = props;
  const { structure, isRight, isLocked, why, suggestion } = row;
  const isOwn = wanted !== '' && wanted !== suggestion;
  const after = !isLocked && wanted !== '' ? wanted : structure.name;
  return (
    <tr>
      <td>
        <span>
          <Swatch color={structure.color} style={swatchOf(structure, false)} />
          {structure.name}
        </span>
      </td>
      <td>
        {isRight ? (
          <span className="names-why ok" style={{ marginLeft: 0 }}>
            <Icon name="check" size="s" />
            {structure.name}
          </span>
        ) : isLocked ? (
          <span className="dim2">Its set is locked{suggestion === null ? '' : `; would be ${suggestion}`}</span>
        ) : (
          <>
            <span className="field">
              <input
                aria-label={`New name of ${structure.name}`}
                list={LIST_ID}
                value={wanted}
                maxLength={LONGEST_NAME}
                spellCheck={false}
                placeholder="Leave as it is"
                onChange={(event) => onChange(event.target.value)}
              />
            </span>
            <span className={`names-why ${isOwn && !isTg263(wanted) ? 'warn' : 'dim2'}`}>
              {isOwn ? (isTg263(wanted) ? 'TG-263' : 'Not a TG-263 name') : why}
            </span>
          </>
        )}
      </td>
      <td className={after === structure.name ? 'dim' : 'acc'}>{after}</td>
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
  const rows = useMemo(() => (isOpen && workspace ? rowsOf(workspace, aliases) : []), [isOpen, workspace, aliases]);
  const names = useMemo(() => (isOpen ? tg263Names().filter((name) => !name.includes('xx')) : []), [isOpen]);
  useEffect(() => {
    if (isOpen) setTyped({});
    setRemembers(false);
  }, [isOpen]);

  const wantedOf = ({ structure, suggestion }: NameRow) => (typed[structure.id] ?? suggestion ?? '').trim();
  const changes = rows.filter(
    (row) => !row.isRight && !row.isLocked && wantedOf(row) !== '' && wantedOf(row) !== row.structure.name,
  );
  const own = changes.filter((row) => wantedOf(row) !== row.suggestion);
  const close = () => store.setState({ overlay: 'none' });
  const apply = () => {
    context.run('names.apply', JSON.stringify(changes.map((row) => ({ id: row.structure.id, name: wantedOf(row) }))));
    if (remembers && own.length > 0) {
      const fresh = own.map((row) => ({ alias: row.structure.name, name: wantedOf(row) }));
      const known = new Set(fresh.map(({ alias }) => alias));
      putSettings(context, 'structures', { aliases: [...aliases.filter(({ alias }) => !known.has(alias)), ...fresh] });
    }
    close();
  };
  const right = rows.filter(({ isRight }) => isRight).length;
  return (
    <Dialog
      title="Names"
      description="Names of the structures here, in TG-263 and on export"
      isOpen={isOpen}
      widthPx={720}
      onClose={close}
      footer={
        <>
          <span className="grow">
            {own.length > 0 && <Checkbox label="Remember what I typed" isOn={remembers} onChange={setRemembers} />}
          </span>
          <Button kind="ghost" onClick={close}>
            Cancel
          </Button>
          <Button kind="primary" disabledReason={changes.length === 0 ? 'No name would change.' : null} onClick={apply}>
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
            {right} of {rows.length} are TG-263 names. A name left empty stays as it is.
          </p>
          <table className="names-table">
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
