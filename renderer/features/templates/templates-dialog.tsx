// Structures to start from: a template, what of it is there already, and the rest made in one step.

import { useEffect, useMemo, useState } from 'react';
import { STRUCTURE_TEMPLATES, type StructureTemplate } from '../../../core/edit/index.ts';
import { putSettings } from '../../commands/settings-commands.ts';
import { useApp, useAppShallow, useAppStore } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { type TemplateRow, templateRows } from './template-rows.ts';
import './templates.css';

const FIRST = STRUCTURE_TEMPLATES[0] as StructureTemplate;

function TemplateList(props: {
  readonly own: readonly StructureTemplate[];
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
}) {
  const { own, chosenId, onChoose } = props;
  const itemOf = ({ id, label, names }: StructureTemplate) => (
    <button key={id} type="button" role="radio" aria-checked={id === chosenId} onClick={() => onChoose(id)}>
      <span className="grow ell">{label}</span>
      <span className="num dim2">{names.length}</span>
    </button>
  );
  return (
    <div className="tpl-list" role="radiogroup" aria-label="Templates">
      {STRUCTURE_TEMPLATES.map(itemOf)}
      {own.length > 0 && <span className="cap">Your own</span>}
      {own.map(itemOf)}
    </div>
  );
}

function NameChoice(props: {
  readonly row: TemplateRow;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { row, isOn, onChange } = props;
  const reason = row.thereAs === null ? null : row.thereAs === row.name ? 'there' : `there as ${row.thereAs}`;
  return (
    <li>
      <Checkbox
        label={row.name}
        isOn={isOn && reason === null}
        onChange={onChange}
        {...(reason === null ? {} : { disabledReason: reason })}
      />
    </li>
  );
}

/** Keeps what is ticked under a name of its own. */
function SaveTemplate({
  names,
  onSaved,
}: {
  readonly names: readonly string[];
  readonly onSaved: (id: string) => void;
}) {
  const context = useAppContext();
  const templates = useApp((state) => state.settings.structures.templates);
  const [label, setLabel] = useState<string | null>(null);
  if (label === null) {
    return (
      <Button
        kind="ghost"
        disabledReason={names.length === 0 ? 'Tick the structures first.' : null}
        onClick={() => setLabel('')}
      >
        Save as template…
      </Button>
    );
  }
  const wanted = label.trim().slice(0, 64);
  const isTaken = templates.some((own) => own.label.toLowerCase() === wanted.toLowerCase());
  const save = () => {
    if (wanted === '' || isTaken) return;
    const id = `own-${crypto.randomUUID()}`;
    putSettings(context, 'structures', { templates: [...templates, { id, label: wanted, names }] });
    setLabel(null);
    onSaved(id);
  };
  return (
    <span className="tpl-save">
      <TextField
        ref={(field) => field?.focus()}
        label="Name of the template"
        placeholder="Name of the template"
        value={label}
        onChange={setLabel}
        onEnter={save}
      />
      <Button
        disabledReason={wanted === '' ? 'Write its name.' : isTaken ? 'There is one of this name.' : null}
        onClick={save}
      >
        Save
      </Button>
      <IconButton icon="x" label="Do not save" onClick={() => setLabel(null)} />
    </span>
  );
}

export function TemplatesDialog() {
  const store = useAppStore();
  const context = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'templates');
  const existing = useAppShallow((state) => state.workspace?.structures.map(({ name }) => name) ?? []);
  const aliases = useApp((state) => state.settings.structures.aliases);
  const own = useApp((state) => state.settings.structures.templates);
  const [chosenId, setChosenId] = useState(FIRST.id);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (isOpen) setLeft(new Set());
  }, [isOpen]);

  const chosen = [...STRUCTURE_TEMPLATES, ...own].find(({ id }) => id === chosenId) ?? FIRST;
  const isOwn = own.some(({ id }) => id === chosen.id);
  const rows = useMemo(() => templateRows(chosen.names, existing, aliases), [chosen, existing, aliases]);
  const ticked = rows.filter(({ name }) => !left.has(name)).map(({ name }) => name);
  const fresh = rows.filter(({ name, thereAs }) => thereAs === null && !left.has(name)).map(({ name }) => name);
  const there = rows.filter(({ thereAs }) => thereAs !== null).length;
  const close = () => store.setState({ overlay: 'none' });
  const choose = (id: string) => {
    setChosenId(id);
    setLeft(new Set());
  };
  const create = () => {
    context.run('structure.create', JSON.stringify(fresh));
    close();
  };
  return (
    <Dialog
      title="Structures from a template"
      isOpen={isOpen}
      widthPx={640}
      onClose={close}
      footer={
        <>
          <SaveTemplate key={chosen.id} names={ticked} onSaved={choose} />
          <span className="grow" />
          <Button kind="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            autoFocus
            disabledReason={fresh.length === 0 ? 'All of them are there or left out.' : null}
            onClick={create}
          >
            {fresh.length === 0 ? 'Create' : `Create ${fresh.length.toString()}`}
          </Button>
        </>
      }
    >
      <div className="tpl">
        <TemplateList own={own} chosenId={chosen.id} onChoose={choose} />
        <div>
          <div className="tpl-head">
            <b>{chosen.label}</b>
            <span className="dim num">
              {there === 0 ? 'none of them is here yet' : `${there.toString()} of ${rows.length.toString()} are here`}
            </span>
            <span className="grow" />
            {isOwn && (
              <Button
                isSmall
                kind="ghost"
                onClick={() => {
                  putSettings(context, 'structures', { templates: own.filter(({ id }) => id !== chosen.id) });
                  choose(FIRST.id);
                }}
              >
                Delete template
              </Button>
            )}
          </div>
          <ul className="tpl-names">
            {rows.map((row) => (
              <NameChoice
                key={row.name}
                row={row}
                isOn={!left.has(row.name)}
                onChange={(isOn) => {
                  const next = new Set(left);
                  if (isOn) next.delete(row.name);
                  else next.add(row.name);
                  setLeft(next);
                }}
              />
            ))}
          </ul>
        </div>
      </div>
    </Dialog>
  );
}
