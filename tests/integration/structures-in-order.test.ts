// What the engine computes for a subset of structures, and when each one is told: with the real process, whose doings are
// written down on the way.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import {
  type AutoContourRequest,
  autoContour,
  createModelRegistry,
  type InferenceChild,
  type InstalledModel,
  startInferenceChild,
} from '../../main/inference/index.ts';
import { bodyWithBone, sampleImage, TINY_MODELS } from '../support/inference-phantom.ts';

const grid = regularGeometry({ size: [34, 30, 36], spacingMm: [4, 4, 4], originLps: [-66, -58, -70] });
const volume = sampleImage(grid, bodyWithBone);

let tiny: InstalledModel;
let child: InferenceChild;
beforeAll(async () => {
  tiny = await createModelRegistry([TINY_MODELS]).find('tiny');
  child = startInferenceChild(tiny, 'cpu');
});
afterAll(() => child.close());

/** Contours, and writes down what the network is asked, what it keeps, and which structure is told between. Its pass
 * waits for `mayRun`, if there is one. */
async function contour(more: Partial<AutoContourRequest>, mayRun?: (told: readonly string[]) => boolean) {
  const events: string[] = [];
  const told: string[] = [];
  let wake = () => {};
  const watched: InferenceChild = {
    ...child,
    run: async (input, hooks) => {
      while (mayRun !== undefined && !mayRun(told)) await new Promise<void>((resolve) => (wake = resolve));
      events.push(`run for ${input.channels.join()}`);
      const result = await child.run(input, hooks);
      events.push(`kept ${result.extents.map(({ channel }) => channel).join()}`);
      return result;
    },
    field: (channel) => {
      events.push(`field ${channel}`);
      return child.field(channel);
    },
  };
  const onStructure: AutoContourRequest['onStructure'] = ({ name }) => {
    events.push(`${name} is there`);
    told.push(name);
    wake();
  };
  const request = { volume, modality: 'CT', model: tiny, device: 'cpu', child: watched, onStructure, ...more } as const;
  await autoContour(request);
  return events;
}

describe('a subset of structures', () => {
  it.each([
    ['Bone', 0],
    ['Brain', 1],
  ])('%s alone is what the network keeps and what is brought to the image', async (name, channel) => {
    expect(await contour({ structures: [name] })).toEqual([
      `run for ${channel}`,
      `kept ${channel}`,
      `field ${channel}`,
      `${name} is there`,
    ]);
  });

  it('of the body alone asks the network nothing', async () => {
    expect(await contour({ structures: ['External'] })).toEqual(['External is there']);
  });
});

describe('the first structure', () => {
  // If it came with the others, the network would wait for ever and the test would end by its time limit.
  it('is there before the network has run: its pass is held back until then', async () => {
    const events = await contour({}, (told) => told.includes('External'));
    expect(events.slice(0, 2)).toEqual(['External is there', 'run for 0,1']);
  });

  it('of the network is there before the next one is computed', async () => {
    const events = await contour({});
    expect(events.slice(events.indexOf('kept 0,1') + 1)).toEqual([
      'field 0',
      'Bone is there',
      'field 1',
      'Brain is there',
    ]);
  });
});
