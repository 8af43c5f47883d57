// The form of a manifest, field by field. What one field cannot say alone is judged in model-manifest.ts.

import * as z from 'zod';

/** Patient directions: left, right, posterior, anterior, superior, inferior. */
export const PATIENT_DIRECTIONS = ['L', 'R', 'P', 'A', 'S', 'I'] as const;

/** Names that are folders or files of a model: nothing that could leave its folder. */
const RELATIVE_FILE = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

const positive = () => z.number().positive();
const channel = () => z.int().nonnegative();
const fileName = () => z.string().regex(RELATIVE_FILE, 'a file inside the folder of the model');
const sha256 = () => z.string().regex(/^[0-9a-f]{64}$/);
const colour = () => z.string().regex(/^#[0-9A-F]{6}$/);
const fmaCode = () => z.string().regex(/^\d+$/).nullable();

/** One array axis of the network, and where it runs in the patient. */
const axis = () =>
  z.strictObject({
    axis: z.string().min(1),
    towards: z.enum(PATIENT_DIRECTIONS),
    /** null: the image's own step along that direction. */
    spacingMm: positive().nullable(),
    /** Voxels of a patch; 1 along the slice axis. */
    patch: z.int().positive(),
    multipleOf: z.int().positive(),
  });

/** Steps from stored intensities (HU for CT) to what the network was trained on, in their order. */
const intensityStep = () =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('clip'), min: z.number(), max: z.number() }),
    z.strictObject({ op: z.literal('divide'), by: positive() }),
    z.strictObject({ op: z.literal('shift'), by: z.number() }),
    z.strictObject({ op: z.literal('scale'), by: positive() }),
    /** To whole numbers, as images of 8 bit have them: 'down' as a cast of positive values does, 'nearest' with halves to
     * the even number (numpy.rint). */
    z.strictObject({ op: z.literal('round'), to: z.enum(['down', 'nearest']) }),
    /** Mean 0, standard deviation 1, over the whole image or over its voxels that are not 0 (the others stay 0). */
    z.strictObject({ op: z.literal('zScore'), over: z.enum(['all', 'nonZero']).default('all') }),
    /** The image's own least value becomes 0, its greatest 1. */
    z.strictObject({ op: z.literal('minMax') }),
    /** Clip to two percentiles (0 to 100) of the image, interpolated linearly between ranks. */
    z.strictObject({ op: z.literal('clipPercentiles'), low: z.number().min(0), high: z.number().max(100) }),
  ]);

const input = () =>
  z.strictObject({
    name: z.string().min(1),
    dtype: z.literal('float32'),
    /** Slowest first: the last one is contiguous in memory. */
    axes: z.tuple([axis(), axis(), axis()]),
    /** Name of the axis across which a 2D network goes slice by slice; null: a 3D network. Its tensors have the other two
     * axes, in their order. */
    sliceAxis: z.string().min(1).nullable().default(null),
    /** 2.5D: so many slices on either side come along as channels, in the order of the slice axis. */
    neighbours: z.int().nonnegative().max(32).default(0),
    /** What a neighbour beyond the first or last slice is: that slice once more, or `outside`. */
    beyondSlices: z.enum(['repeat', 'outside']).default('repeat'),
    /**
     * How the grid of the network lies on the image. centred: its middle is the image's, so that a mirrored image gets a
     * mirrored grid. fit: its edges are the image's, for which spacings give way to a whole number of voxels (nnU-Net).
     * firstVoxel: its first voxel is the image's first one along each axis (Spacing of MONAI).
     */
    lattice: z.enum(['centred', 'fit', 'firstVoxel']).default('centred'),
    /** Stored intensity of what lies outside the image. */
    outside: z.number(),
    /** What fills a patch that is larger than the image, in the network's own units (after `intensity`); null: `outside`. */
    padding: z.number().nullable().default(null),
    /** Patches without a voxel above this stored intensity are not run; null: all are. */
    airBelow: z.number().nullable(),
    intensity: z.array(intensityStep()),
  });

const label = () =>
  z.strictObject({
    name: z.string().regex(/^[^\s\\/]{1,64}$/, 'a TG-263 name without spaces or slashes'),
    fmaCode: fmaCode(),
    colour: colour(),
    interpretedType: z.enum(['ORGAN', 'EXTERNAL', 'AVOIDANCE', 'GTV', 'CTV', 'PTV', 'NONE']),
    threshold: z.number().gt(0).lt(1).optional(),
    postProcessing: z.strictObject({
      largestComponent: z.boolean(),
      holeFilling: z.enum(['none', 'slice', 'volume']),
      minimumVolumeMl: z.number().nonnegative(),
    }),
  });

const output = () =>
  z.strictObject({
    name: z.string().min(1),
    /**
     * sigmoid: channels are independent structures. softmax: channels compete. regions: sigmoid channels that paint a
     * label map over each other (nnU-Net's regions_class_order). argmax: one channel of label indices, no probabilities.
     */
    activation: z.enum(['sigmoid', 'softmax', 'regions', 'argmax']),
    /** The network ends with the activation itself: its output is probabilities. */
    isApplied: z.boolean().default(false),
    threshold: z.number().gt(0).lt(1),
    /** By channel (argmax: by label index); null is background or a class of no interest. */
    labels: z.array(label().nullable()).min(1).max(255),
    /**
     * regions only, by channel: from the first channel to the last, voxels at or above the threshold get the class
     * `paints`; a structure is every voxel whose class, at the end, is among `holds`.
     */
    regions: z
      .array(z.strictObject({ paints: z.int().positive().max(255), holds: z.array(z.int().positive()).min(1) }))
      .nullable()
      .default(null),
  });

/** Built at the first use: the process that runs the network shares this folder and never parses a manifest. */
export const createManifestSchema = () =>
  z.strictObject({
    schema: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    title: z.string().min(1),
    file: fileName(),
    sha256: sha256(),
    /** Further networks of the same form (folds): the answers of all are averaged. `golden`: its answer to golden.input. */
    ensemble: z
      .array(z.strictObject({ file: fileName(), sha256: sha256(), golden: fileName() }))
      .max(31)
      .default([]),
    /** At test time the input is mirrored along every combination of `axes` and the answers, mirrored back, are averaged.
     * `swap`: channels that stand for the left and right one of a pair, exchanged where left and right were. */
    mirroring: z
      .strictObject({
        axes: z.array(z.string().min(1)).min(1).max(3),
        swap: z.array(z.tuple([channel(), channel()])).default([]),
      })
      .nullable()
      .default(null),
    /** What of several networks or mirrored views is averaged: probabilities, or the logits before them (nnU-Net). */
    average: z.enum(['probabilities', 'logits']).default('probabilities'),
    input: input(),
    tiling: z.strictObject({
      overlap: z.number().min(0).lt(1),
      blend: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('gaussian'), sigmaOfPatch: positive() }),
        z.strictObject({ kind: z.literal('constant') }),
      ]),
      /** even: spread over the whole (nnU-Net). stride: at equal steps from the first voxel, the last one moved back to end
       * with the image (MONAI). */
      placement: z.enum(['even', 'stride']).default('even'),
      /** Slices that a 2D network takes at once. */
      batch: z.int().positive().max(64).default(1),
      /** The smallest patch that serves where memory is short, by axis; null: no other than input.axes. */
      smallestPatch: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]).nullable().default(null),
    }),
    output: output(),
    external: z
      .strictObject({
        name: z.string().min(1),
        fmaCode: fmaCode(),
        colour: colour(),
        interpretedType: z.literal('EXTERNAL'),
        thresholdHu: z.number(),
      })
      .nullable(),
    intendedUse: z.strictObject({
      modality: z.enum(['CT', 'MR']),
      bodyRegion: z.string().min(1),
      description: z.string().min(1),
      tissueMedian: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
      minimumExtentMm: z.strictObject({ L: z.number(), P: z.number(), S: z.number() }),
    }),
    /** One input and the first network's raw output for it, float32 little endian, shapes as the tensors have them. */
    golden: z.strictObject({
      input: fileName(),
      output: fileName(),
      inputShape: z.array(z.int().positive()).min(4).max(5),
      outputShape: z.array(z.int().positive()).min(3).max(5),
      tolerance: positive(),
    }),
  });
