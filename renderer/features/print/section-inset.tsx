// A section through the model, small in a corner of its view: the model, what is hollow in it, and the mask it was made
// of, all in one plane and at one scale.

import { useEffect, useMemo, useState } from 'react';
import { add, dot, normalise, scale, subtract, type Vec3 } from '../../../core/geometry/index.ts';
import type { PrintStep } from '../../../core/print/index.ts';
import { planeValues } from '../../data/plane-values.ts';
import { useApp } from '../../state/app-store.ts';
import type { BoxLps } from '../../state/print-state.ts';
import { formatNumber } from '../../ui/format.ts';
import { type PlaneFrame, planeFrame } from '../../viewport/print-plane.ts';
import type { Outline, PrintPlane, SectionAnswer } from '../../workers/print-messages.ts';
import { planeOf } from './model-look.ts';
import type { PrintControl } from './print-control-port.ts';

const WIDTH = 236;
const HEIGHT = 150;
const ROUND_MM = [1, 2, 5, 10, 20, 50] as const;
/** A cut face lies in the plane of the cut: the section is taken just beside it, mm. */
const BESIDE_MM = 0.05;

interface Cut {
  readonly plane: PrintPlane;
  readonly words: string;
}

const LETTERS = ['RL', 'AP', 'IS'] as const;

function cutOf(steps: readonly PrintStep[], selected: number | null, box: BoxLps | null): Cut | null {
  if (box === null) return null;
  const middle = scale(add(box.minLps, box.maxLps), 0.5);
  const own = steps[selected ?? -1];
  const plane = planeOf(own) ?? planeOf(steps.findLast((step) => step.name === 'cut'));
  if (plane === null) return { plane: { originLps: middle, normalLps: [0, 0, 1] }, words: 'across, in the middle' };
  const { axis, positionMm } = planeValues(plane, middle);
  const letter = LETTERS[axis][positionMm < 0 ? 0 : 1] ?? '';
  const keepsBack = own?.name === 'cut' && own.keep === 'back';
  const beside = scale(normalise(plane.normalLps), keepsBack ? -BESIDE_MM : BESIDE_MM);
  return {
    plane: { originLps: add(plane.originLps, beside), normalLps: plane.normalLps },
    words: `at the cut, ${letter} ${formatNumber(Math.abs(positionMm), 1)} mm`,
  };
}

type Place = (lps: Vec3) => readonly [number, number];

/** Into the middle of the picture, as large as it fits; null: there is nothing. */
function fitted({ centreLps, uLps, vLps }: PlaneFrame, outlines: readonly Outline[]) {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ] as [[number, number], [number, number]];
  const flat = (lps: Vec3) => [dot(subtract(lps, centreLps), uLps), -dot(subtract(lps, centreLps), vLps)] as const;
  for (const outline of outlines) {
    for (let at = 0; at < outline.length; at += 3) {
      const place = flat([outline[at] as number, outline[at + 1] as number, outline[at + 2] as number]);
      for (const axis of [0, 1] as const) {
        low[axis] = Math.min(low[axis], place[axis]);
        high[axis] = Math.max(high[axis], place[axis]);
      }
    }
  }
  if (low[0] > high[0]) return null;
  const perMm = Math.min((WIDTH - 96) / Math.max(1, high[0] - low[0]), (HEIGHT - 12) / Math.max(1, high[1] - low[1]));
  const [x, y] = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  const place: Place = (lps) => {
    const [u, v] = flat(lps);
    return [(WIDTH - 84) / 2 + (u - x) * perMm, HEIGHT / 2 + (v - y) * perMm];
  };
  return { place, perMm };
}

function pathOf(outlines: readonly Outline[], place: Place): string {
  return outlines
    .map((outline) => {
      const points: string[] = [];
      for (let at = 0; at < outline.length; at += 3) {
        const [x, y] = place([outline[at] as number, outline[at + 1] as number, outline[at + 2] as number]);
        points.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
      }
      return points.length === 0 ? '' : `M${points.join('L')}Z`;
    })
    .join('');
}

const LINES = [
  { key: 'model', label: 'Model' },
  { key: 'hollow', label: 'Hollow' },
  { key: 'mask', label: 'Mask' },
] as const;

/** The outlines of the newest model in a plane. */
function useSection(control: PrintControl, plane: PrintPlane | null): SectionAnswer | null {
  const parts = useApp((state) => state.print.parts);
  const [section, setSection] = useState<SectionAnswer | null>(null);
  useEffect(() => control.onSection(setSection), [control]);
  const key = plane === null ? '' : JSON.stringify(plane);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model has other outlines in the same plane
  useEffect(() => {
    if (key !== '') control.askSection(JSON.parse(key) as PrintPlane);
  }, [control, key, parts]);
  return section;
}

export function SectionInset({ control }: { readonly control: PrintControl }) {
  const recipe = useApp((state) => state.print.recipe);
  const selected = useApp((state) => state.print.selectedStep);
  const box = useApp((state) => state.print.box);
  const cut = useMemo(() => cutOf(recipe?.steps ?? [], selected, box), [recipe, selected, box]);
  const section = useSection(control, cut?.plane ?? null);
  if (cut === null || box === null || section === null) return null;
  const fit = fitted(planeFrame(cut.plane, box), [...section.model, ...section.mask]);
  const scaleMm = fit && (ROUND_MM.findLast((length) => length * fit.perMm <= 60) ?? 1);
  return (
    <section className="pp-inset" aria-label={`Section ${cut.words}`}>
      <header>
        <b>Section</b>
        <span className="num ell">{cut.words}</span>
      </header>
      <svg viewBox={`0 0 ${WIDTH.toString()} ${HEIGHT.toString()}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        {fit &&
          LINES.toReversed().map(({ key }) => <path key={key} className={key} d={pathOf(section[key], fit.place)} />)}
        {LINES.filter(({ key }) => section[key].length > 0).map(({ key, label }, n) => (
          <g key={key} transform={`translate(${(WIDTH - 68).toString()} ${(14 + 18 * n).toString()})`}>
            <path className={key} d="M0 0h15" />
            <text x="22" y="4">
              {label}
            </text>
          </g>
        ))}
        {fit && scaleMm && (
          <g transform={`translate(${(WIDTH - 68).toString()} ${(HEIGHT - 10).toString()})`}>
            <path className="bar" d={`M0 0v4h${(scaleMm * fit.perMm).toFixed(1)}v-4`} />
            <text x="0" y="-5">
              {scaleMm} mm
            </text>
          </g>
        )}
        {fit === null && (
          <text x="0" y="20">
            The plane does not meet the model.
          </text>
        )}
      </svg>
    </section>
  );
}
