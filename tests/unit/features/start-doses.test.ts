// Which doses a case has, over a line that breaks; and what is said of one dose is not said of another.
import { describe, expect, it } from 'vitest';
import type { CaseDose } from '../../../core/contract/index.ts';
import { whyNoDose } from '../../../renderer/commands/dose-commands.ts';
import { readDose } from '../../../renderer/data/dose-values.ts';
import type { OpenCase } from '../../../renderer/data/open-case.ts';
import { startDoses } from '../../../renderer/features/dose/start-doses.ts';
import { takeSum } from '../../../renderer/features/dose/use-say-dose.ts';
import { patchDose, patchView } from '../../../renderer/state/app-store.ts';
import { INITIAL_DOSE_VIEW } from '../../../renderer/state/dose-state.ts';
import { allCommands, emptyContext } from '../../support/all-commands.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

const dose = (doseId: string): CaseDose => ({
  ...{ doseId, label: 'PLAN', maxGy: 74, grid: null, blocked: null, warnings: [], parts: [] },
  ...{ needs: null, relative: null, insidePercent: null, isPlaceSaid: false },
  plan: { label: 'A', fractions: 35, prescriptionGy: 70, targets: [] },
});

describe('the doses of a case', () => {
  it('that could not be asked for are not called none, and are asked for when the line is back', async () => {
    let isLost = true;
    let tell: (state: string) => void = () => undefined;
    const connection = {
      client: {
        doses: {
          list: async () => {
            if (isLost) throw new Error('The connection was lost.');
            return { doses: [] };
          },
        },
      },
      on: () => () => undefined,
      onState: (listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    };
    const context = emptyContext({ connection: connection as never });
    const stop = startDoses(context, { seriesId: 's', geometry: null } as unknown as OpenCase, 'c');
    await tick();
    expect(whyNoDose(context.store.getState())).toBe('The connection was lost.');
    isLost = false;
    tell('open');
    await tick();
    expect(whyNoDose(context.store.getState())).toMatch(/^The case has no dose/);
    expect(context.store.getState().dose).toMatchObject({ phase: 'none', problem: null });
    stop();
  });

  it('are named as what could not be read', async () => {
    const three = [2, 2, 2] as [number, number, number];
    const grid = { size: three, spacingMm: three, direction: [], planeOriginsLps: [], frameOfReferenceUid: null };
    // Nothing answers outside of a page.
    const reading = readDose('c', { ...dose('a'), grid }, new AbortController().signal);
    await expect(reading).rejects.toThrow(/^The dose could not be read/);
  });
});

describe('another dose', () => {
  it('comes without what a person said that 100 % of the one before is', () => {
    const context = emptyContext();
    const { store } = context;
    patchDose(store, { doses: [dose('a'), dose('b')] });
    patchView(store, { dose: { ...INITIAL_DOSE_VIEW, doseId: 'a', prescriptionGy: 60 } });
    const choose = (doseId: string) =>
      void allCommands()
        .find(({ id }) => id === 'dose.choose')
        ?.run(context, doseId);
    choose('a');
    expect(store.getState().view.dose).toMatchObject({ doseId: 'a', prescriptionGy: 60 });
    choose('b');
    expect(store.getState().view.dose).toMatchObject({ doseId: 'b', prescriptionGy: null });
  });
});

describe('a sum of doses', () => {
  it('that is ready when another case is open stays with its own', () => {
    const { store } = emptyContext();
    const open = (seriesId: string) => store.setState({ workspace: { volume: { seriesId } } as never });
    const made = { doses: [dose('a'), dose('b')], doseId: 'a' };
    open('s-2');
    takeSum(store, 's-1', made);
    expect(store.getState()).toMatchObject({ dose: { doses: null }, view: { dose: { doseId: null } } });
    open('s-1');
    takeSum(store, 's-1', made);
    expect(store.getState()).toMatchObject({ dose: { doses: made.doses }, view: { dose: { doseId: 'a' } } });
  });
});
