import { describe, expect, it } from 'vitest';
import { constraintsCsv, csvCell, doseHistogram, histogramCsv, plotHistograms } from '../../../core/dose/index.ts';
import { boxStructure, doseField } from '../../support/dose-phantom.ts';

const dose = doseField(([x]) => 40 + 0.4 * x);
const histogram = doseHistogram(boxStructure([40, 30, 24], 8), dose);
const empty = doseHistogram([], dose);

describe('a table of curves', () => {
  it('has a row a step and columns of every structure', () => {
    const rows = histogramCsv(
      [
        { name: 'Left, upper', histogram },
        { name: 'none', histogram: empty },
      ],
      100,
    ).split('\r\n');
    expect(rows[0]?.startsWith('Dose (Gy),"Left, upper cumulative (ml)"')).toBe(true);
    expect(rows[1]?.split(',').slice(0, 4)).toEqual(['0', '28.8', '100', '0']);
    const [gy, ml, percent, differential] = (rows[41] as string).split(',').map(Number);
    expect(gy).toBe(40);
    expect(ml).toBeCloseTo(14.4, 1);
    expect(percent).toBeCloseTo(50, 0);
    expect(differential).toBeCloseTo(28.8 / 16, 1);
  });

  it('gives a spreadsheet nothing to run', () => {
    expect(csvCell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(csvCell('Parotid_L')).toBe('Parotid_L');
    const row = { structure: '-PTV', metric: 'Mean[Gy]', relation: '<' as const, limit: 26, status: 'met' as const };
    const rest = { value: 20, why: null, endpoint: null, priority: null, source: 'Marks, 2010' };
    expect(constraintsCsv([{ ...row, ...rest }]).split('\r\n')[1]).toBe(`'-PTV,Mean[Gy],<,26,20,met,,,,"Marks, 2010"`);
  });
});

describe('a plot', () => {
  const svg = plotHistograms([
    { name: 'a<b>&"c"', colourRgb: [255, 0, 0], histogram },
    { name: 'cut', colourRgb: [0, 0, 255], histogram: { ...histogram, volumeMl: 40, outsideMl: 11.2 } },
    { name: 'nowhere', colourRgb: [0, 255, 0], histogram: empty },
  ]);

  it('draws each structure that has a dose, and nothing of names but text', () => {
    expect(svg.match(/<title>/g)).toHaveLength(3);
    expect(svg).toContain('a&lt;b&gt;&amp;&quot;c&quot;');
    expect(svg).not.toContain('nowhere');
    expect(svg.length).toBeLessThan(20_000);
  });

  it('marks what is not whole', () => {
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
    expect(svg).toContain('outside the dose grid');
  });

  it('goes down where the dose does: half of the volume at 40 Gy', () => {
    const path = /d="(M[^"]+)"><title>a/.exec(svg)?.[1] ?? '';
    const points = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    // The axis ends with 50 Gy.
    const x = 64 + (40 / 50) * 660;
    const after = points.findIndex(([at]) => at >= x);
    const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]] as unknown as [[number, number], [number, number]];
    expect(y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)).toBeCloseTo((24 + 500) / 2, 0);
  });
});
