// Text, numbers with a unit, switches, checkboxes, sliders.

import { Checkbox as RadixCheckbox, Slider as RadixSlider, Switch as RadixSwitch } from 'radix-ui';
import { type Ref, useEffect, useState } from 'react';
import { Icon } from './icon.tsx';
import { Keys } from './keys.tsx';

export interface SearchFieldProps {
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly keys?: string;
  readonly widthPx?: number;
  readonly ref?: Ref<HTMLInputElement>;
}

export const SearchField = ({ placeholder, value, onChange, keys, widthPx, ref }: SearchFieldProps) => (
  <label className="search" style={widthPx ? { width: widthPx } : undefined}>
    <Icon name="search" size="s" />
    <input
      ref={ref}
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      value={value}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
    {keys && value === '' && <Keys keys={keys} />}
  </label>
);

export interface TextFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null;
  readonly onEnter?: () => void;
  readonly ref?: Ref<HTMLInputElement>;
}

export const TextField = ({ label, placeholder = '', value, onChange, error = null, onEnter, ref }: TextFieldProps) => (
  <>
    <span className="field" data-error={error === null ? undefined : ''}>
      <input
        ref={ref}
        aria-label={label}
        placeholder={placeholder}
        aria-invalid={error !== null}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
      />
    </span>
    {error !== null && <span className="field-error">{error}</span>}
  </>
);

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly decimals?: number;
  readonly widthPx?: number;
  readonly onChange: (value: number) => void;
}

/** Takes effect on Enter or when left; a value outside the limits is clamped and the limit said. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, unit, min, max, step = 1, decimals = 1, widthPx = 92, onChange } = props;
  const [text, setText] = useState<string | null>(null);
  const [limit, setLimit] = useState<string | null>(null);
  useEffect(() => {
    if (value > min && value < max) setLimit(null);
  }, [value, min, max]);
  const put = (next: number) => {
    const clamped = Math.min(max, Math.max(min, next));
    setLimit(
      clamped === next
        ? null
        : `The ${next > max ? 'largest' : 'smallest'} value is ${(next > max ? max : min).toFixed(decimals)} ${unit}.`,
    );
    onChange(clamped);
  };
  const commit = () => {
    const typed = Number.parseFloat((text ?? '').replace(',', '.').replace('−', '-'));
    setText(null);
    if (Number.isFinite(typed)) put(typed);
  };
  return (
    <span style={{ display: 'inline-grid' }}>
      <span className="field r num" style={{ width: widthPx }} data-error={limit === null ? undefined : ''}>
        <input
          role="spinbutton"
          aria-label={label}
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-valuetext={`${value.toFixed(decimals).replace('-', '−')} ${unit}`.trim()}
          value={text ?? value.toFixed(decimals).replace('-', '−')}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={() => text !== null && commit()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'ArrowUp') put(value + step);
            if (event.key === 'ArrowDown') put(value - step);
          }}
        />
        <span className="u">{unit}</span>
      </span>
      {limit !== null && <span className="field-error">{limit}</span>}
    </span>
  );
}

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly widthPx?: number;
  /** Value and unit as they are said; left out: the value alone. */
  readonly words?: string;
  readonly onChange: (value: number) => void;
}

export const Slider = ({ label, value, min, max, step = 1, widthPx = 72, words, onChange }: SliderProps) => (
  <RadixSlider.Root
    className="sld"
    style={{ width: widthPx }}
    value={[value]}
    min={min}
    max={max}
    step={step}
    onValueChange={([next]) => next !== undefined && onChange(next)}
  >
    <RadixSlider.Track className="sld-track">
      <RadixSlider.Range className="sld-range" />
    </RadixSlider.Track>
    <RadixSlider.Thumb className="sld-thumb" aria-label={label} aria-valuetext={words} />
  </RadixSlider.Root>
);

export interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export const Switch = ({ label, isOn, onChange }: ToggleProps) => (
  <RadixSwitch.Root className="sw-t" aria-label={label} checked={isOn} onCheckedChange={onChange}>
    <RadixSwitch.Thumb />
  </RadixSwitch.Root>
);

export const Checkbox = ({ label, isOn, onChange, disabledReason }: ToggleProps & { disabledReason?: string }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Radix button inside
  <label className="cb">
    <RadixCheckbox.Root
      checked={isOn}
      disabled={disabledReason !== undefined}
      onCheckedChange={(next) => onChange(next === true)}
    >
      <RadixCheckbox.Indicator>
        <Icon name="check" />
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
    <span className={disabledReason ? 'dim2' : ''}>{label}</span>
    {disabledReason && <span className="reason">{disabledReason}</span>}
  </label>
);
