// Structure sets for tests, byte by byte.

import { type BuiltElement, dicomFile } from './dicom-builder.ts';

export interface BuiltRegion {
  readonly name: string;
  /** x, y, z, … of every contour, LPS mm. */
  readonly contours: readonly (readonly number[])[];
  /** Of all its contours; closed where it is not said. */
  readonly geometricType?: string;
  /** The image that each contour names; none where it is not said. */
  readonly images?: readonly string[];
  readonly interpretedType?: string;
  /** Of the Foundational Model of Anatomy, (3006,0086). */
  readonly fmaId?: string;
}

const text = (tag: number, vr: string, value: string): BuiltElement => ({ tag, vr, value });
const sequence = (tag: number, value: readonly (readonly BuiltElement[])[]): BuiltElement => ({ tag, vr: 'SQ', value });

/** A structure set in one frame of reference. Regions are numbered from 1. */
export function buildStructureSet(
  regions: readonly BuiltRegion[],
  over: {
    readonly frame?: string;
    readonly patientId?: string;
    readonly seriesUid?: string;
    readonly sopInstanceUid?: string;
  } = {},
): Uint8Array {
  const frame = over.frame ?? '1.2.3.9';
  const series = over.seriesUid === undefined ? [] : [[text(0x0020000e, 'UI', over.seriesUid)]];
  const study = [text(0x00081155, 'UI', '1.2.3.7'), sequence(0x30060014, series)];
  return dicomFile([
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.481.3'),
    text(0x00080018, 'UI', over.sopInstanceUid ?? '1.2.3.60'),
    text(0x00080060, 'CS', 'RTSTRUCT'),
    text(0x00100010, 'PN', 'Phantom^Box'),
    text(0x00100020, 'LO', over.patientId ?? 'P1'),
    text(0x0020000d, 'UI', '1.2.3.7'),
    text(0x0020000e, 'UI', '1.2.3.61'),
    text(0x30060002, 'SH', 'set'),
    sequence(0x30060010, [[text(0x00200052, 'UI', frame), sequence(0x30060012, [study])]]),
    sequence(
      0x30060020,
      regions.map(({ name }, n) => [
        text(0x30060022, 'IS', String(n + 1)),
        text(0x30060024, 'UI', frame),
        text(0x30060026, 'LO', name),
      ]),
    ),
    sequence(
      0x30060039,
      regions.map(({ contours, geometricType = 'CLOSED_PLANAR', images = [] }, n) => [
        sequence(
          0x30060040,
          contours.map((xyz, at) => [
            ...(images[at] === undefined ? [] : [sequence(0x30060016, [[text(0x00081155, 'UI', images[at])]])]),
            text(0x30060042, 'CS', geometricType),
            text(0x30060046, 'IS', String(xyz.length / 3)),
            { tag: 0x30060050, vr: 'UT', value: xyz.join('\\') },
          ]),
        ),
        text(0x30060084, 'IS', String(n + 1)),
      ]),
    ),
    sequence(
      0x30060080,
      regions.map(({ interpretedType, fmaId }, n) => [
        text(0x30060084, 'IS', String(n + 1)),
        ...(fmaId === undefined
          ? []
          : [
              sequence(0x30060086, [
                [text(0x00080100, 'SH', fmaId), text(0x00080102, 'SH', 'FMA'), text(0x00080104, 'LO', 'as it came')],
              ]),
            ]),
        text(0x300600a4, 'CS', interpretedType ?? 'ORGAN'),
      ]),
    ),
  ]);
}

/** Contours of a box with planes in the middles of `planes` equal slabs. */
export const boxContours = (
  [x0, y0, z0]: readonly [number, number, number],
  [x1, y1, z1]: readonly [number, number, number],
  planes: number,
): number[][] =>
  Array.from({ length: planes }, (_, k) => {
    const z = z0 + ((k + 0.5) / planes) * (z1 - z0);
    return [x0, y0, z, x1, y0, z, x1, y1, z, x0, y1, z];
  });
