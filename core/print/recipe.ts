// How a printable model was made: a list of steps that is kept with the case and replays when the mask changes. The
// command line, the window and the file on disk hold the same form. Points and directions are in LPS, lengths in mm.

import * as z from 'zod';

const mm = () => z.number().positive().max(500);
const point = () => z.tuple([z.number(), z.number(), z.number()]);
const direction = () => point().refine(([x, y, z3]) => Math.hypot(x, y, z3) > 1e-6, 'a direction of no length');
const plane = () => z.strictObject({ originLps: point(), normalLps: direction() });
const partNames = () => z.array(z.string().min(1)).min(1);
/** Parts that a step works on, by name; without it all there are. */
const on = () => partNames().optional();

/** Where a second solid comes from: a structure of the case, a part that stands already, or a file of triangles. */
const otherSolid = () =>
  z.union([
    z.strictObject({ structure: z.string().min(1) }),
    z.strictObject({ part: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
  ]);

const drain = () => z.strictObject({ atLps: point(), directionLps: direction().optional(), diameterMm: mm() });

export const PrintStep = z.discriminatedUnion('name', [
  /** Always first: one part for each structure. `detailMm`: edge of the cells of the surface; left out, from the voxels. */
  z.strictObject({
    name: z.literal('surface'),
    structures: partNames().optional(),
    detailMm: z.number().min(0.1).max(10).optional(),
  }),
  /** Rounds off what is smaller than `distanceMm` and gives the volume back. */
  z.strictObject({ name: z.literal('smooth'), on: on(), distanceMm: mm() }),
  /** To a number of triangles (over all parts) or to an error, whichever is reached first. */
  z.strictObject({
    name: z.literal('simplify'),
    on: on(),
    maxTriangles: z.int().min(4).optional(),
    maxErrorMm: mm().optional(),
  }),
  /** Loose pieces: only the largest one, or all above a volume; hidden cavities are filled or stay. */
  z.strictObject({
    name: z.literal('shells'),
    on: on(),
    keep: z.union([z.literal('largest'), z.strictObject({ minVolumeMl: z.number().nonnegative() })]),
    fillCavities: z.boolean().default(false),
  }),
  /** `front` lies where the normal points. Both: two parts, joined by pins on request. */
  z.strictObject({
    name: z.literal('cut'),
    on: on(),
    plane: plane(),
    keep: z.enum(['both', 'front', 'back']),
    joint: z
      .strictObject({
        pins: z.int().min(1).max(8),
        diameterMm: mm(),
        lengthMm: mm(),
        clearanceMm: z.number().min(0).max(5),
      })
      .optional(),
  }),
  /** By a box along the patient's axes. */
  z.strictObject({
    name: z.literal('trim'),
    on: on(),
    minLps: point(),
    maxLps: point(),
    keep: z.enum(['inside', 'outside']),
  }),
  /** Leaves a wall; drains let resin or powder out. Their direction is the shortest way in unless given. */
  z.strictObject({ name: z.literal('hollow'), on: on(), wallMm: mm(), drains: z.array(drain()).max(32).default([]) }),
  /** Adds outside where the wall is thinner than this. */
  z.strictObject({ name: z.literal('thicken'), on: on(), minWallMm: mm() }),
  /** Every point moved outwards (or, below zero, inwards). */
  z.strictObject({ name: z.literal('offset'), on: on(), distanceMm: z.number().min(-50).max(50) }),
  /** With another solid, which may first be made larger by a clearance: the seat of a splint or of a cutting guide. */
  z.strictObject({
    name: z.literal('combine'),
    on: on(),
    operation: z.enum(['union', 'difference', 'intersection']),
    with: otherSolid(),
    clearanceMm: z.number().min(0).max(20).default(0),
  }),
  /** A round hole from a point along a direction; without a depth through everything. */
  z.strictObject({
    name: z.literal('hole'),
    on: on(),
    atLps: point(),
    directionLps: direction(),
    diameterMm: mm(),
    depthMm: mm().optional(),
  }),
  /** A round pin that stands up from a point and reaches as deep into the part. */
  z.strictObject({
    name: z.literal('pin'),
    on: on(),
    atLps: point(),
    directionLps: direction(),
    diameterMm: mm(),
    lengthMm: mm(),
  }),
  /** A flat plate on one side of the patient, as large as the parts' shadow and a margin. */
  z.strictObject({
    name: z.literal('base'),
    on: on(),
    side: z.enum(['L', 'R', 'A', 'P', 'S', 'I']),
    thicknessMm: mm(),
    marginMm: z.number().min(0).max(100),
  }),
  /** A line of text centred at a point of the surface, read from outside, `upLps` its upward direction. */
  z.strictObject({
    name: z.literal('text'),
    on: on(),
    text: z.string().min(1).max(60),
    atLps: point(),
    normalLps: direction(),
    upLps: direction(),
    heightMm: mm(),
    depthMm: mm(),
    style: z.enum(['engraved', 'raised']),
  }),
  /** In place of the part, or beside it as another one. */
  z.strictObject({ name: z.literal('mirror'), on: on(), plane: plane(), keepOriginal: z.boolean().default(false) }),
  /** About the middle of the parts' common box. */
  z.strictObject({ name: z.literal('scale'), on: on(), factor: z.number().min(0.01).max(100) }),
  /** How parts stand on the bed of the printer: the best side up, or a direction, and turned about the vertical. `together`:
   * as one body, in their places to each other. Coordinates stay the patient's; files and the view are turned. */
  z.strictObject({
    name: z.literal('stand'),
    on: on(),
    up: z.union([z.literal('best'), direction()]),
    turnDeg: z.number().min(-180).max(180).default(0),
    together: z.boolean().default(false),
  }),
]);

export const PrintRecipe = z.strictObject({ version: z.literal(1), steps: z.array(PrintStep).min(1).max(100) });

export type PrintStep = z.infer<typeof PrintStep>;
export type PrintRecipe = z.infer<typeof PrintRecipe>;
export type StepName = PrintStep['name'];
export type StepOf<Name extends StepName> = Extract<PrintStep, { name: Name }>;
