// How far the surface is from the mask it was made of: over all its points, before anything was changed on purpose.

import { useApp } from '../../state/app-store.ts';
import { formatNumber } from '../../ui/format.ts';

const WIDTH = 304;
const HEIGHT = 42;

export function DeviationSection() {
  const deviation = useApp((state) => state.print.deviation);
  if (deviation === null) return null;
  const { meanMm, p95Mm, maxMm, limitMm, shares, toMm } = deviation;
  const tallest = Math.max(...shares);
  const cell = WIDTH / shares.length;
  const limitX = (WIDTH * limitMm) / toMm;
  const words = `mean ${formatNumber(meanMm, 2)}, 95 % under ${formatNumber(p95Mm, 1)} mm`;
  return (
    <section className="sec pp-deviation" aria-label="Deviation from the mask">
      <div className="sec-h">
        <h2>Deviation</h2>
        <span className="grow" />
        <span className="dim2 num">{words}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH.toString()} 62`}
        role="img"
        aria-label={`Histogram of the distance to the mask, ${words}, at most ${formatNumber(maxMm, 1)} mm`}
      >
        {shares.map((share, n) => {
          // What is there at all is seen.
          const height = share === 0 ? 0 : Math.max(0.8, (HEIGHT * share) / tallest);
          const isOver = (n + 0.5) * cell > limitX;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={n}
              x={n * cell + 0.5}
              y={2 + HEIGHT - height}
              width={cell - 1.2}
              height={height}
              className={isOver ? 'over' : ''}
            />
          );
        })}
        <path d={`M${limitX.toFixed(1)} 2V46`} />
        <text x="0" y="58">
          0
        </text>
        <text x={Math.min(limitX, WIDTH - 64)} y="58" textAnchor="middle" className="limit">
          {formatNumber(limitMm, 2)}
        </text>
        <text x={WIDTH} y="58" textAnchor="end">
          {formatNumber(toMm, 1)} mm
        </text>
      </svg>
    </section>
  );
}
