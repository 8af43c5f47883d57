// Both ends of a range of values, as sliders and as numbers.

import type { ValueRange } from '../../../core/edit/index.ts';
import { NumberField, Slider } from '../../ui/fields.tsx';

interface RangeFieldsProps {
  readonly range: ValueRange;
  /** Ends of the sliders. */
  readonly ends: ValueRange;
  readonly unit: string;
  readonly onChange: (part: Partial<ValueRange>) => void;
}

export function RangeFields({ range, ends, unit, onChange }: RangeFieldsProps) {
  return (
    <div className="seg-range">
      <Slider
        label="Lowest value"
        value={range.low}
        min={ends.low}
        max={ends.high}
        step={1}
        widthPx={120}
        onChange={(low) => onChange({ low: Math.min(low, range.high) })}
      />
      <NumberField
        label="From"
        value={range.low}
        unit={unit}
        min={-32768}
        max={range.high}
        decimals={0}
        widthPx={84}
        onChange={(low) => onChange({ low })}
      />
      <Slider
        label="Highest value"
        value={range.high}
        min={ends.low}
        max={ends.high}
        step={1}
        widthPx={120}
        onChange={(high) => onChange({ high: Math.max(high, range.low) })}
      />
      <NumberField
        label="To"
        value={range.high}
        unit={unit}
        min={range.low}
        max={65535}
        decimals={0}
        widthPx={84}
        onChange={(high) => onChange({ high })}
      />
    </div>
  );
}
