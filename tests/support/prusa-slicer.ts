// PrusaSlicer as a judge: what a printer's own program makes of a file.

import { spawnSync } from 'node:child_process';

const run = (args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync('prusa-slicer', args, { encoding: 'utf8' });
  if (error !== undefined)
    throw new Error('prusa-slicer did not run; install it with: apt-get install prusa-slicer', { cause: error });
  if (status !== 0) throw new Error(`prusa-slicer ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout + stderr;
};

export interface SlicerObject {
  readonly facets: number;
  readonly isManifold: boolean;
  readonly parts: number;
  readonly volumeMm3: number;
  readonly heightMm: number;
  /** Everything that had to be put right to read it. */
  readonly repairs: readonly string[];
}

/** The objects of files, in their order. */
export function askSlicer(paths: readonly string[]): SlicerObject[] {
  return run(['--info', ...paths])
    .split(/^\[.*\]$/m)
    .filter((block) => block.includes('number_of_facets'))
    .map((block) => {
      const value = (key: string) => new RegExp(`^${key} *= *(\\S+)`, 'm').exec(block)?.[1];
      return {
        facets: Number(value('number_of_facets')),
        isManifold: value('manifold') === 'yes',
        parts: Number(value('number_of_parts')),
        volumeMm3: Number(value('volume')),
        heightMm: Number(value('size_z')),
        repairs: block.match(/^(open_edges|degenerate_facets|edges_fixed|facets_\w+|backwards_edges).*$/gm) ?? [],
      };
    });
}

/** As it comes, with layers as thick as its nozzle allows. */
const COARSE = ['--layer-height', '0.3', '--fill-density', '5%'];

/** Slices each file, G-code in the folder of the files, and returns the warnings. Throws where a file gave none. */
export function sliceForPrint(paths: readonly string[]): string[] {
  const said = run([...COARSE, '--export-gcode', ...paths]);
  const exported = said.match(/Slicing result exported/g)?.length ?? 0;
  if (exported !== paths.length) throw new Error(`prusa-slicer sliced ${exported} of ${paths.length} files:\n${said}`);
  return said.split('\n').filter((line) => /warning|error|repair|manifold|open edges/i.test(line));
}
