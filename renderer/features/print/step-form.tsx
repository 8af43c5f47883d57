// The values of the open step, in its place in the list.

import { useEffect, useState } from 'react';
import type { PrintStep } from '../../../core/print/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField, Slider, Switch } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import type { StepField } from './step-field.ts';
import { fieldsOf } from './step-fields.ts';
import { useStructureNames } from './use-structure-names.ts';

const NO_PARTS: readonly string[] = [];

type Of<Kind extends StepField['kind']> = Extract<StepField, { kind: Kind }>;

interface FieldProps<Field> {
  readonly field: Field;
  readonly change: (step: PrintStep) => void;
}

/** A place on an axis is written without a sign, its letter says which way. */
function NumberValue({ field, change }: FieldProps<Of<'number'>>) {
  const { label, value, unit, min, max, step, decimals, slider, put } = field;
  const isPlace = unit.startsWith('mm ');
  const sign = isPlace && value < 0 ? -1 : 1;
  return (
    <>
      <NumberField
        label={label}
        value={sign * value}
        unit={unit}
        min={min}
        max={max}
        step={step}
        decimals={decimals}
        onChange={(next) => change(put(sign * next))}
      />
      {slider && (
        <Slider
          label={`${label}, slider`}
          value={Math.min(slider[1], Math.max(slider[0], value))}
          min={slider[0]}
          max={slider[1]}
          step={step}
          widthPx={88}
          words={`${(sign * value).toFixed(decimals ?? 1)} ${unit}`.trim()}
          onChange={(next) => change(put(next))}
        />
      )}
    </>
  );
}

function TextValue({ field, change }: FieldProps<Of<'text'>>) {
  const [text, setText] = useState(field.value);
  useEffect(() => setText(field.value), [field.value]);
  const commit = () => {
    if (text.trim() !== '' && text !== field.value) change(field.put(text.trim()));
    else setText(field.value);
  };
  return (
    <span className="field pp-wide">
      <input
        aria-label={field.label}
        value={text}
        maxLength={60}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </span>
  );
}

function NamesValue({ field: { label, options, chosen, put }, change }: FieldProps<Of<'names'>>) {
  const [first = 'none'] = chosen;
  const words =
    chosen.length === options.length && chosen.length > 1
      ? 'All'
      : chosen.length > 1
        ? `${chosen.length.toString()} chosen`
        : first;
  const toggle = (name: string) => {
    const next = options.filter((own) => (own === name ? !chosen.includes(own) : chosen.includes(own)));
    if (next.length > 0) change(put(next));
  };
  return (
    <DropMenu
      entries={options.map((name) => ({
        kind: 'item',
        id: name,
        label: name,
        isChecked: chosen.includes(name),
        run: () => toggle(name),
      }))}
    >
      <button type="button" className="sel pp-wide" aria-label={`${label}: ${chosen.join(', ')}`}>
        <span className="ell grow">{words}</span>
        <Icon name="down" />
      </button>
    </DropMenu>
  );
}

function FieldValue({ field, change, at }: FieldProps<StepField> & { readonly at: number }) {
  const { run } = useAppContext();
  switch (field.kind) {
    case 'number':
      return <NumberValue field={field} change={change} />;
    case 'text':
      return <TextValue field={field} change={change} />;
    case 'names':
      return <NamesValue field={field} change={change} />;
    case 'choice':
      return (
        <Segmented
          isSmall
          label={field.label}
          segments={field.options}
          value={field.value}
          onChange={(value) => change(field.put(value))}
        />
      );
    case 'menu':
      return (
        <Select
          caption=""
          name={field.label}
          options={field.options}
          value={field.value}
          onChange={(value) => change(field.put(value))}
        />
      );
    case 'switch':
      return <Switch label={field.label} isOn={field.isOn} onChange={(isOn) => change(field.put(isOn))} />;
    case 'place':
      return (
        <Button
          isSmall
          icon="target"
          onClick={() => run('print.place', JSON.stringify({ what: field.what, step: at }))}
        >
          {field.words}
        </Button>
      );
    case 'remove':
      return (
        <span className="pp-removable">
          <span className="num dim">{field.words}</span>
          <Button
            isSmall
            kind="ghost"
            aria-label={`Remove ${field.label.toLowerCase()}`}
            onClick={() => change(field.put())}
          >
            Remove
          </Button>
        </span>
      );
  }
}

export function StepForm({ step, at }: { readonly step: PrintStep; readonly at: number }) {
  const { run } = useAppContext();
  const box = useApp((state) => state.print.box);
  const parts = useApp((state) => state.print.rows[at - 1]?.partNames ?? NO_PARTS);
  const structures = useStructureNames();
  const fields = fieldsOf(step, { box, parts, structures: structures.map(({ name }) => name) });
  return (
    <div className="pp-form" role="group" aria-label={`Values of step ${(at + 1).toString()}`}>
      {fields.map((field) => (
        <div key={field.id}>
          <span className="pp-label">{field.label}</span>
          <span className="pp-value">
            <FieldValue
              field={field}
              at={at}
              change={(next) => run('print.changeStep', JSON.stringify({ at, step: next, field: field.id }))}
            />
          </span>
        </div>
      ))}
    </div>
  );
}
