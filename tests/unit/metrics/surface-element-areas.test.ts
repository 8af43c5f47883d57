import { describe, expect, it } from 'vitest';
import { computeSurfaceElementAreas } from '../../../core/metrics/surface-element-areas.ts';

const sum = (areas: Float64Array) => areas.reduce((total, area) => total + area, 0);

describe('computeSurfaceElementAreas', () => {
  it('cuts a single corner by the triangle through three edge midpoints', () => {
    const [a, b, c] = [3 / 2, 2 / 2, 1 / 2];
    const triangle = Math.hypot(a * b, b * c, a * c) / 2;
    const areas = computeSurfaceElementAreas([3, 2, 1]);
    for (let corner = 0; corner < 8; corner++) expect(areas[1 << corner]).toBeCloseTo(triangle, 12);
  });

  it('gives a face of the lattice where one half is set', () => {
    const areas = computeSurfaceElementAreas([3, 2, 1]);
    expect(areas[0b01010101]).toBeCloseTo(2, 12);
    expect(areas[0b00110011]).toBeCloseTo(3, 12);
    expect(areas[0b00001111]).toBeCloseTo(6, 12);
  });

  it('has no surface in a cell that is all alike', () => {
    const areas = computeSurfaceElementAreas([3, 2, 1]);
    expect([areas[0], areas[255]]).toEqual([0, 0]);
  });

  // Sums over all codes of create_table_neighbour_code_to_surface_area in surface-distance 0.1 (PyPI).
  it.each([
    [[1, 1, 1], 241.34313970553745],
    [[3, 2, 1], 950.4895895094023],
  ] as const)('has the total of the definition at %s mm', (spacingMm, total) => {
    expect(sum(computeSurfaceElementAreas(spacingMm))).toBeCloseTo(total, 9);
  });

  it('does not depend on the direction or the order of the axes', () => {
    const areas = computeSurfaceElementAreas([3, 2, 1]);
    const turned = computeSurfaceElementAreas([1, 3, 2]);
    for (let code = 0; code < 256; code++) {
      let mirrored = 0;
      let cycled = 0;
      for (let corner = 0; corner < 8; corner++) {
        if (!((code >> corner) & 1)) continue;
        mirrored |= 1 << (corner ^ 1);
        cycled |= 1 << (((corner << 1) & 7) | (corner >> 2));
      }
      expect(areas[mirrored]).toBeCloseTo(areas[code] as number, 12);
      expect(turned[cycled]).toBeCloseTo(areas[code] as number, 12);
    }
  });
});
