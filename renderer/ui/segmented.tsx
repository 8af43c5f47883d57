// One of a few: a row of segments, arrow keys move inside it.

import { ToggleGroup } from 'radix-ui';
import { Icon, type IconName } from './icon.tsx';
import { Tip } from './tip.tsx';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly icon?: IconName;
  readonly keys?: string;
}

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly segments: readonly Segment<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly isSmall?: boolean;
  readonly className?: string;
}

export const Segmented = <V extends string>(props: SegmentedProps<V>) => (
  <ToggleGroup.Root
    className={`seg ${props.isSmall ? 'sm' : ''} ${props.className ?? ''}`}
    type="single"
    aria-label={props.label}
    value={props.value}
    onValueChange={(value) => value && props.onChange(value as V)}
  >
    {props.segments.map(({ value, label, icon, keys }) => {
      const item = (
        <ToggleGroup.Item
          key={value}
          value={value}
          className={icon ? 'sq' : ''}
          aria-label={label}
          aria-checked={value === props.value}
        >
          {icon ? <Icon name={icon} /> : label}
        </ToggleGroup.Item>
      );
      return icon || keys ? (
        <Tip key={value} label={label} keys={keys ?? ''}>
          {item}
        </Tip>
      ) : (
        item
      );
    })}
  </ToggleGroup.Root>
);
