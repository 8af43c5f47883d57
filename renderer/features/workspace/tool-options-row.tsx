// Options of the tool in hand, always in the order Shape, Size, HU gate, Overlap, More.

import { patchToolOptions, useApp, useAppStore } from '../../state/app-store.ts';
import { limitOption, type NumberOption, TOOL_OPTION_LIMITS, type ToolOptions } from '../../tools/options.ts';
import { NumberField, Switch } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';

const PAINTING = ['brush', 'eraser'];
const GATED = ['brush', 'eraser', 'smartBrush', 'draw', 'polygon'];
const CHANGING = [...GATED, 'nudge', 'floodFill'];

const NO_TOOL = 'Choose a tool on the left, or a structure’s menu for work on the whole of it.';
/** Tools without options say how they are used. */
const HELP: Readonly<Record<string, string>> = {
  window: 'Drag: to the right is wider, up is brighter.',
  pan: 'Drag the picture.',
  zoom: 'Drag up to come closer.',
  distance: 'Drag from one end to the other, or click both.',
  angle: 'Click one end, the corner, the other end.',
  area: 'Click points; Enter or a click on the first one closes the area.',
  segment: 'Click the part that you want; Ctrl and click what it only touches. Works in 3D too.',
  huCircle: 'Drag from the middle to the rim.',
};

const SHAPES = [
  { value: 'circle', label: 'Circle', keys: 'Shift B' },
  { value: 'sphere', label: 'Sphere', keys: 'Shift B' },
] as const;
const DRAW_MODES = [
  { value: 'add', label: 'Add' },
  { value: 'erase', label: 'Take away' },
] as const;
const FILL_EXTENTS = [
  { value: 'slice', label: 'Slice' },
  { value: 'volume', label: 'All' },
] as const;
const FILL_KINDS = [
  { value: 'values', label: 'Values' },
  { value: 'structure', label: 'Structure' },
] as const;
const OVERLAPS = [
  { value: 'allow', label: 'Allowed' },
  { value: 'notLocked', label: 'Not over locked' },
  { value: 'notOthers', label: 'Not over others' },
] as const;

interface NumberOptionFieldProps {
  readonly name: NumberOption;
  readonly label: string;
  readonly unit: string;
  readonly step?: number;
  readonly widthPx?: number;
}

function NumberOptionField({ name, label, unit, step = 1, widthPx }: NumberOptionFieldProps) {
  const store = useAppStore();
  const value = useApp((state) => state.toolOptions[name]);
  const { low, high } = TOOL_OPTION_LIMITS[name];
  return (
    <>
      <span className="lab">{label}</span>
      <NumberField
        label={label}
        value={value}
        unit={unit}
        min={low}
        max={high}
        step={step}
        {...(widthPx === undefined ? {} : { widthPx })}
        onChange={(next) => patchToolOptions(store, { [name]: limitOption(name, next) })}
      />
    </>
  );
}

function Gate() {
  const store = useAppStore();
  const gate = useApp((state) => state.toolOptions.gate);
  const unit = useApp((state) => state.workspace?.volume.unit ?? '');
  const put = (patch: Partial<ToolOptions['gate']>) => patchToolOptions(store, { gate: { ...gate, ...patch } });
  return (
    <>
      <span className="lab">{unit || 'Value'} gate</span>
      <Switch label="Gate" isOn={gate.isOn} onChange={(isOn) => put({ isOn })} />
      {gate.isOn && (
        <>
          <NumberField
            label="Lowest value"
            value={gate.low}
            unit=""
            min={-32768}
            max={gate.high}
            decimals={0}
            widthPx={58}
            onChange={(low) => put({ low })}
          />
          <span className="dim2">to</span>
          <NumberField
            label="Highest value"
            value={gate.high}
            unit={unit}
            min={gate.low}
            max={65535}
            decimals={0}
            widthPx={76}
            onChange={(high) => put({ high })}
          />
        </>
      )}
    </>
  );
}

export function ToolOptionsRow() {
  const store = useAppStore();
  const toolId = useApp((state) => state.tool.toolId);
  const options = useApp((state) => state.toolOptions);
  const unit = useApp((state) => state.workspace?.volume.unit ?? '');
  if (!CHANGING.includes(toolId)) {
    return <span className="dim ell">{HELP[toolId] ?? NO_TOOL}</span>;
  }
  return (
    <>
      {PAINTING.includes(toolId) && (
        <Segmented
          isSmall
          label="Shape"
          segments={SHAPES}
          value={options.brushShape}
          onChange={(brushShape) => patchToolOptions(store, { brushShape })}
        />
      )}
      {(toolId === 'draw' || toolId === 'polygon') && (
        <Segmented
          isSmall
          label="Mode"
          segments={DRAW_MODES}
          value={options.drawMode}
          onChange={(drawMode) => patchToolOptions(store, { drawMode })}
        />
      )}
      {toolId === 'floodFill' && (
        <>
          <Segmented
            isSmall
            label="Fills"
            segments={FILL_KINDS}
            value={options.fillKind}
            onChange={(fillKind) => patchToolOptions(store, { fillKind })}
          />
          <Segmented
            isSmall
            label="Extent"
            segments={FILL_EXTENTS}
            value={options.fillExtent}
            onChange={(fillExtent) => patchToolOptions(store, { fillExtent })}
          />
          <NumberOptionField name="fillTolerance" label="Tolerance" unit={unit} step={5} widthPx={72} />
          <NumberOptionField name="fillReachMm" label="Reach" unit="mm" step={5} widthPx={72} />
        </>
      )}
      {PAINTING.includes(toolId) && <NumberOptionField name="brushSizeMm" label="Size" unit="mm" />}
      {toolId === 'smartBrush' && (
        <>
          <NumberOptionField name="smartSizeMm" label="Size" unit="mm" />
          <NumberOptionField name="smartTolerance" label="Tolerance" unit="σ" step={0.5} />
        </>
      )}
      {toolId === 'nudge' && <NumberOptionField name="nudgeSizeMm" label="Size" unit="mm" />}
      {GATED.includes(toolId) && <Gate />}
      <Select
        caption="Overlap"
        options={OVERLAPS}
        value={options.overlap}
        onChange={(overlap) => patchToolOptions(store, { overlap })}
      />
    </>
  );
}
