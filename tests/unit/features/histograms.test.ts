// Histograms follow the structures as they are drawn, over a worker on which the test decides when it answers.
import { describe, expect, it } from 'vitest';
import { type DoseHistogram, doseHistogram } from '../../../core/dose/index.ts';
import { Histograms } from '../../../renderer/features/dose/histograms.ts';
import type { DvhAnswer, DvhMessage } from '../../../renderer/workers/dvh-messages.ts';
import { boxStructure, doseField } from '../../support/dose-phantom.ts';

const dose = doseField(() => 20, 10);
const histogram: DoseHistogram = doseHistogram(boxStructure([20, 20, 20], 4), dose);

function start() {
  const structures = new Map([
    ['s-a', 1],
    ['s-b', 1],
  ]);
  const sent: DvhMessage[] = [];
  const told: string[] = [];
  let workers = 0;
  let answer: (given: DvhAnswer) => void = () => undefined;
  let fail = () => {};
  const histograms = new Histograms({
    geometry: dose.geometry,
    newWorker: () => {
      workers++;
      return {
        send: (message) => sent.push(message),
        listen: (onAnswer, onFailure) => {
          answer = onAnswer;
          fail = onFailure;
        },
        close: () => undefined,
      };
    },
    wanted: () => [...structures].map(([id, contentRev]) => ({ id, contentRev, slices: new Map() })),
    onChange: (making) => told.push(making === null ? 'ready' : `${making.done}/${making.total}`),
  });
  return {
    histograms,
    structures,
    told,
    workers: () => workers,
    asked: () => sent.flatMap((message) => (message.kind === 'structure' ? [message.id] : [])),
    answer: (id: string) => answer({ id, ok: true, histogram, notes: [] }),
    refuse: (id: string) => answer({ id, ok: false, message: 'too bent' }),
    fail: () => fail(),
  };
}

describe('histograms', () => {
  it('are made one after another and say how far they are', () => {
    const { histograms, asked, answer, told } = start();
    histograms.update();
    expect(asked()).toEqual([]);
    histograms.setDose(dose);
    answer('s-a');
    answer('s-b');
    expect(asked()).toEqual(['s-a', 's-b']);
    expect(told.slice(-3)).toEqual(['0/2', '1/2', 'ready']);
  });

  it('of a structure that changes while they are made are of what it was, and made again', () => {
    const { histograms, structures, asked, answer } = start();
    histograms.setDose(dose);
    structures.set('s-a', 2);
    histograms.update();
    answer('s-a');
    expect(histograms.made.get('s-a')?.contentRev).toBe(1);
    answer('s-a');
    expect(histograms.made.get('s-a')?.contentRev).toBe(2);
    expect(asked()).toEqual(['s-a', 's-a', 's-b']);
  });

  it('of another dose are none of this one: an answer that was on its way is dropped', () => {
    const { histograms, answer, workers } = start();
    histograms.setDose(dose);
    const late = answer;
    histograms.setDose(doseField(() => 30, 10));
    expect(histograms.made.size).toBe(0);
    late('s-b');
    expect(histograms.made.size).toBe(0);
    expect(workers()).toBe(2);
  });

  it('that cannot be made say why and keep no other waiting', () => {
    const { histograms, refuse, fail } = start();
    histograms.setDose(dose);
    refuse('s-a');
    expect(histograms.made.get('s-a')).toMatchObject({ histogram: null, notes: ['too bent'] });
    fail();
    expect(histograms.made.get('s-b')?.notes[0]).toMatch(/ended unexpectedly/);
  });
});
