// One dose of a case as a person chooses it: an object or the planes of one, with what a person said of it; or a sum.

import { type DecodedRtdose, type SeriesWarning, stackDosePlanes } from '../../../core/dicom/index.ts';
import { checkDoseGrid, type DoseGrid, doseRange } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type ImageGeometry, indexFromLps, lpsFromIndex } from '../../../core/geometry/index.ts';
import { type ChosenDose, chooseDose, decodeDose } from './read-doses.ts';

/** Where a dose lies by a person's word: a series, and the frame of reference of its images. */
export interface SaidPlace {
  readonly seriesId: string;
  readonly frameOfReferenceUid: string | null;
}

export interface KeptDose {
  readonly objectId: string;
  readonly bytes: Uint8Array;
  /** What 1 stands for in a relative dose, Gy, as a person said. */
  readonly referenceGy: number | null;
  readonly place: SaidPlace | null;
}

export interface KeptSum {
  readonly sumId: string;
  readonly parts: readonly string[];
}

export interface WholeDose {
  /** Of the object; of the first one where every plane came as a file of its own. */
  readonly doseId: string;
  /** As its file says. */
  readonly dose: DecodedRtdose;
  readonly referenceGy: number | null;
  readonly place: SaidPlace | null;
}

interface Unread {
  readonly doseId: string;
  readonly why: string;
}

/** Planes of one dose that came as a file each, put together; all others as they are. */
export function stackedDoses(read: readonly WholeDose[]): WholeDose[] {
  const series = [...new Set(read.map(({ dose }) => dose.seriesInstanceUid))];
  return series.flatMap((uid) => {
    const own = read.filter(({ dose }) => dose.seriesInstanceUid === uid);
    const whole = stackDosePlanes(own.map(({ dose }) => dose));
    return whole === null ? own : [{ ...(own[0] as WholeDose), dose: whole }];
  });
}

/** All doses of a case, and those that cannot be read with the reason. */
export async function readKeptDoses(files: readonly KeptDose[]): Promise<{ read: WholeDose[]; unread: Unread[] }> {
  const read: WholeDose[] = [];
  const unread: Unread[] = [];
  for (const { objectId, bytes, referenceGy, place } of files) {
    try {
      read.push({ doseId: objectId, dose: await decodeDose(bytes), referenceGy, place });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      unread.push({ doseId: objectId, why: thrown.message });
    }
  }
  return { read: stackedDoses(read), unread };
}

/** What a person's words make of a dose: in Gy, in the frame of reference of the images that they named. */
export function asSaid({ dose, referenceGy, place }: WholeDose): DecodedRtdose {
  const isScaled = dose.units === 'RELATIVE' && referenceGy !== null;
  return {
    ...dose,
    ...(isScaled ? { units: 'GY' as const, voxels: dose.voxels.map((share) => share * (referenceGy as number)) } : {}),
    geometry: place === null ? dose.geometry : { ...dose.geometry, frameOfReferenceUid: place.frameOfReferenceUid },
  };
}

/** What a person's words are behind the figures. */
export function saidWarnings({ dose, referenceGy, place }: WholeDose): SeriesWarning[] {
  const reference = `The dose is relative; that 1 is ${referenceGy} Gy in it was said by a person.`;
  return [
    ...(dose.units === 'RELATIVE' && referenceGy !== null
      ? [{ code: 'DOSE_REFERENCE_SAID' as const, message: reference }]
      : []),
    ...(place === null
      ? []
      : [
          {
            code: 'DOSE_PLACE_SAID' as const,
            message: 'That the dose lies on these images was said by a person; its frame of reference does not say it.',
          },
        ]),
  ];
}

/** The frames of reference in which a dose lies: by its file, then by a person's word. */
export const framesOfDose = ({ dose, place }: WholeDose): string[] =>
  [dose.geometry.frameOfReferenceUid, place?.frameOfReferenceUid ?? null].filter((uid) => uid !== null);

/**
 * A dose with the words of a person that are needed: where it lies, only beside structures in a frame of reference that its
 * file does not name; what 1 is, unless it is said anew.
 */
export function withWordsNeeded(
  whole: WholeDose,
  frames: readonly string[],
  relativeReferenceGy: number | null,
): WholeDose {
  const own = whole.dose.geometry.frameOfReferenceUid;
  const said = whole.place?.frameOfReferenceUid ?? null;
  const isNeeded = said !== null && frames.includes(said) && (own === null || !frames.includes(own));
  return {
    ...whole,
    place: isNeeded ? whole.place : null,
    referenceGy: relativeReferenceGy === null && whole.dose.units === 'RELATIVE' ? whole.referenceGy : null,
  };
}

/**
 * Gy of one dose, or of the sum of several, with what should be known of it. Throws as `chooseDose` and `checkDoseGrid`.
 */
export function chosenOf(wholes: readonly WholeDose[]): ChosenDose {
  const chosen = chooseDose(wholes.map(asSaid), { sum: true, relativeReferenceGy: null });
  checkDoseGrid(chosen.grid);
  const said = new Map(wholes.flatMap(saidWarnings).map((warning) => [warning.message, warning]));
  return { ...chosen, warnings: [...chosen.warnings, ...said.values()] };
}

/** The doses that a choice stands for: itself, or the parts of a sum; null where the case does not have them all. */
export function partsOf(
  doseId: string,
  read: readonly WholeDose[],
  sums: readonly KeptSum[],
): readonly WholeDose[] | null {
  const ids = sums.find(({ sumId }) => sumId === doseId)?.parts ?? [doseId];
  const found = ids.flatMap((id) => read.filter((whole) => whole.doseId === id));
  return found.length === ids.length ? found : null;
}

/** Places of a dose that are looked at; more say no more. */
const MOST_PLACES = 20_000;

/**
 * How much of where at least half of the highest dose is lies within the images, percent: the one thing that coordinates
 * say of whether a dose belongs there.
 */
export function insidePercent({ geometry, gy }: DoseGrid, images: ImageGeometry): number {
  const half = doseRange({ geometry, gy }).maxGy / 2;
  const high = [...gy.keys()].filter((at) => (gy[at] as number) >= half);
  const stride = Math.max(1, Math.ceil(high.length / MOST_PLACES));
  const [ni, nj] = geometry.size;
  let [looked, inside] = [0, 0];
  for (let n = 0; n < high.length; n += stride) {
    const at = high[n] as number;
    const place = lpsFromIndex(geometry, [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))]);
    const isInside = indexFromLps(images, place).every(
      (c, axis) => c >= -0.5 && c <= (images.size[axis] as number) - 0.5,
    );
    looked++;
    if (isInside) inside++;
  }
  return looked === 0 ? 0 : (100 * inside) / looked;
}
