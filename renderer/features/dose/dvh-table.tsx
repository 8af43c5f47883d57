// Figures of the structures, and what the plan is held to.

import type { ConstraintTemplate } from '../../../core/dose/index.ts';
import { metricName, parseMetric } from '../../../core/dose/index.ts';
import { Spinner } from '../../ui/button.tsx';
import { formatMl, formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { type ConstraintRow, constraintRows, type DvhRow, figureOf } from './dvh-rows.ts';

const decimals = (value: number) => (value < 1 ? 2 : 1);

/** 'D2%' over 'Gy'. */
function MetricHead({ metric }: { readonly metric: string }) {
  const [name = metric, unit = ''] = metricName(parseMetric(metric)).replace(']', '').split('[');
  return (
    <th scope="col" className="n">
      {name}
      <small>{unit}</small>
    </th>
  );
}

function FigureCell({ row, metric }: { readonly row: DvhRow; readonly metric: string }) {
  const figure = figureOf(row, metric);
  if ('value' in figure) return <td className="n">{formatNumber(figure.value, decimals(figure.value))}</td>;
  return (
    <td className="n dim2" title={figure.why}>
      –<span className="sr">{figure.why}</span>
    </td>
  );
}

/** Why the figures of a row are not simply those of the structure. */
function RowNote({ row }: { readonly row: DvhRow }) {
  const { state, outsidePercent, notes } = row;
  const words = [
    ...(state === 'stale' ? ['Changed: these are the figures before the change, new ones are on their way.'] : []),
    ...(outsidePercent >= 100 ? ['It lies outside the dose grid, where no dose is known: it has no figures.'] : []),
    ...(outsidePercent > 0 && outsidePercent < 100
      ? [`${formatNumber(outsidePercent, 1)} % lie outside the dose grid: every figure is of the rest.`]
      : []),
    ...notes,
  ];
  if (state === 'missing') return <Spinner />;
  if (words.length === 0) return null;
  return (
    <span title={words.join('\n')}>
      <Icon name={state === 'stale' ? 'update' : 'alert'} size="s" className="warn" />
      <span className="sr">{words.join(' ')}</span>
    </span>
  );
}

interface TableProps {
  readonly rows: readonly DvhRow[];
  readonly metrics: readonly string[];
  readonly activeId: string | null;
  readonly onChoose: (id: string) => void;
}

export function FiguresTable({ rows, metrics, activeId, onChoose }: TableProps) {
  return (
    <table aria-label="Dose figures">
      <thead>
        <tr>
          <th scope="col">Structure</th>
          <th scope="col" className="n">
            Volume<small>ml</small>
          </th>
          {metrics.map((metric) => (
            <MetricHead key={metric} metric={metric} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.id === activeId ? 'on' : ''} data-state={row.state}>
            <th scope="row">
              <button type="button" title={row.label} onClick={() => onChoose(row.id)}>
                <i className="dvh-chip" style={{ background: row.color }} aria-hidden="true" />
                <span className="ell">{row.label}</span>
                <RowNote row={row} />
              </button>
            </th>
            <td className="n">{row.histogram === null ? '–' : formatMl(row.histogram.volumeMl).replace(' ml', '')}</td>
            {metrics.map((metric) => (
              <FigureCell key={metric} row={row} metric={metric} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STATUS = {
  met: { words: 'Met', icon: 'okc', tone: 'ok' },
  'not-met': { words: 'Not met', icon: 'alert', tone: 'bad' },
  'not-evaluable': { words: 'Open', icon: 'help', tone: 'dim2' },
} as const;

const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;

function ConstraintLine({ line, onChoose }: { readonly line: ConstraintRow; readonly onChoose: (id: string) => void }) {
  const { words, icon, tone } = STATUS[line.status];
  const { row, value, metric, relation, limit, why, endpoint, source, structure } = line;
  const unit = /\[(.*)\]$/.exec(metric)?.[1] ?? '';
  const note = [why, row === null ? null : endpoint].filter((part) => part !== null).join('; ');
  return (
    <tr data-state={row?.state ?? 'current'} title={source}>
      <th scope="row">
        <button type="button" disabled={row === null} onClick={() => row && onChoose(row.id)}>
          <i className="dvh-chip" style={{ background: row?.color ?? 'transparent' }} aria-hidden="true" />
          <span className="ell">{structure}</span>
          {row && <RowNote row={row} />}
        </button>
      </th>
      <td>
        {metric.replace(/\[.*$/, '')} {SIGNS[relation]} {limit} {unit}
      </td>
      <td className="n">{value === null ? '–' : `${formatNumber(value, decimals(value))} ${unit}`}</td>
      <td className={tone}>
        <Icon name={icon} size="s" /> {words}
      </td>
      <td className="dim2 ell" title={note}>
        {note}
      </td>
    </tr>
  );
}

export function ConstraintsTable(props: {
  readonly rows: readonly DvhRow[];
  readonly template: ConstraintTemplate;
  readonly onChoose: (id: string) => void;
}) {
  const lines = constraintRows(props.template, props.rows);
  const count = (status: keyof typeof STATUS) => lines.filter((line) => line.status === status).length;
  // What the case has comes first: a template names more than anybody draws.
  const ordered = [...lines].sort((p, q) => Number(p.row === null) - Number(q.row === null));
  return (
    <>
      <p className="dvh-count num">
        <span className="ok">{count('met')} met</span>
        <span className={count('not-met') > 0 ? 'bad' : 'dim2'}>{count('not-met')} not met</span>
        <span className="dim2">{count('not-evaluable')} open</span>
      </p>
      <table aria-label="Constraints" className="constraints">
        <thead>
          <tr>
            <th scope="col">Structure</th>
            <th scope="col">Constraint</th>
            <th scope="col" className="n">
              Value
            </th>
            <th scope="col">Held</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((line, at) => (
            <ConstraintLine key={`${at.toString()} ${line.row?.id ?? ''}`} line={line} onChoose={props.onChoose} />
          ))}
        </tbody>
      </table>
      <p className="dim2">{[props.template.description, props.template.source].filter(Boolean).join(' ')}</p>
    </>
  );
}
