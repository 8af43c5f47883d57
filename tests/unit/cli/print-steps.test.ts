import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../../../core/print/index.ts';
import { parseVerbArguments } from '../../../main/hosts/cli/arguments.ts';
import { stepsOfOptions } from '../../../main/hosts/cli/print-steps.ts';
import { meshVerb } from '../../../main/hosts/cli/verbs/mesh.ts';

const steps = (...options: readonly string[]) =>
  parseRecipe({
    version: 1,
    steps: stepsOfOptions(parseVerbArguments(meshVerb, ['mask.nii', '--out', 'x.stl', ...options])),
  }).steps.slice(1);

describe('the options of mesh', () => {
  it('are steps in one order, whatever theirs', () => {
    const given =
      '--scale 1.1|--text L 12|--text-at 1,2,3/0,0,-1|--raised|--base i,2,3|--cut S 12|--cut 0,0,1/1,0,0|--pins 2,4,8,0.2|--drain 1,2,3,4|--hollow-mm 2|--max-triangles 500|--max-error-mm 0.2|--thicken-mm 1|--offset-mm=-0.5|--keep-original|--mirror R 5|--smooth-mm 3|--largest';
    const options = given.split('|').flatMap((option) => {
      const [name = '', ...value] = option.split(' ');
      return value.length === 0 ? [name] : [name, value.join(' ')];
    });
    const joint = { pins: 2, diameterMm: 4, lengthMm: 8, clearanceMm: 0.2 };
    expect(steps(...options)).toEqual([
      { name: 'shells', keep: 'largest', fillCavities: false },
      { name: 'smooth', distanceMm: 3 },
      { name: 'mirror', plane: { originLps: [-5, 0, 0], normalLps: [-1, 0, 0] }, keepOriginal: true },
      { name: 'offset', distanceMm: -0.5 },
      { name: 'thicken', minWallMm: 1 },
      { name: 'simplify', maxTriangles: 500, maxErrorMm: 0.2 },
      { name: 'hollow', wallMm: 2, drains: [{ atLps: [1, 2, 3], diameterMm: 4 }] },
      { name: 'cut', plane: { originLps: [0, 0, 12], normalLps: [0, 0, 1] }, keep: 'both', joint },
      { name: 'cut', plane: { originLps: [0, 0, 1], normalLps: [1, 0, 0] }, keep: 'both', joint },
      { name: 'base', side: 'I', thicknessMm: 2, marginMm: 3 },
      {
        name: 'text',
        text: 'L 12',
        atLps: [1, 2, 3],
        normalLps: [0, 0, -1],
        upLps: [0, -1, 0],
        heightMm: 5,
        depthMm: 0.6,
        style: 'raised',
      },
      { name: 'scale', factor: 1.1 },
    ]);
  });

  it.each([
    ['--cut Z|5', "--cut needs a plane, for example 'S 12' or 0,0,12/0,0,1, not 'Z 5'."],
    ['--cut 0,0,1/0,0,0', '--cut needs a plane'],
    ['--cut S|5 --keep front --pins 1,4,8,0', '--pins join two parts, but --keep front leaves one.'],
    ['--cut S|5 --pins 1,4', '--pins needs N,diameter,length,clearance'],
    ['--cut S|5 --keep top', '--keep knows both, front, back'],
    ['--keep back', '--keep says more about --cut, which is missing.'],
    ['--drain 1,2,3,4', '--drain says more about --hollow-mm, which is missing.'],
    ['--hollow-mm 2 --drain 1,2,3', '--drain needs x,y,z,diameter in mm'],
    ['--keep-original', '--keep-original says more about --mirror'],
    ['--raised', '--raised says more about --text'],
    ['--text L', '--text needs its place: one --text-at x,y,z/nx,ny,nz for each (1 given, 0 places).'],
    ['--base I', '--base needs side,thickness,margin'],
    ['--smooth-mm 0', "--smooth-mm needs millimetres above 0, not '0'."],
    ['--offset-mm x', '--offset-mm needs millimetres other than 0'],
    ['--max-triangles 1e3', '--max-triangles needs a whole number'],
    ['--scale -1', '--scale'],
    ['--smooth-mm 900', 'step 2 (smooth), distanceMm: too big'],
  ])('are refused where they make no sense: %s', (given, why) => {
    expect(() => steps(...given.split(' ').map((word) => word.replace('|', ' ')))).toThrow(why);
  });
});
