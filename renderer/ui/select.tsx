// A small choice with its caption inside: 'Window  Soft tissue'.

import { DropdownMenu } from 'radix-ui';
import { Icon } from './icon.tsx';
import { Keys } from './keys.tsx';

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly keys?: string;
  /** Present: shown grey with this reason. */
  readonly disabledReason?: string;
}

export interface SelectProps<V extends string> {
  readonly caption: string;
  /** For the screen reader, where the caption stands beside it. */
  readonly name?: string;
  readonly options: readonly SelectOption<V>[];
  readonly value: V;
  /** Shown instead of the chosen option's label (a window set by hand). */
  readonly shown?: string;
  readonly onChange: (value: V) => void;
}

export function Select<V extends string>({ caption, name = caption, options, value, shown, onChange }: SelectProps<V>) {
  const chosen = shown ?? options.find((option) => option.value === value)?.label ?? value;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="sel" aria-label={`${name}: ${chosen}`}>
          <span className="k">{caption}</span>
          <span className="ell">{chosen}</span>
          <Icon name="down" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
            {options.map((option) => (
              <DropdownMenu.RadioItem
                key={option.value}
                value={option.value}
                className="menu-item"
                disabled={option.disabledReason !== undefined}
              >
                <span className="mark-c">{option.value === value && <Icon name="check" size="s" />}</span>
                {option.label}
                {option.disabledReason && <span className="dim2">{option.disabledReason}</span>}
                {option.keys && (
                  <span className="keys">
                    <Keys keys={option.keys} />
                  </span>
                )}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
