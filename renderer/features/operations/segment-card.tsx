// A structure from values in the task card: the range, where it may be, its name, Keep and Discard.

import { useMemo } from 'react';
import type { SegmentPatch } from '../../commands/segment-port.ts';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { RangeFields } from './range-fields.tsx';
import { SegmentParts } from './segment-parts.tsx';
import { presetsFor, suggestedNames, valueLimits } from './segment-presets.ts';
import './operations.css';
import './segment.css';

const EVERYWHERE = '';

export function SegmentCard() {
  const { run, openCase } = useAppContext();
  const segmentation = useApp((state) => state.segmentation);
  const structures = useApp((state) => state.workspace?.structures ?? null);
  const unit = useApp((state) => state.workspace?.volume.unit ?? '');
  const open = openCase();
  const limits = useMemo(() => (open ? valueLimits(open.voxels) : { low: 0, high: 1 }), [open]);
  if (segmentation === null) return null;
  const set = (patch: SegmentPatch) => run('segment.set', JSON.stringify(patch));
  const { range, preset } = segmentation;
  const presets = presetsFor(unit);
  const ends = { low: Math.min(limits.low, range.low), high: Math.max(limits.high, range.high) };
  const setRange = (part: Partial<typeof range>) => {
    const next = { ...range, ...part };
    set({ range: { low: Math.min(next.low, next.high), high: Math.max(next.low, next.high) }, preset: 'custom' });
  };
  const choosePreset = (id: string) => {
    const chosen = presets.find((one) => one.id === id);
    if (chosen) set({ range: chosen.range, preset: id, name: chosen.name });
  };
  const others = (structures ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const why = segmentation.isBusy ? 'Computing the preview.' : segmentation.problem;
  return (
    <section className="sec task op-card" aria-label="Bone and air from values">
      <div className="head">
        <strong className="grow ell">From values</strong>
        {segmentation.isBusy && <span className="dim2 num">{Math.round(100 * segmentation.progress)} %</span>}
      </div>
      {others.length > 0 && (
        <div className="op-input">
          <span className="dim">Of</span>
          <Select
            caption=""
            name="Made of"
            options={[{ value: EVERYWHERE, label: 'Values of the image' }, ...others]}
            value={segmentation.sourceId ?? EVERYWHERE}
            onChange={(id) => set({ sourceId: id === EVERYWHERE ? null : id })}
          />
        </div>
      )}
      {segmentation.sourceId === null && presets.length > 0 && (
        <Segmented
          isSmall
          label="Kind of tissue"
          segments={presets.map(({ id, label }) => ({ value: id, label }))}
          value={preset}
          onChange={choosePreset}
        />
      )}
      {segmentation.sourceId === null && <RangeFields range={range} ends={ends} unit={unit} onChange={setRange} />}
      <div className="op-input">
        <span className="dim">Inside of</span>
        <Select
          caption=""
          name="Inside of"
          options={[{ value: EVERYWHERE, label: 'The whole image' }, ...others]}
          value={segmentation.withinId ?? EVERYWHERE}
          onChange={(id) => set({ withinId: id === EVERYWHERE ? null : id })}
        />
      </div>
      <SegmentParts segmentation={segmentation} set={set} />
      <div className="seg-name">
        <TextField
          label="Name"
          value={segmentation.name}
          onChange={(name) => set({ name })}
          onEnter={() => run('segment.apply')}
        />
        <div className="seg-names">
          {suggestedNames(preset).map((name) => (
            <button key={name} type="button" className="seg-chip" onClick={() => set({ name })}>
              {name}
            </button>
          ))}
        </div>
      </div>
      <p className="op-summary num dim" role="status">
        {segmentation.problem ?? segmentation.summary}
      </p>
      <div className="acts">
        <Button kind="primary" grow keys="Enter" disabledReason={why} onClick={() => run('segment.apply')}>
          Keep
        </Button>
        <Button keys="Esc" onClick={() => run('segment.discard')}>
          Discard
        </Button>
      </div>
    </section>
  );
}
