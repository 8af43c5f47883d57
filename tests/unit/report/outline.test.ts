import { describe, expect, it } from 'vitest';
import { levelLines, simplifyOutline, smoothOutline } from '../../../core/report/index.ts';

const gridOf = (...rows: string[]) => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  values: Float32Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
});

/** Shoelace area; positive clockwise in a y-down picture. */
function area(line: Float64Array): number {
  let twice = 0;
  for (let at = 0; at < line.length; at += 2) {
    const next = (at + 2) % line.length;
    twice += (line[at] as number) * (line[next + 1] as number) - (line[next] as number) * (line[at + 1] as number);
  }
  return twice / 2;
}

describe('outlines', () => {
  it('go half-way between centres: one voxel is a diamond of half a voxel', () => {
    const [line] = levelLines(gridOf('#'));
    expect(Math.abs(area(line as Float64Array))).toBeCloseTo(0.5, 12);
  });

  it('are closed at the border of the grid', () => {
    const lines = levelLines(gridOf('###', '###'));
    expect(lines).toHaveLength(1);
    // 3 x 2 voxels less four cut corners of an eighth each.
    expect(Math.abs(area(lines[0] as Float64Array))).toBeCloseTo(5.5, 12);
  });

  it('run the other way round a hole', () => {
    const lines = levelLines(gridOf('#####', '#...#', '#...#', '#...#', '#####'));
    expect(lines).toHaveLength(2);
    const [a, b] = lines.map(area) as [number, number];
    expect(Math.sign(a)).toBe(-Math.sign(b));
  });

  it('join voxels that touch at a corner', () => {
    expect(levelLines(gridOf('#.', '.#'))).toHaveLength(1);
    expect(levelLines(gridOf('.#', '#.'))).toHaveLength(1);
    expect(levelLines(gridOf('#..', '..#'))).toHaveLength(2);
  });

  it('lose their steps but hardly their area', () => {
    const n = 60;
    const values = Float32Array.from({ length: n * n }, (_, at) =>
      Math.hypot((at % n) - 30, Math.floor(at / n) - 30) <= 20 ? 1 : 0,
    );
    const [line] = levelLines({ width: n, height: n, values });
    const smooth = smoothOutline(line as Float64Array);
    const roughness = (points: Float64Array) => {
      const radii = Array.from({ length: points.length / 2 }, (_, p) =>
        Math.hypot((points[2 * p] as number) - 30, (points[2 * p + 1] as number) - 30),
      );
      return Math.max(...radii) - Math.min(...radii);
    };
    expect(Math.abs(area(smooth) / area(line as Float64Array) - 1)).toBeLessThan(0.005);
    expect(roughness(smooth)).toBeLessThan(0.8 * roughness(line as Float64Array));
  });

  it('stay within half a voxel of the mask, even for noise', () => {
    const distance = (x: number, y: number, line: Float64Array) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (let at = 0; at < line.length; at += 2) {
        const [ax, ay] = [line[at] as number, line[at + 1] as number];
        const [dx, dy] = [(line[(at + 2) % line.length] as number) - ax, (line[(at + 3) % line.length] as number) - ay];
        const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
        const t = Math.max(0, Math.min(1, along));
        nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy));
      }
      return nearest;
    };
    const furthest = (from: Float64Array, to: Float64Array) => {
      let worst = 0;
      for (let at = 0; at < from.length; at += 2) {
        worst = Math.max(worst, distance(from[at] as number, from[at + 1] as number, to));
      }
      return worst;
    };
    let seed = 7;
    const values = Float32Array.from({ length: 900 }, () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed > 2 ** 31 ? 1 : 0;
    });
    for (const line of levelLines({ width: 30, height: 30, values })) {
      const smooth = smoothOutline(line);
      expect(Math.max(furthest(line, smooth), furthest(smooth, line))).toBeLessThan(0.5);
    }
  });

  it('keep a single voxel visible', () => {
    const smooth = smoothOutline(levelLines(gridOf('#'))[0] as Float64Array);
    expect(Math.abs(area(smooth))).toBeGreaterThan(0.05);
  });

  it('drop only points that do not show', () => {
    const circle = Float64Array.from({ length: 2000 }, (_, at) =>
      at % 2 === 0 ? 100 * Math.cos((at / 2000) * 2 * Math.PI) : 100 * Math.sin(((at - 1) / 2000) * 2 * Math.PI),
    );
    const simple = simplifyOutline(circle, 0.12);
    expect(simple.length).toBeLessThan(250);
    expect(area(simple) / area(circle)).toBeCloseTo(1, 2);
  });
});
