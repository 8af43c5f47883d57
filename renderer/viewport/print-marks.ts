// Marks on a printable model: picked places, ways between them with their lengths, and names of places to look at.

import { add, type Vec3 } from '../../core/geometry/index.ts';
import type { ScreenPoint } from './plane-camera.ts';

export interface PrintMark {
  readonly id: string;
  /** Of the part that it lies on: it moves with it. null: with none. */
  readonly partName: string | null;
  readonly dotsLps: readonly Vec3[];
  readonly lines: readonly { readonly pointsLps: readonly Vec3[]; readonly isStraight: boolean }[];
  readonly label: { readonly text: string; readonly atLps: Vec3; readonly tone: 'plain' | 'warn' } | null;
  /** A label that goes to its place when it is pressed. */
  readonly isButton: boolean;
}

export interface PrintMarks {
  set(marks: readonly PrintMark[]): void;
  /** Where they are seen now. */
  place(project: (lps: Vec3) => ScreenPoint | null, offsetOf: (partName: string) => Vec3): void;
}

const SVG = 'http://www.w3.org/2000/svg';
/** A label that would lie over another one goes down by this much, so often, CSS px. */
const LINE_PX = 22;
const MOST_LINES = 6;
const NOWHERE: Vec3 = [0, 0, 0];
const px = (value: number) => value.toFixed(1);

interface Drawn {
  readonly mark: PrintMark;
  readonly lines: readonly SVGElement[];
  readonly dots: readonly SVGElement[];
  readonly label: HTMLElement | null;
  /** Of the label, CSS px. */
  readonly widthPx: number;
}

/** Where a label is put: beside its place, or under labels that are there already. */
function freePlace(
  at: ScreenPoint,
  widthPx: number,
  taken: (ScreenPoint & { readonly widthPx: number })[],
): ScreenPoint {
  let { x, y } = at;
  const isTaken = () =>
    taken.some((own) => Math.abs(own.y - y) < LINE_PX && x < own.x + own.widthPx && own.x < x + widthPx);
  for (let n = 0; n < MOST_LINES && isTaken(); n++) y += LINE_PX;
  taken.push({ x, y, widthPx });
  return { x, y };
}

const pathOf = (points: readonly (ScreenPoint | null)[]): string =>
  points.includes(null)
    ? ''
    : points.map((at, n) => `${n === 0 ? 'M' : 'L'}${px(at?.x ?? 0)} ${px(at?.y ?? 0)}`).join('');

/** @param onPress hears the id of a mark whose label was pressed */
export function createPrintMarks(parent: HTMLElement, onPress: (id: string) => void): PrintMarks {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'pp-marks');
  svg.setAttribute('aria-hidden', 'true');
  const labels = document.createElement('div');
  labels.className = 'pp-mark-labels';
  parent.append(svg, labels);
  let drawn: readonly Drawn[] = [];

  const shape = (tag: string, className: string): SVGElement => {
    const element = document.createElementNS(SVG, tag);
    element.setAttribute('class', className);
    svg.append(element);
    return element;
  };
  const shapesOf = ({ lines, dotsLps, label }: PrintMark): Pick<Drawn, 'lines' | 'dots'> => ({
    lines: lines.map(({ isStraight }) => shape('path', isStraight ? 'straight' : 'along')),
    dots: dotsLps.map(() => {
      const dot = shape('circle', label?.tone ?? '');
      dot.setAttribute('r', '3.5');
      return dot;
    }),
  });
  const labelOf = ({ id, label, isButton }: PrintMark): HTMLElement | null => {
    if (label === null) return null;
    const element = document.createElement(isButton ? 'button' : 'span');
    element.className = `pp-mark num ${label.tone === 'warn' ? 'warn' : ''}`;
    element.textContent = label.text;
    if (element instanceof HTMLButtonElement) {
      element.type = 'button';
      element.title = 'Show the place';
      element.addEventListener('click', () => onPress(id));
    }
    labels.append(element);
    return element;
  };

  return {
    set: (marks) => {
      svg.replaceChildren();
      labels.replaceChildren();
      drawn = marks.map((mark) => {
        const label = labelOf(mark);
        return { mark, label, widthPx: label?.offsetWidth ?? 0, ...shapesOf(mark) };
      });
    },
    place: (project, offsetOf) => {
      const taken: (ScreenPoint & { readonly widthPx: number })[] = [];
      for (const { mark, lines, dots, label, widthPx } of drawn) {
        const offset = mark.partName === null ? NOWHERE : offsetOf(mark.partName);
        const on = (lps: Vec3) => project(add(lps, offset));
        mark.lines.forEach(({ pointsLps }, n) => {
          lines[n]?.setAttribute('d', pathOf(pointsLps.map(on)));
        });
        mark.dotsLps.forEach((lps, n) => {
          const at = on(lps);
          dots[n]?.setAttribute('transform', `translate(${px(at?.x ?? -99)} ${px(at?.y ?? -99)})`);
        });
        if (label === null || mark.label === null) continue;
        const at = on(mark.label.atLps);
        label.hidden = at === null;
        if (at === null) continue;
        const free = freePlace(at, widthPx, taken);
        label.style.transform = `translate(${px(free.x)}px, ${px(free.y)}px)`;
      }
    },
  };
}
