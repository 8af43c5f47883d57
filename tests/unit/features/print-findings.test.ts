// What is open about a model before it is printed, its place and its mend.
import { describe, expect, it } from 'vitest';
import { type Examined, fitOf, judge } from '../../../renderer/features/print/print-findings.ts';
import { PRINTERS } from '../../../renderer/features/print/printers.ts';

const PART = {
  name: 'Bone',
  colour: '#cfcac0',
  volumeMl: 30,
  triangles: 1000,
  sizeMm: [120, 95, 76],
  bedSizeMm: null,
  bedBody: null,
} as const;
const CLOSED = { name: 'Bone', badEdges: 0, badPoints: 0, crossings: 0, crossingLps: null, shells: 1, cavities: 0 };
const DEVIATION = { meanMm: 0.5, p95Mm: 1.1, maxMm: 1.2, limitMm: 1.25, shares: [1], toMm: 1.4, worstLps: null };

const examined = (over: Partial<Examined> = {}): Examined => ({
  parts: [PART],
  steps: [{ name: 'surface' }],
  printer: PRINTERS[0],
  minWallMm: 1.5,
  deviation: DEVIATION,
  closed: [CLOSED],
  walls: { maps: [], thin: [] },
  standing: null,
  ...over,
});
const titles = (over: Partial<Examined>) => judge(examined(over)).findings.map(({ title }) => title);

describe('checks of a model', () => {
  it('say what is in order of one that prints', () => {
    const { findings, passed } = judge(examined());
    expect(findings).toEqual([]);
    expect(passed).toHaveLength(5);
  });

  it('say nothing of what was not measured', () => {
    const { findings, passed } = judge(examined({ closed: null, walls: null, deviation: null, parts: [] }));
    expect([findings, passed]).toEqual([[], []]);
  });

  it('put what blocks a file first, and lead to the place', () => {
    const { findings } = judge(
      examined({
        closed: [{ ...CLOSED, crossings: 3, crossingLps: [1, 2, 3] }],
        walls: { maps: [], thin: [{ name: 'Bone', atLps: [4, 5, 6], thicknessMm: 1.1 }] },
      }),
    );
    expect(findings.map(({ severity, atLps }) => [severity, atLps])).toEqual([
      ['blocks', [1, 2, 3]],
      ['warning', [4, 5, 6]],
    ]);
  });

  it('offer the mend of a thin wall as a step with the least wall', () => {
    const thin = [{ name: 'Bone', atLps: [0, 0, 0], thicknessMm: 0.9 }] as const;
    const [finding] = judge(examined({ walls: { maps: [], thin }, minWallMm: 2 })).findings;
    expect(finding?.title).toBe('Wall under 2.0 mm in 1 place');
    expect(JSON.parse(finding?.act?.args ?? '')).toEqual({ name: 'thicken', minWallMm: 2 });
  });

  it('ask for a drain where it was hollowed, and fill a cavity that nobody asked for', () => {
    const closed = [{ ...CLOSED, shells: 2, cavities: 1 }];
    const hollowed: Examined['steps'] = [{ name: 'surface' }, { name: 'hollow', wallMm: 2, drains: [] }];
    const labelWith = (steps: Examined['steps']) => judge(examined({ closed, steps })).findings[0]?.act?.label;
    expect(labelWith(hollowed)).toBe('Add drain');
    expect(labelWith([{ name: 'surface' }])).toBe('Fill');
  });

  it('tell loose pieces and the distance to the mask', () => {
    expect(titles({ closed: [{ ...CLOSED, shells: 3 }] })).toEqual(['Bone is in 3 pieces']);
    expect(titles({ deviation: { ...DEVIATION, maxMm: 1.6 } })).toEqual(['Up to 1.6 mm from the mask']);
  });

  it('say which parts do not fit together: as one body, or side by side', () => {
    const rows = (...sizes: readonly (readonly [number, number, number])[]) =>
      sizes.map((sizeMm, n) => ({ ...PART, name: `Part ${'ABC'.charAt(n)}`, sizeMm }));
    const told = (parts: Examined['parts']) =>
      judge(examined({ parts })).findings.map(({ title, text }) => [title, text]);
    const pair = rows([120, 95, 76], [120, 95, 76]);
    expect(judge(examined({ parts: pair })).passed).toContain('Both parts fit the printer together');
    expect(told(rows([200, 150, 76], [100, 80, 76], [60, 60, 20]))).toEqual([
      ['The parts need 2 prints', 'Side by side on Generic 220 × 220 × 250 mm fit 1: Part A and Part C; 2: Part B.'],
    ]);
    const one = pair.map((part) => ({
      ...part,
      bedSizeMm: part.sizeMm,
      bedBody: { id: 'both', sizeMm: [120, 240, 76] as const },
    }));
    expect(told(one)).toEqual([
      [
        'Part A and Part B do not fit the printer together',
        '120 × 240 × 76 mm as one body on Generic 220 × 220 × 250 mm.',
      ],
    ]);
  });

  it('let a part turn about the vertical, and say when it has to lie down', () => {
    const long = { ...PRINTERS[0], widthMm: 100, depthMm: 130, heightMm: 200 };
    expect(fitOf([120, 95, 76], long)).toBe('as it stands');
    expect(fitOf([120, 95, 250], { ...long, depthMm: 260 })).toBe('turned');
    expect(fitOf([120, 95, 250], long)).toBe('not');
  });
});
