// The options of `mesh` -> the steps of a recipe, in the order that docs/printing.md gives.

import { AppError } from '../../../core/error/index.ts';
import { checkedChoice } from './arguments.ts';
import type { ParsedArguments, VerbOption } from './verb.ts';

type Vector = [number, number, number];
interface Plane {
  readonly originLps: Vector;
  readonly normalLps: Vector;
}

const AXES: Readonly<Record<string, Vector>> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
};

const refuse = (option: string, needs: string, given: string): AppError =>
  new AppError('invalid-input', 'CLI_USAGE', `--${option} needs ${needs}, not '${given}'.`);

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Exactly `count` numbers separated by commas; null for anything else. */
function numbers(text: string, count: number): number[] | null {
  const items = text.split(',');
  return items.length === count && items.every(isNumber) ? items.map(Number) : null;
}

function vector(option: string, text: string, what = 'x,y,z'): Vector {
  const read = numbers(text, 3);
  if (read === null) throw refuse(option, what, text);
  return read as Vector;
}

/** 'S 12': 12 mm towards the head from the origin of the patient's coordinates, front side up; or 'x,y,z/nx,ny,nz'. */
function plane(option: string, text: string): Plane {
  const axis = /^\s*([LRAPSI])\s*(-?[\d.]+)\s*$/i.exec(text);
  const normal = AXES[axis?.[1]?.toUpperCase() ?? ''];
  if (normal !== undefined && isNumber(axis?.[2] ?? '')) {
    const mm = Number(axis?.[2]);
    // Minus zero would be written into the recipe.
    return { originLps: normal.map((n) => n * mm + 0) as Vector, normalLps: normal };
  }
  const [point = '', direction = '', ...more] = text.split('/');
  const [originLps, normalLps] = [numbers(point, 3), numbers(direction, 3)];
  if (originLps === null || normalLps === null || more.length > 0 || Math.hypot(...normalLps) < 1e-6) {
    throw refuse(option, "a plane, for example 'S 12' or 0,0,12/0,0,1", text);
  }
  return { originLps: originLps as Vector, normalLps: normalLps as Vector };
}

function mm(args: ParsedArguments, option: string, canBeNegative = false): number | null {
  const text = args.text(option);
  if (text === null) return null;
  const value = Number(text);
  if (!isNumber(text) || value === 0 || (value < 0 && !canBeNegative)) {
    throw refuse(option, canBeNegative ? 'millimetres other than 0' : 'millimetres above 0', text);
  }
  return value;
}

function count(args: ParsedArguments, option: string): number | null {
  const text = args.text(option);
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw refuse(option, 'a whole number', text);
  return Number(text);
}

/** An option that says more about another one. */
function refuseAlone(args: ParsedArguments, options: readonly string[], needed: string): void {
  const alone = options.find((name) => args.text(name) !== null || args.isSet(name) || args.texts(name).length > 0);
  if (alone === undefined) return;
  throw new AppError('invalid-input', 'CLI_USAGE', `--${alone} says more about --${needed}, which is missing.`);
}

type Step = Readonly<Record<string, unknown>>;

function hollow(args: ParsedArguments): Step[] {
  const wallMm = mm(args, 'hollow-mm');
  if (wallMm === null) {
    refuseAlone(args, ['drain'], 'hollow-mm');
    return [];
  }
  const drains = args.texts('drain').map((text) => {
    const read = numbers(text, 4);
    if (read === null) throw refuse('drain', 'x,y,z,diameter in mm', text);
    return { atLps: read.slice(0, 3), diameterMm: read[3] };
  });
  return [{ name: 'hollow', wallMm, drains }];
}

function cuts(args: ParsedArguments): Step[] {
  const planes = args.texts('cut').map((text) => plane('cut', text));
  if (planes.length === 0) refuseAlone(args, ['keep', 'pins'], 'cut');
  const keep = checkedChoice('--keep', args.text('keep') ?? 'both', ['both', 'front', 'back']);
  const given = args.text('pins');
  const pins = given === null ? null : numbers(given, 4);
  if (given !== null && pins === null)
    throw refuse('pins', 'N,diameter,length,clearance, for example 2,4,8,0.2', given);
  if (pins !== null && keep !== 'both') {
    throw new AppError('invalid-input', 'CLI_USAGE', `--pins join two parts, but --keep ${keep} leaves one.`);
  }
  const [howMany, diameterMm, lengthMm, clearanceMm] = pins ?? [];
  const joint = pins === null ? {} : { joint: { pins: howMany, diameterMm, lengthMm, clearanceMm } };
  return planes.map((one) => ({ name: 'cut', plane: one, keep, ...joint }));
}

function base(args: ParsedArguments): Step[] {
  const text = args.text('base');
  if (text === null) return [];
  const [side = '', thickness = '', margin = ''] = text.split(',').map((item) => item.trim());
  if (AXES[side.toUpperCase()] === undefined || !isNumber(thickness) || !isNumber(margin)) {
    throw refuse('base', 'side,thickness,margin, for example I,2,3', text);
  }
  return [{ name: 'base', side: side.toUpperCase(), thicknessMm: Number(thickness), marginMm: Number(margin) }];
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Upwards on a face: towards the head, or on one that lies flat towards the face of the patient. */
const upwards = (normal: Vector): Vector =>
  Math.abs(dot(normal, [0, 0, 1])) < 0.9 * Math.hypot(...normal) ? [0, 0, 1] : [0, -1, 0];

function texts(args: ParsedArguments): Step[] {
  const lines = args.texts('text');
  const places = args.texts('text-at');
  if (lines.length === 0)
    refuseAlone(args, ['text-at', 'text-up', 'text-height-mm', 'text-depth-mm', 'raised'], 'text');
  if (places.length !== lines.length) {
    throw new AppError(
      'invalid-input',
      'CLI_USAGE',
      `--text needs its place: one --text-at x,y,z/nx,ny,nz for each (${lines.length} given, ${places.length} places).`,
    );
  }
  const up = args.text('text-up');
  const heightMm = mm(args, 'text-height-mm') ?? 5;
  const depthMm = mm(args, 'text-depth-mm') ?? 0.6;
  return lines.map((text, at) => {
    const { originLps, normalLps } = plane('text-at', places[at] as string);
    const upLps = up === null ? upwards(normalLps) : vector('text-up', up);
    const style = args.isSet('raised') ? 'raised' : 'engraved';
    return { name: 'text', text, atLps: originLps, normalLps, upLps, heightMm, depthMm, style };
  });
}

function mirror(args: ParsedArguments): Step[] {
  const text = args.text('mirror');
  if (text === null) {
    refuseAlone(args, ['keep-original'], 'mirror');
    return [];
  }
  return [{ name: 'mirror', plane: plane('mirror', text), keepOriginal: args.isSet('keep-original') }];
}

function simplify(args: ParsedArguments): Step[] {
  const maxTriangles = count(args, 'max-triangles');
  const maxErrorMm = mm(args, 'max-error-mm');
  if (maxTriangles === null && maxErrorMm === null) return [];
  return [
    {
      name: 'simplify',
      ...(maxTriangles === null ? {} : { maxTriangles }),
      ...(maxErrorMm === null ? {} : { maxErrorMm }),
    },
  ];
}

function scale(args: ParsedArguments): Step[] {
  const text = args.text('scale');
  if (text === null) return [];
  if (!isNumber(text) || Number(text) <= 0) throw refuse('scale', 'a factor above 0', text);
  return [{ name: 'scale', factor: Number(text) }];
}

function orient(args: ParsedArguments): Step[] {
  const text = args.text('orient');
  if (text === null) return [];
  if (text.trim().toLowerCase() === 'best') return [{ name: 'stand', up: 'best' }];
  const up = vector('orient', text, 'best, or the direction that looks up: x,y,z');
  if (Math.hypot(...up) < 1e-6) throw refuse('orient', 'a direction, for example 0,0,1', text);
  return [{ name: 'stand', up }];
}

const length = (
  args: ParsedArguments,
  option: string,
  step: (value: number) => Step,
  canBeNegative = false,
): Step[] => {
  const value = mm(args, option, canBeNegative);
  return value === null ? [] : [step(value)];
};

/** The steps that the options ask for, as plain data for `parseRecipe`. Throws `invalid-input` CLI_USAGE. */
export function stepsOfOptions(args: ParsedArguments): Step[] {
  const detailMm = mm(args, 'detail-mm');
  return [
    { name: 'surface', ...(detailMm === null ? {} : { detailMm }) },
    ...(args.isSet('largest') ? [{ name: 'shells', keep: 'largest', fillCavities: false }] : []),
    ...length(args, 'smooth-mm', (distanceMm) => ({ name: 'smooth', distanceMm })),
    ...mirror(args),
    ...length(args, 'offset-mm', (distanceMm) => ({ name: 'offset', distanceMm }), true),
    ...length(args, 'thicken-mm', (minWallMm) => ({ name: 'thicken', minWallMm })),
    ...simplify(args),
    ...hollow(args),
    ...cuts(args),
    ...base(args),
    ...texts(args),
    ...scale(args),
    ...orient(args),
  ];
}

/** Options that are steps of a recipe: not beside --recipe. */
export const STEP_OPTIONS: readonly VerbOption[] = [
  { name: 'detail-mm', value: 'N', help: 'Edge of the cells of the surface (default: from the voxels).' },
  { name: 'largest', help: 'Only the largest piece of each mask.' },
  { name: 'smooth-mm', value: 'N', help: 'Round off what is smaller; the volume stays.' },
  { name: 'mirror', value: 'PLANE', help: "Mirrored at a plane, 'L 2.5' or x,y,z/nx,ny,nz." },
  { name: 'keep-original', help: 'The mirror image beside the original, not in place of it.' },
  { name: 'offset-mm', value: 'N', help: 'Every point moved outwards; below 0 inwards.' },
  { name: 'thicken-mm', value: 'N', help: 'Made at least this thick, outwards.' },
  { name: 'max-triangles', value: 'N', help: 'Simplified to this many triangles, all parts together.' },
  { name: 'max-error-mm', value: 'N', help: 'Simplified as far as this deviation allows.' },
  { name: 'hollow-mm', value: 'N', help: 'Hollow, with a wall of N mm.' },
  { name: 'drain', value: 'x,y,z,D', repeatable: true, help: 'Hole of diameter D into the hollow.' },
  {
    name: 'cut',
    value: 'PLANE',
    repeatable: true,
    help: "Cut by a plane: 'S 12' is 12 mm towards the head from\nthe origin; or x,y,z/nx,ny,nz (LPS).",
  },
  { name: 'keep', value: 'WHICH', help: 'Of a cut: both (default), front (where the normal\npoints) or back.' },
  { name: 'pins', value: 'N,D,L,C', help: 'Join the halves by N pins: diameter, length, clearance.' },
  { name: 'base', value: 'SIDE,T,M', help: 'Plate on a side (I: below), T mm thick, M mm margin.' },
  { name: 'text', value: 'TEXT', repeatable: true, help: 'A line of text.' },
  {
    name: 'text-at',
    value: 'PLACE',
    repeatable: true,
    help: 'Where the text goes: x,y,z/nx,ny,nz, the normal outwards.',
  },
  { name: 'text-up', value: 'x,y,z', help: 'Upwards on the text (default: towards the head).' },
  { name: 'text-height-mm', value: 'N', help: 'Height of the letters (default 5).' },
  { name: 'text-depth-mm', value: 'N', help: 'Their depth (default 0.6).' },
  { name: 'raised', help: 'Letters stand out; else they are engraved.' },
  { name: 'scale', value: 'F', help: 'Everything times F, walls and letters too.' },
  {
    name: 'orient',
    value: 'best|x,y,z',
    help: 'Laid on the bed: each part on its best side (least\nsupport), or with this direction (LPS) up.',
  },
];
