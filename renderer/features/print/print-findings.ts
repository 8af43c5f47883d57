// What is open about a model before it is printed, and what was found in order: each with its place and its mend.

import { directionLettersOf } from '../../../core/geometry/index.ts';
import type { PrintStep } from '../../../core/print/index.ts';
import { type BedBody, bedLoads } from '../../../core/printability/index.ts';
import type { DeviationFigures, PrintFinding, PrintPartRow } from '../../state/print-state.ts';
import { formatNumber } from '../../ui/format.ts';
import type { ClosedAnswer, StandingAnswer, WallAnswer } from '../../workers/print-messages.ts';
import type { Printer } from './printers.ts';

export interface Examined {
  readonly parts: readonly PrintPartRow[];
  readonly steps: readonly PrintStep[];
  readonly printer: Printer;
  readonly minWallMm: number;
  /** null: not measured yet. */
  readonly deviation: (DeviationFigures & { readonly worstLps: PrintFinding['atLps'] }) | null;
  readonly closed: readonly ClosedAnswer[] | null;
  readonly walls: WallAnswer | null;
  readonly standing: readonly StandingAnswer[] | null;
}

export type Measured = Pick<Examined, 'deviation' | 'closed' | 'walls' | 'standing'>;
export const NOT_EXAMINED: Measured = { deviation: null, closed: null, walls: null, standing: null };

export interface Judged {
  readonly findings: readonly PrintFinding[];
  readonly passed: readonly string[];
}

const NOTHING: Judged = { findings: [], passed: [] };
const mm = (value: number) => `${formatNumber(value, 1)} mm`;
const places = (n: number) => (n === 1 ? '1 place' : `${n.toString()} places`);

/** A drain where it was hollowed on purpose; else what nobody asked for is filled. */
function hiddenCavity(name: string, cavities: number, steps: readonly PrintStep[]): PrintFinding {
  const hollow = steps.findLastIndex((step) => step.name === 'hollow');
  const fill: PrintStep = { name: 'shells', keep: { minVolumeMl: 0 }, fillCavities: true };
  return {
    id: `cavity ${name}`,
    severity: 'warning',
    title: `${name} has ${cavities === 1 ? 'a hidden cavity' : `${cavities.toString()} hidden cavities`}`,
    text: 'Resin or powder cannot leave it.',
    atLps: null,
    act:
      hollow < 0
        ? { label: 'Fill', commandId: 'print.addStep', args: JSON.stringify(fill) }
        : { label: 'Add drain', commandId: 'print.place', args: JSON.stringify({ what: 'drain', step: hollow }) },
  };
}

function judgeClosed({ closed, steps }: Examined): Judged {
  if (closed === null) return NOTHING;
  const findings = closed.flatMap(
    ({ name, badEdges, badPoints, crossings, crossingLps, shells, cavities }): PrintFinding[] => {
      const open: PrintFinding[] = [];
      const blocks = { severity: 'blocks', act: null } as const;
      if (badEdges + badPoints > 0) {
        const text = `${badEdges.toString()} edges and ${badPoints.toString()} points are not joined as they must be.`;
        open.push({ ...blocks, id: `open ${name}`, title: `${name} is not closed`, text, atLps: null });
      }
      if (crossings > 0) {
        const text = `${crossings.toString()} pairs of triangles meet. There will be no file.`;
        open.push({ ...blocks, id: `crossing ${name}`, title: `${name} crosses itself`, text, atLps: crossingLps });
      }
      if (cavities > 0) open.push(hiddenCavity(name, cavities, steps));
      if (shells - cavities > 1) {
        const step: PrintStep = { name: 'shells', keep: 'largest', fillCavities: false };
        open.push({
          id: `shells ${name}`,
          severity: 'warning',
          title: `${name} is in ${(shells - cavities).toString()} pieces`,
          text: 'They are not joined to each other.',
          atLps: null,
          act: { label: 'Keep largest', commandId: 'print.addStep', args: JSON.stringify(step) },
        });
      }
      return open;
    },
  );
  const has = (start: string) => findings.some(({ id }) => id.startsWith(start));
  return {
    findings,
    passed: [
      ...(has('open') ? [] : ['Closed, 2-manifold, outward normals']),
      ...(has('crossing')
        ? []
        : [has('shells') || has('cavity') ? 'No self-intersection' : 'No self-intersection, no stray shells']),
    ],
  };
}

function judgeDeviation({ deviation }: Examined): Judged {
  if (deviation === null) return NOTHING;
  const { maxMm, limitMm, worstLps } = deviation;
  if (maxMm <= limitMm * 1.001) return { findings: [], passed: [`At most ${mm(maxMm)} from the mask`] };
  const act = { label: 'Show map', commandId: 'print.colour.deviation', args: null };
  return {
    findings: [
      {
        id: 'deviation',
        severity: 'warning',
        title: `Up to ${mm(maxMm)} from the mask`,
        text: `Half of the largest voxel side is ${formatNumber(limitMm, 2)} mm.`,
        atLps: worstLps,
        act,
      },
    ],
    passed: [],
  };
}

function judgeWalls({ walls, minWallMm }: Examined): Judged {
  if (walls === null) return NOTHING;
  const [thinnest] = walls.thin;
  if (thinnest === undefined) return { findings: [], passed: [`No wall under ${mm(minWallMm)}`] };
  const step: PrintStep = { name: 'thicken', minWallMm };
  return {
    findings: [
      {
        id: 'walls',
        severity: 'warning',
        title: `Wall under ${mm(minWallMm)} in ${places(walls.thin.length)}`,
        text: `Thinnest ${mm(thinnest.thicknessMm)} (ends of walls left out), ${thinnest.name}.`,
        atLps: thinnest.atLps,
        act: { label: 'Thicken', commandId: 'print.addStep', args: JSON.stringify(step) },
      },
    ],
    passed: [],
  };
}

type Fit = 'as it stands' | 'turned' | 'not';

/** A part may be turned about the vertical without a word; laid down it stands on another side than is shown. */
export function fitOf([x, y, z]: PrintPartRow['sizeMm'], { widthMm, depthMm, heightMm }: Printer): Fit {
  const lies = (a: number, b: number) => a <= widthMm && b <= depthMm;
  if ((lies(x, y) || lies(y, x)) && z <= heightMm) return 'as it stands';
  const own = [x, y, z].sort((a, b) => a - b);
  const room = [widthMm, depthMm, heightMm].sort((a, b) => a - b);
  return own.every((side, n) => side <= (room[n] as number)) ? 'turned' : 'not';
}

function judgeFit({ parts, printer }: Examined): Judged {
  if (parts.length === 0) return NOTHING;
  const findings = parts.flatMap(({ name, bedSizeMm, ...part }): PrintFinding[] => {
    const sizeMm = bedSizeMm ?? part.sizeMm;
    const fit = fitOf(sizeMm, printer);
    if (fit === 'as it stands') return [];
    const words = sizeMm.map((side) => formatNumber(side, 0)).join(' × ');
    return [
      {
        id: `fit ${name}`,
        severity: fit === 'not' ? 'warning' : 'note',
        title: fit === 'not' ? `${name} does not fit the printer` : `${name} fits only when laid down`,
        text: `${words} mm on ${printer.label}.`,
        atLps: null,
        act: null,
      },
    ];
  });
  if (findings.length === 0) return judgeTogether(parts, printer);
  return { findings, passed: [] };
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** Parts that fit one by one: those that lie as one body, and all of them on one bed. */
function judgeTogether(parts: readonly PrintPartRow[], printer: Printer): Judged {
  const groups = new Map<string, PrintPartRow[]>();
  for (const part of parts) {
    const key = part.bedBody === null ? `part ${part.name}` : `body ${part.bedBody.id}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const bodies = [...groups.values()].map((own): BedBody => {
    const [first] = own as [PrintPartRow, ...PrintPartRow[]];
    return { names: own.map(({ name }) => name), sizeMm: first.bedBody?.sizeMm ?? first.sizeMm };
  });
  const note = { atLps: null, act: null, severity: 'warning' } as const;
  const tooLarge = bodies.filter(({ sizeMm }) => fitOf(sizeMm, printer) !== 'as it stands');
  const findings = tooLarge.map(({ names, sizeMm }): PrintFinding => {
    const words = sizeMm.map((side) => formatNumber(side, 0)).join(' × ');
    const title = `${listed(names)} do not fit the printer together`;
    return { ...note, id: `fit ${names.join(' ')}`, title, text: `${words} mm as one body on ${printer.label}.` };
  });
  if (findings.length > 0) return { findings, passed: [] };
  const loads = bedLoads(bodies, [printer.widthMm, printer.depthMm, printer.heightMm]);
  if (loads.length > 1) {
    const prints = loads.map((load, n) => `${(n + 1).toString()}: ${listed(load.flatMap(({ names }) => names))}`);
    const title = `The parts need ${loads.length.toString()} prints`;
    const text = `Side by side on ${printer.label} fit ${prints.join('; ')}.`;
    return { findings: [{ ...note, id: 'fit together', title, text }], passed: [] };
  }
  const all =
    parts.length === 1
      ? 'It fits the printer'
      : `${parts.length === 2 ? 'Both parts' : `All ${parts.length.toString()} parts`} fit the printer together`;
  return { findings: [], passed: [all] };
}

const ORDER = { blocks: 0, warning: 1, note: 2 } as const;

/** Which side should look up, until a step says which does. */
function judgeStanding({ standing, steps }: Examined): Judged {
  if (standing === null || standing.length === 0) return NOTHING;
  const laid = steps.findLast((step) => step.name === 'stand');
  if (laid?.name === 'stand') return { findings: [], passed: laid.up === 'best' ? ['Laid on the best side'] : [] };
  const side = ({ name, upLps }: StandingAnswer) => `${name} with ${directionLettersOf(upLps)} up`;
  const supportMl = standing.reduce((sum, own) => sum + own.supportMl, 0);
  const tipping = standing.filter(({ isStable }) => !isStable).map(({ name }) => name);
  const tips = tipping.length === 0 ? '' : ` ${tipping.join(' and ')} would tip without support.`;
  return {
    findings: [
      {
        id: 'standing',
        severity: 'note',
        title: 'Least support',
        text: `${standing.map(side).join(', ')}: about ${formatNumber(supportMl, 1)} ml.${tips}`,
        atLps: null,
        act: { label: 'Lay so', commandId: 'print.add.stand', args: null },
      },
    ],
    passed: [],
  };
}

/** What blocks comes first. */
export function judge(examined: Examined): Judged {
  const all = [judgeClosed, judgeWalls, judgeDeviation, judgeFit, judgeStanding].map((check) => check(examined));
  return {
    findings: all.flatMap(({ findings }) => findings).sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
    passed: all.flatMap(({ passed }) => passed),
  };
}
