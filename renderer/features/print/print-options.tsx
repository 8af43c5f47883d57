// Over the model: from where it is seen, in what colours, how far its parts stand apart, and on which bed.

import { patchPrint, useApp, useAppStore } from '../../state/app-store.ts';
import type { PrintColour } from '../../state/print-state.ts';
import { Slider } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { isBedShown } from './laid-parts.ts';
import { PRINTERS } from './printers.ts';

const SIDES = [
  { value: 'A', label: 'Front', keys: 'Num 1' },
  { value: 'R', label: 'Right', keys: 'Shift Num 3' },
  { value: 'L', label: 'Left', keys: 'Num 3' },
  { value: 'S', label: 'Top', keys: 'Num 7' },
  { value: 'I', label: 'Below', keys: 'Shift Num 7' },
] as const;

const COLOURS: readonly { readonly value: PrintColour; readonly label: string }[] = [
  { value: 'plain', label: 'Plain' },
  { value: 'wall', label: 'Wall' },
  { value: 'deviation', label: 'Deviation' },
  { value: 'overhang', label: 'Overhang' },
];

const PLACES = [
  { value: 'patient', label: 'In the patient' },
  { value: 'bed', label: 'On the bed' },
] as const;

/** Parts of a skull are seen apart at this distance, mm. */
const MOST_APART_MM = 40;

export function PrintOptions() {
  const store = useAppStore();
  const { run } = useAppContext();
  const colour = useApp((state) => state.print.colour);
  const apartMm = useApp((state) => state.print.apartMm);
  const parts = useApp((state) => state.print.parts.length);
  const hasBeds = useApp((state) => state.print.parts.some(({ bedSizeMm }) => bedSizeMm !== null));
  const isOnBed = useApp(({ print }) => isBedShown(print));
  const printerId = useApp((state) => state.print.printerId);
  return (
    <div className="opts" role="toolbar" aria-label="Options" data-region="options">
      <fieldset className="seg sm pp-sides">
        <legend className="sr">View from</legend>
        {SIDES.map(({ value, label }) => (
          <button key={value} type="button" onClick={() => run(`print.look${value}`)}>
            {label}
          </button>
        ))}
      </fieldset>
      <span className="vr" />
      <span className="lab">Colour</span>
      <Segmented
        isSmall
        label="Surface colour"
        segments={COLOURS}
        value={colour}
        onChange={(next) => run(`print.colour.${next}`)}
      />
      {parts > 1 && (
        <>
          <span className="vr" />
          <span className="lab">Apart</span>
          <Slider
            label="Move parts apart"
            value={apartMm}
            min={0}
            max={MOST_APART_MM}
            onChange={(next) => patchPrint(store, { apartMm: next })}
          />
          <span className="num pp-apart">{apartMm} mm</span>
        </>
      )}
      {hasBeds && (
        <Segmented
          isSmall
          label="Parts are shown"
          segments={PLACES}
          value={isOnBed ? 'bed' : 'patient'}
          onChange={(next) => patchPrint(store, { isOnBed: next === 'bed' })}
        />
      )}
      <span className="vr" />
      <Select
        caption="Printer"
        options={PRINTERS.map(({ id, label }) => ({ value: id, label }))}
        value={printerId}
        onChange={(next) => patchPrint(store, { printerId: next })}
      />
    </div>
  );
}
