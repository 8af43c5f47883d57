// Structure work in the task card: its values, what it would change, Apply and Discard.

import { nextVersion } from '../../../core/edit/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, NumberField, Switch } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { swatchOf } from '../workspace/structure-look.ts';
import { type FormInput, type FormValues, MARGIN_SIDES, OPERATION_FORMS } from './operation-forms.ts';
import './operations.css';

interface InputProps {
  readonly input: FormInput;
  readonly values: FormValues;
  readonly onChange: (patch: FormValues) => void;
}

function Input({ input, values, onChange }: InputProps) {
  const structures = useApp((state) => state.workspace?.structures ?? null);
  const activeId = useApp((state) => state.view.activeStructureId);
  if (input.kind === 'number') {
    return (
      <NumberField
        label={input.label}
        value={Number(values[input.id] ?? input.value)}
        unit={input.unit}
        min={input.min}
        max={input.max}
        step={input.step}
        decimals={input.decimals}
        widthPx={72}
        onChange={(value) => {
          const isSide = (MARGIN_SIDES as readonly string[]).includes(input.id);
          onChange(
            isSide && values['areAllAlike']
              ? Object.fromEntries(MARGIN_SIDES.map((side) => [side, value]))
              : { [input.id]: value },
          );
        }}
      />
    );
  }
  if (input.kind === 'choice') {
    return input.options.length <= 2 ? (
      <Segmented
        isSmall
        label={input.label}
        segments={input.options}
        value={String(values[input.id] ?? input.value)}
        onChange={(value) => onChange({ [input.id]: value })}
      />
    ) : (
      <Select
        caption=""
        name={input.label}
        options={input.options}
        value={String(values[input.id] ?? input.value)}
        onChange={(value) => onChange({ [input.id]: value })}
      />
    );
  }
  const chosen = (values['others'] as readonly string[] | undefined) ?? [];
  return (
    <div className="op-structures">
      {(structures ?? [])
        .filter(({ id }) => id !== activeId)
        .map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            isOn={chosen.includes(id)}
            onChange={(isOn) =>
              onChange({ others: isOn ? (input.isOne ? [id] : [...chosen, id]) : chosen.filter((own) => own !== id) })
            }
          />
        ))}
    </div>
  );
}

export function OperationCard() {
  const { run } = useAppContext();
  const operation = useApp((state) => state.operation);
  const structure = useApp(
    (state) => state.workspace?.structures.find(({ id }) => id === state.view.activeStructureId) ?? null,
  );
  const form = OPERATION_FORMS.find(({ id }) => id === operation?.operationId);
  if (!operation || !form) return null;
  const setValues = (patch: FormValues) => run('operation.set', JSON.stringify(patch));
  const isMargin = form.id === 'margin';
  const why =
    structure === null ? 'Choose a structure first.' : operation.isBusy ? 'Computing the preview.' : operation.problem;
  return (
    <section className="sec task op-card" aria-label={form.title}>
      <div className="head">
        {structure && <Swatch color={structure.color} style="derived" />}
        <strong className="grow ell">
          {form.title}
          {structure ? ` of ${structure.name}` : ''}
        </strong>
      </div>
      {isMargin && (
        <div className="op-line">
          <span className="dim">All six alike</span>
          <Switch
            label="All six alike"
            isOn={Boolean(operation.values['areAllAlike'])}
            onChange={(areAllAlike) => setValues({ areAllAlike })}
          />
        </div>
      )}
      <div className={isMargin ? 'op-grid' : 'op-rows'}>
        {form.inputs.map((input) => (
          <div key={input.id} className={`op-input ${input.kind === 'number' ? '' : 'wide'}`}>
            <span className="dim">{input.label}</span>
            <Input input={input} values={operation.values} onChange={setValues} />
          </div>
        ))}
      </div>
      {form.makesNew === 'choice' && (
        <Checkbox
          label={`As a structure of its own${structure ? `, ${form.newName(structure.name, operation.values)}` : ''}`}
          isOn={Boolean(operation.values['isNew'])}
          onChange={(isNew) => setValues({ isNew })}
        />
      )}
      <p className="op-summary num dim" role="status">
        {operation.problem ?? operation.summary}
      </p>
      <div className="acts">
        <Button kind="primary" grow keys="Enter" disabledReason={why} onClick={() => run('operation.apply')}>
          Apply
        </Button>
        <Button keys="Esc" onClick={() => run('operation.discard')}>
          Discard
        </Button>
      </div>
    </section>
  );
}

/** In Edit, without one running: what can be done with slices and with the whole structure. */
export function WorkCard() {
  const { run, command, openCase } = useAppContext();
  const structure = useApp(
    (state) => state.workspace?.structures.find(({ id }) => id === state.view.activeStructureId) ?? null,
  );
  const group = useApp((state) => state.workspace?.groups.find(({ id }) => id === structure?.groupId) ?? null);
  const isEmpty = useApp((state) => (state.workspace?.planesOf[structure?.id ?? '']?.length ?? 0) === 0);
  const swatch = structure === null ? 'none' : swatchOf(structure, isEmpty);
  const slices = ['operation.fillBetween', 'slice.copyNext', 'slice.copyPrevious', 'slice.delete'];
  const wholes = [
    'operation.margin',
    'operation.boolean',
    'operation.smooth',
    'operation.islands',
    'operation.fillHoles',
    'operation.crop',
    'operation.mirror',
    'operation.split',
  ];
  const buttons = (ids: readonly string[]) =>
    ids.map((id) => {
      const own = command(id);
      return (
        <Button
          key={id}
          isSmall
          kind="ghost"
          disabledReason={structure === null ? 'Choose a structure first.' : null}
          onClick={() => run(id)}
        >
          {(own?.title ?? id).replace('…', '')}
        </Button>
      );
    });
  if (group?.isLocked) {
    const document = openCase()?.session.current();
    const next = document?.groups.has(group.id) ? nextVersion(document, group.id) : group.version + 1;
    return (
      <section className="sec task" aria-label="Work on the structure">
        <div className="head">
          {structure && <Swatch color={structure.color} style="imported" />}
          <strong className="grow ell">{structure?.name}</strong>
        </div>
        <p className="dim op-locked">
          {group.label}, version {group.version}, stays as it came. Changes go into a version of their own.
        </p>
        <Button kind="primary" onClick={() => run('structure.nextVersion')}>
          Make version {next}
        </Button>
      </section>
    );
  }
  return (
    <section className="sec task" aria-label="Work on the structure">
      <div className="head">
        {structure && <Swatch color={structure.color} style={swatch} />}
        <strong className="grow ell">{structure?.name ?? 'No structure chosen'}</strong>
      </div>
      <p className="op-head">Slices</p>
      <div className="op-buttons">{buttons(slices)}</div>
      <p className="op-head">Structure</p>
      <div className="op-buttons">{buttons(wholes)}</div>
    </section>
  );
}
