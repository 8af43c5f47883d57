// What was measured, with its value; kept with the case.

import { useState } from 'react';
import type { MeasurementRecord } from '../../../core/edit/index.ts';
import { useApp } from '../../state/app-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './measurements.css';

// One value for 'none': a new array on every look would render without end.
const NONE: readonly MeasurementRecord[] = [];

const KINDS: Readonly<Record<MeasurementRecord['kind'], { readonly words: string; readonly icon: IconName }>> = {
  distance: { words: 'Distance', icon: 'ruler' },
  angle: { words: 'Angle', icon: 'angle' },
  area: { words: 'Area', icon: 'lasso' },
  huCircle: { words: 'HU in a circle', icon: 'ellipse' },
};

const VIEW_WORDS: Readonly<Record<MeasurementRecord['view'], string>> = {
  axial: 'axial',
  coronal: 'coronal',
  sagittal: 'sagittal',
  '3d': '3D',
};

function Measured({ record }: { readonly record: MeasurementRecord }) {
  const { run } = useAppContext();
  const { words, icon } = KINDS[record.kind];
  return (
    <li>
      <button
        type="button"
        className="measured-go grow"
        aria-label={`Go to ${words.toLowerCase()} ${record.label}`}
        onClick={() => run('measurement.goTo', record.id)}
      >
        <Icon name={icon} className="dim2" />
        <span className="dim ell">
          {words}, {VIEW_WORDS[record.view]}
        </span>
        <span className="grow" />
        <span className="num">{record.label}</span>
      </button>
      <IconButton
        icon="x"
        isSmall
        label={`Delete ${words.toLowerCase()} ${record.label}`}
        tipSide="left"
        onClick={() => run('measurement.delete', record.id)}
      />
    </li>
  );
}

export function MeasurementsSection() {
  const { run } = useAppContext();
  const measurements = useApp((state) => state.workspace?.measurements ?? NONE);
  const [isUnfolded, setUnfolded] = useState(false);
  if (measurements.length === 0) return null;
  return (
    <section className="sec measured" aria-label="Measurements">
      <div className="sec-h">
        <button type="button" className="grow" aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          Measurements
          <span className="dim2 num" style={{ fontWeight: 400 }}>
            {measurements.length}
          </span>
        </button>
        {isUnfolded && measurements.length > 1 && (
          <DropMenu
            entries={[
              { kind: 'item', id: 'all', label: 'Delete all measurements', run: () => run('measurement.deleteAll') },
            ]}
          >
            <button type="button" className="ib sm" aria-label="More for measurements">
              <Icon name="more" />
            </button>
          </DropMenu>
        )}
        <IconButton
          icon={isUnfolded ? 'down' : 'right'}
          label={isUnfolded ? 'Fold the measurements' : 'Show the measurements'}
          isSmall
          tipSide="left"
          aria-expanded={isUnfolded}
          onClick={() => setUnfolded(!isUnfolded)}
        />
      </div>
      {isUnfolded && (
        <ul className="measured-list">
          {measurements.map((record) => (
            <Measured key={record.id} record={record} />
          ))}
        </ul>
      )}
    </section>
  );
}
