import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../../core/error/index.ts';
import type { PrintRecipe } from '../../../../core/print/index.ts';
import { STEP_OPTIONS, stepsOfOptions } from '../print-steps.ts';
import { meshesOf, readRecipeFile } from '../recipe-file.ts';
import type { ParsedArguments, Verb } from '../verb.ts';

const usage = (why: string): AppError => new AppError('invalid-input', 'CLI_USAGE', `mesh: ${why}`);

/** The file name less its extensions: `Parotid_L.nii.gz` holds Parotid_L. */
const nameOf = (path: string): string => basename(path).replace(/(\.nii\.gz|\.[^.]+)$/i, '') || basename(path);

/** FILE or NAME=FILE; a file whose own name holds '=' is taken as it is. */
function mask(args: ParsedArguments, given: string): { name: string; path: string } {
  const at = given.indexOf('=');
  const whole = args.path(given);
  if (at < 1 || at === given.length - 1 || existsSync(whole)) return { name: nameOf(given), path: whole };
  return { name: given.slice(0, at), path: args.path(given.slice(at + 1)) };
}

const isGiven = (args: ParsedArguments, name: string): boolean =>
  args.text(name) !== null || args.isSet(name) || args.texts(name).length > 0;

interface Chosen {
  readonly recipe: PrintRecipe;
  readonly meshes: { readonly name: string; readonly path: string }[];
}

async function chosenRecipe(args: ParsedArguments): Promise<Chosen> {
  const file = args.text('recipe');
  if (file !== null) {
    const beside = STEP_OPTIONS.find(({ name }) => isGiven(args, name));
    if (beside !== undefined) throw usage(`--recipe already says every step; leave --${beside.name} out.`);
    const path = args.path(file);
    const recipe = await readRecipeFile(path);
    return { recipe, meshes: meshesOf(recipe, path) };
  }
  const { parseRecipe } = await import('../../../../core/print/index.ts');
  return { recipe: parseRecipe({ version: 1, steps: stepsOfOptions(args) }), meshes: [] };
}

/** '1,250,210,210': the least wall, then width, depth and height of the bed. */
function printer(args: ParsedArguments) {
  const text = args.text('printer');
  if (text === null) return {};
  const [minWallMm, width, depth, height, ...more] = text
    .split(',')
    .map((item) => (item.trim() === '' ? Number.NaN : Number(item)));
  const all = [minWallMm, width, depth, height] as [number, number, number, number];
  if (more.length > 0 || !all.every((mm) => Number.isFinite(mm) && mm > 0)) {
    throw usage(`--printer needs wall,width,depth,height in mm, for example 1,250,210,210, not '${text}'.`);
  }
  return { printer: { minWallMm: all[0], bedMm: [all[1], all[2], all[3]] as [number, number, number] } };
}

export const meshVerb: Verb = {
  name: 'mesh',
  operands: 'MASK… --out FILE',
  summary: 'Make a printable model from masks: .stl, .3mf, .obj, .ply or .dcm.',
  description: `Every part is closed, 2-manifold, outward and free of self-intersections, judged on
the written file; else there is no file and a reason. Unit is the millimetre, patient
coordinates (LPS). Without options: the surface of the mask, never farther from it
than half of the largest voxel spacing (with --detail-mm of two voxels or more: as
far as maxDeviationMm says).

MASK is a file or NAME=FILE; several become several parts. A .3mf or .obj holds all
parts; .stl and .ply hold one, so several parts become FILE-PART.stl. A .dcm is an
Encapsulated STL of DICOM in the patient and frame of reference of --image.

Steps run in the order of this list, whatever the order of the options. --recipe runs
any steps in any order, and joins or cuts with other meshes (docs/printing.md).`,
  options: [
    { name: 'out', value: 'FILE', help: 'The model to write; its ending chooses the format.' },
    ...STEP_OPTIONS,
    { name: 'image', value: 'FOLDER', help: 'For a .dcm: the DICOM series that the masks lie on.' },
    { name: 'printer', value: 'WALL,W,D,H', help: 'Check walls and fit: least wall, and the bed (mm).' },
    { name: 'recipe', value: 'FILE', help: 'The steps, from a file.' },
    { name: 'save-recipe', value: 'FILE', help: 'Keep the steps in a file.' },
  ],
  arity: [1, 500],
  examples: [
    'limner mesh Bone_Mandible.nii.gz --out mandible.stl',
    'limner mesh Bone_Mandible.nii.gz --image ./ct --out mandible.dcm',
    'limner mesh Mandible.nii.gz Teeth.nii.gz --smooth-mm 1 --max-triangles 200000 --out jaw.3mf',
    "limner mesh Skull.nii.gz --hollow-mm 3 --cut 'S 12' --pins 3,4,8,0.2 --out skull.3mf",
  ],
  run: async (args, client, options) => {
    const out = args.text('out');
    if (out === null) throw usage('--out FILE is missing.');
    const { recipe, meshes } = await chosenRecipe(args);
    const saved = args.text('save-recipe');
    const input = {
      masks: args.positionals.map((given) => mask(args, given)),
      recipe,
      meshes,
      outputFile: args.path(out),
      recipeFile: saved === null ? null : args.path(saved),
      ...printer(args),
      ...(args.text('image') === null ? {} : { image: args.path(args.text('image') as string) }),
    };
    return { output: await client.exchange.mesh(input, options) };
  },
};
