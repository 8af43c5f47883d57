// The middle of the card of a structure from values: what the mouse marks, what was marked, necks and splitting.

import type { SegmentPatch } from '../../commands/segment-port.ts';
import { patchToolOptions, useApp, useAppStore } from '../../state/app-store.ts';
import type { SegmentationState } from '../../state/segmentation-state.ts';
import type { SegmentMouse } from '../../tools/options.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, NumberField } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useAppContext } from '../shell/app-context.ts';

const MOUSE = [
  { value: 'part', label: 'Part' },
  { value: 'other', label: 'Not this' },
  { value: 'closure', label: 'Close' },
  { value: 'box', label: 'Box' },
] as const satisfies readonly { value: SegmentMouse; label: string }[];

const HELP: Readonly<Record<SegmentMouse, string>> = {
  part: 'Click the part that you want, on a slice or in 3D.',
  other: 'Click what the part only touches.',
  closure: 'Drag a line across the opening, from rim to rim.',
  box: 'Drag a box on one view, then on another.',
};

const SPLITS = [
  { value: 'values', label: 'Dark seams' },
  { value: 'thickness', label: 'Thin places' },
] as const;

const MOUSE_COMMANDS: Readonly<Record<SegmentMouse, string>> = {
  part: 'segment.grow',
  other: 'segment.other',
  closure: 'segment.close',
  box: 'segment.box',
};

interface Props {
  readonly segmentation: SegmentationState;
  readonly set: (patch: SegmentPatch) => void;
}

function Marks({ segmentation, set }: Props) {
  const { run } = useAppContext();
  const { seeds, closures, box } = segmentation;
  const parts = seeds.filter(({ kind }) => kind === 'part').length;
  const others = seeds.length - parts;
  if (seeds.length + closures.length === 0 && box === null) return null;
  return (
    <>
      <div className="seg-line num">
        <span className="dim2">Marked</span>
        <span className="grow dim">
          {parts} {parts === 1 ? 'part' : 'parts'}
          {others > 0 ? `, ${others.toString()} not this` : ''}
        </span>
        {box !== null && (
          <Button isSmall kind="ghost" onClick={() => set({ box: null })}>
            Clear box
          </Button>
        )}
        <Button isSmall kind="ghost" onClick={() => run('segment.clear')}>
          Clear all
        </Button>
      </div>
      {closures.map(({ closure, isGoneAround, lineLps }, n) => (
        <div key={lineLps.flat().join(' ')} className="seg-line num">
          <span className={`grow ${isGoneAround ? 'warn' : 'dim'}`}>
            Closed {n + 1}: {(2 * closure.radiusMm).toFixed(1)} mm{isGoneAround ? ', gone around' : ''}
          </span>
          <IconButton
            icon="x"
            label={`Open ${(n + 1).toString()} again`}
            isSmall
            onClick={() => run('segment.removeClosure', n.toString())}
          />
        </div>
      ))}
    </>
  );
}

/** Where bones that touch may be parted, for those who do not know where to click. */
function Necks({ segmentation: { necks, findsNecks, isBusy } }: Pick<Props, 'segmentation'>) {
  const { run } = useAppContext();
  if (!findsNecks) {
    return (
      <div className="seg-line">
        <Button isSmall onClick={() => run('segment.findNecks')}>
          Find thin places to split
        </Button>
      </div>
    );
  }
  if (isBusy || necks === null) {
    return (
      <div className="seg-line dim" role="status">
        Looking for thin places…
      </div>
    );
  }
  if (necks.length === 0) {
    return (
      <div className="seg-line dim" role="status">
        No thin place parts it: click what it only touches.
      </div>
    );
  }
  return (
    <ul className="seg-necks" aria-label="Thin places">
      {necks.map(({ ijk, diameterMm, beyondMm }, n) => (
        <li key={ijk.join(' ')} className="seg-line num">
          <button
            type="button"
            className="grow dim"
            title={`Show the place: what lies beyond it is ${beyondMm.toFixed(0)} mm wide`}
            onClick={() => run('segment.showNeck', n.toString())}
          >
            {diameterMm.toFixed(1)} mm on slice {ijk[2] + 1}, {beyondMm.toFixed(0)} mm wide beyond
          </button>
          <Button
            isSmall
            kind="ghost"
            aria-label={`Split at thin place ${(n + 1).toString()}, ${diameterMm.toFixed(1)} mm on slice ${(ijk[2] + 1).toString()}`}
            onClick={() => run('segment.splitAt', n.toString())}
          >
            Split
          </Button>
        </li>
      ))}
    </ul>
  );
}

export function SegmentParts({ segmentation, set }: Props) {
  const store = useAppStore();
  const { run } = useAppContext();
  const mouse = useApp((state) => state.toolOptions.segmentMouse);
  const { seeds, neckMm, splitBy, keepsRest, sourceId } = segmentation;
  const isSplitting = seeds.some(({ kind }) => kind === 'other');
  return (
    <>
      <div className="seg-mouse">
        <Segmented
          isSmall
          label="The mouse marks"
          segments={MOUSE}
          value={mouse}
          onChange={(segmentMouse) => {
            patchToolOptions(store, { segmentMouse });
            run(MOUSE_COMMANDS[segmentMouse]);
          }}
        />
        <span className="dim2">{HELP[mouse]}</span>
      </div>
      <Marks segmentation={segmentation} set={set} />
      {seeds.length > 0 && !isSplitting && (
        <div className="op-input">
          <span className="dim">Hold at necks under, radius</span>
          <NumberField
            label="Neck radius"
            value={neckMm}
            unit="mm"
            min={0}
            max={20}
            step={0.5}
            widthPx={72}
            onChange={(next) => set({ neckMm: next })}
          />
        </div>
      )}
      {seeds.length > 0 && !isSplitting && neckMm === 0 && <Necks segmentation={segmentation} />}
      {isSplitting && (
        <>
          <div className="op-input">
            <span className="dim">Split at</span>
            <Segmented
              isSmall
              label="Split at"
              segments={sourceId === null ? SPLITS : SPLITS.slice(1)}
              value={sourceId === null ? splitBy : 'thickness'}
              onChange={(next) => set({ splitBy: next })}
            />
          </div>
          <Checkbox
            label="What is split off as a structure too"
            isOn={keepsRest}
            onChange={(next) => set({ keepsRest: next })}
          />
        </>
      )}
    </>
  );
}
