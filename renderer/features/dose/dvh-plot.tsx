// The plot of the histograms: curves in the colours of their structures, a crosshair that reads them.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { DoseView } from '../../state/dose-state.ts';
import { formatNumber } from '../../ui/format.ts';
import { createAxes, curvePath, type DvhAxes, nearestCurve, type PlotFrame } from './dvh-axes.ts';
import type { DvhRow } from './dvh-rows.ts';

interface PlotProps {
  /** Shown structures. */
  readonly rows: readonly DvhRow[];
  readonly activeId: string | null;
  readonly choice: DoseView['dvh'];
  readonly prescriptionGy: number | null;
  readonly onChoose: (id: string) => void;
}

function useSize(): [React.RefObject<HTMLDivElement | null>, PlotFrame] {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<PlotFrame>({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

const volumeWords = (value: number, { kind, volume }: DoseView['dvh']): string =>
  `${formatNumber(value, volume === 'ml' && value < 10 ? 2 : 1)} ${volume}${kind === 'differential' ? '/Gy' : ''}`;

function Axes({ axes, choice }: { readonly axes: DvhAxes; readonly choice: DoseView['dvh'] }) {
  const doseUnit = choice.dose === '%' ? '% of the prescription' : 'Gy';
  const volumeUnit = `${choice.volume}${choice.kind === 'differential' ? '/Gy' : ''}`;
  const perUnit = axes.doseOf(1);
  return (
    <g className="dvh-axes">
      {axes.dose.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${axes.x(tick / perUnit).toFixed(1)} ${axes.top}V${axes.bottom}`} />
          <text x={axes.x(tick / perUnit)} y={axes.bottom + 14} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      {axes.volume.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${axes.left} ${axes.y(tick).toFixed(1)}H${axes.right}`} />
          <text x={axes.left - 6} y={axes.y(tick) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text x={axes.right} y={axes.bottom + 27} textAnchor="end" className="unit">
        {doseUnit}
      </text>
      <text x={4} y={axes.bottom + 27} className="unit">
        {volumeUnit}
      </text>
    </g>
  );
}

export function DvhPlot({ rows, activeId, choice, prescriptionGy, onChoose }: PlotProps) {
  const [ref, size] = useSize();
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const drawn = useMemo(() => rows.filter(({ histogram }) => histogram !== null), [rows]);
  const axes = useMemo(
    () =>
      size.width === 0
        ? null
        : createAxes(
            drawn.flatMap(({ histogram }) => histogram ?? []),
            choice,
            prescriptionGy,
            size,
          ),
    [drawn, choice, prescriptionGy, size],
  );
  const paths = useMemo(
    () => (axes === null ? [] : drawn.map((row) => ({ row, d: row.histogram ? curvePath(row.histogram, axes) : '' }))),
    [axes, drawn],
  );
  const near = axes === null || place === null ? null : nearestCurve(drawn, axes, place);
  const read = near ?? drawn.find(({ id }) => id === activeId) ?? null;
  const gy = axes === null || place === null ? null : axes.gyAt(place.x);
  const placeOf = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const zoom = box.width / Math.max(size.width, 1);
    return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
  };
  return (
    <div className="dvh-plot" ref={ref}>
      {axes !== null && (
        <svg
          role="img"
          aria-label={`${choice.kind === 'cumulative' ? 'Cumulative' : 'Differential'} histograms of ${drawn.length.toString()} structures`}
          width={size.width}
          height={size.height}
          onPointerMove={(event) => setPlace(placeOf(event))}
          onPointerLeave={() => setPlace(null)}
          onPointerDown={(event) => {
            const chosen = nearestCurve(drawn, axes, placeOf(event));
            if (chosen !== null) onChoose(chosen.id);
          }}
        >
          <Axes axes={axes} choice={choice} />
          {paths.map(({ row, d }) => (
            <path
              key={row.id}
              className="dvh-curve"
              data-active={row.id === activeId || row.id === near?.id ? '' : undefined}
              data-stale={row.state === 'stale' ? '' : undefined}
              stroke={row.color}
              d={d}
            />
          ))}
          {gy !== null && <path className="dvh-cross" d={`M${axes.x(gy).toFixed(1)} ${axes.top}V${axes.bottom}`} />}
          {gy !== null && read?.histogram && (
            <circle
              className="dvh-dot"
              r={3.5}
              cx={axes.x(gy)}
              cy={axes.y(axes.volumeOf(read.histogram, gy))}
              stroke={read.color}
            />
          )}
        </svg>
      )}
      {axes !== null && gy !== null && (
        <p className="dvh-read num" role="status">
          <b>
            {formatNumber(axes.doseOf(gy), 1)} {choice.dose}
          </b>
          {read?.histogram && (
            <>
              {' '}
              {read.label} {volumeWords(axes.volumeOf(read.histogram, gy), choice)}
              {read.state === 'stale' && <span className="warn"> before the last change</span>}
            </>
          )}
        </p>
      )}
    </div>
  );
}
