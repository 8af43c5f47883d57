// The scale of the colours on the model.

import { useApp, useAppShallow } from '../../state/app-store.ts';
import { formatNumber } from '../../ui/format.ts';
import { gradientOf } from '../../viewport/print-colours.ts';
import { stopsOf } from './model-look.ts';

const NAMES = { plain: '', wall: 'Wall', deviation: 'Deviation', overhang: 'Overhang' } as const;

export function ColourLegend() {
  const colour = useApp((state) => state.print.colour);
  const print = useAppShallow((state) => ({ deviation: state.print.deviation, minWallMm: state.print.minWallMm }));
  const isExact = useApp((state) => state.print.quality === 'exact');
  const stops = stopsOf(colour, print);
  if (colour === 'plain') return null;
  if (stops === null || (!isExact && colour !== 'overhang')) {
    return (
      <p className="pp-legend" role="status">
        {NAMES[colour]} is measured on the exact model…
      </p>
    );
  }
  const to = stops.at(-1)?.at ?? 1;
  const mark = colour === 'wall' ? print.minWallMm : colour === 'overhang' ? 45 : (print.deviation?.limitMm ?? 0);
  const decimals = colour === 'overhang' ? 0 : colour === 'deviation' ? 2 : 1;
  const unit = colour === 'overhang' ? '°' : ' mm';
  return (
    <div
      className="pp-legend num"
      role="img"
      aria-label={`${NAMES[colour]}, 0 to ${formatNumber(to, decimals)}${unit}`}
    >
      <span>{NAMES[colour]}</span>
      <span className="scale">
        <span className="marks">
          <span>0</span>
          <span style={{ left: `${((100 * mark) / to).toFixed(0)}%` }}>{formatNumber(mark, decimals)}</span>
          <span style={{ left: '100%' }}>
            {formatNumber(to, decimals)}
            {unit}
          </span>
        </span>
        <i style={{ background: gradientOf(stops) }} />
      </span>
    </div>
  );
}
