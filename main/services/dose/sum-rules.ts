// Which doses may be added up, and what is said of their sum.

import type { DecodedRtdose, DecodedRtplan, SeriesWarning } from '../../../core/dicom/index.ts';
import type { DoseSum } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';

/** 'BEAM of beam 3'. */
export const describeDose = ({ summationType, beams }: DecodedRtdose): string =>
  `${summationType || 'unknown sum'}${beams.length > 0 ? ` of beam ${beams.join(', ')}` : ''}`;

/**
 * What a dose counts of its plans, one entry each: whole plans, fraction groups of them, or beams of these; none where the
 * file does not say it.
 */
function countedOf({ summationType, referencedPlanUids, fractionGroups, beams }: DecodedRtdose): string[] {
  if (summationType === 'PLAN' || summationType === 'MULTI_PLAN') return [...referencedPlanUids];
  const groups = referencedPlanUids.flatMap((plan) => fractionGroups.map((group) => `${plan} ${group}`));
  if (summationType === 'FRACTION') return groups;
  if (summationType !== 'BEAM') return [];
  const within = groups.length > 0 ? groups : [...referencedPlanUids];
  return within.flatMap((part) => beams.map((beam) => `${part} ${beam}`));
}

const mixed = (message: string): AppError => new AppError('invalid-input', 'DOSE_SUM_MIXED', message);

/** Adding a plan to beams of the same plan, or two calculations of one plan, counts it twice. */
function refuseDoubleCount(doses: readonly DecodedRtdose[]): void {
  const uids = doses.map(({ sopInstanceUid }) => sopInstanceUid);
  if (new Set(uids).size < uids.length) {
    throw mixed('The same dose is given twice, and would count twice. Name each once.');
  }
  const kinds = new Set(doses.map(({ summationType }) => summationType));
  if (kinds.size > 1) {
    const names = [...kinds].map((kind) => kind || 'unknown sum').join(', ');
    throw mixed(
      `Doses of different sums (${names}) cannot be added: a plan holds its beams already. Name doses of one kind.`,
    );
  }
  const counted = doses.flatMap((dose) => [...new Set(countedOf(dose))]);
  if (new Set(counted).size === counted.length) return;
  const [{ summationType }] = doses as readonly [DecodedRtdose];
  const what = { BEAM: 'beam of one plan', FRACTION: 'fraction group of one plan' }[summationType] ?? 'plan';
  throw mixed(`Two of the doses are of the same ${what}, which would count twice. Name each ${what} once.`);
}

function refuseDifferent(doses: readonly DecodedRtdose[]): void {
  const [first] = doses as readonly [DecodedRtdose];
  const isAlike = doses.every(
    (dose) =>
      dose.units === first.units &&
      dose.doseType === first.doseType &&
      dose.patient.id === first.patient.id &&
      dose.geometry.frameOfReferenceUid === first.geometry.frameOfReferenceUid,
  );
  if (isAlike) return;
  throw new AppError(
    'safety',
    'DOSE_SUM_DIFFERENT',
    'The doses differ in unit, type, patient or frame of reference, and cannot be added. Name doses that belong together.',
  );
}

/**
 * Throws where doses cannot be added up: `invalid-input` DOSE_SUM_MIXED for what would count twice, `safety`
 * DOSE_SUM_DIFFERENT for other units, types, patients or frames of reference. Grids are looked at when they are added.
 */
export function checkSum(doses: readonly DecodedRtdose[]): void {
  refuseDoubleCount(doses);
  refuseDifferent(doses);
}

/** That a dose is a sum, or that it is no whole plan. */
export function sumWarnings(doses: readonly DecodedRtdose[]): SeriesWarning[] {
  const [first] = doses as readonly [DecodedRtdose];
  if (doses.length > 1) {
    const kind = first.summationType || 'unknown sum';
    const beams = doses.flatMap((dose) => dose.beams).sort((a, b) => a - b);
    const of = beams.length > 0 ? `${kind} of beams ${beams.join(', ')}` : kind;
    return [{ code: 'DOSE_SUMMED', message: `${doses.length} doses (${of}) were added up, as asked.` }];
  }
  if (first.summationType === 'PLAN' || first.summationType === 'MULTI_PLAN' || first.summationType === '') return [];
  const message = `The dose is no whole plan (DoseSummationType ${describeDose(first)}): every figure is of that part alone.`;
  return [{ code: 'DOSE_NOT_A_PLAN', message }];
}

const mm = (value: number): string => String(Number(value.toFixed(2)));

/** That doses on other grids were interpolated, and how much dose lies where their sum is not known. */
export function resampledWarnings(doses: readonly DecodedRtdose[], { resampled }: DoseSum): SeriesWarning[] {
  if (resampled === null) return [];
  const own = doses[resampled.onto] as DecodedRtdose;
  const voxel = own.geometry.spacingMm.map(mm).join(' × ');
  const beyond =
    resampled.beyondGy > 0
      ? `single doses reach up to ${resampled.beyondGy.toFixed(2)} Gy beyond`
      : 'none of them has any dose beyond';
  const message = `The doses lie on different grids: they were interpolated onto that of ${describeDose(own)} (${voxel} mm). The sum is known only where each of them is; ${beyond}.`;
  return [{ code: 'DOSE_SUM_RESAMPLED', message }];
}

/** '3, 4' and how many there are of which. */
interface Missing {
  readonly what: string;
  readonly of: number;
  readonly numbers: readonly string[];
}

/** Beams or fraction groups of a plan that none of its doses counts; null where nothing says which there are. */
function missingOf({ fractionGroups, beams }: DecodedRtplan, doses: readonly DecodedRtdose[]): Missing | null {
  const [{ summationType }] = doses as readonly [DecodedRtdose];
  const isCounted = (group: number | null, beam: number | null) =>
    doses.some(
      (dose) =>
        (group === null || dose.fractionGroups.length === 0 || dose.fractionGroups.includes(group)) &&
        (beam === null || dose.beams.includes(beam)),
    );
  if (summationType === 'FRACTION') {
    const numbers = fractionGroups.flatMap(({ number }) => (number === null ? [] : [number]));
    const missing = numbers.filter((number) => !isCounted(number, null));
    return { what: 'fraction groups', of: numbers.length, numbers: missing.map(String) };
  }
  if (summationType !== 'BEAM' || doses.some((dose) => dose.beams.length === 0)) return null;
  const named = fractionGroups.flatMap((group) => group.beams.map((beam) => ({ group: group.number, beam })));
  if (named.length > 0) {
    const missing = named.filter(({ group, beam }) => !isCounted(group, beam));
    const words = missing.map(({ group, beam }) =>
      fractionGroups.length > 1 && group !== null ? `${beam} (group ${group})` : String(beam),
    );
    return { what: 'beams', of: named.length, numbers: words };
  }
  const counted = new Set(doses.flatMap((dose) => dose.beams)).size;
  const unnamed = Array.from({ length: Math.max(0, beams - counted) }, () => 'unnamed');
  return { what: 'beams', of: beams, numbers: unnamed };
}

/** That a sum leaves out beams or fraction groups of a plan: it is no plan. */
export function incompleteWarnings(doses: readonly DecodedRtdose[], plans: readonly DecodedRtplan[]): SeriesWarning[] {
  if (doses.length < 2) return [];
  return plans.flatMap((plan) => {
    const own = doses.filter(({ referencedPlanUids }) => referencedPlanUids.includes(plan.sopInstanceUid));
    const missing = own.length === 0 ? null : missingOf(plan, own);
    if (missing === null || missing.numbers.length === 0) return [];
    const { what, of, numbers } = missing;
    const which = numbers.includes('unnamed') ? '' : `; not ${numbers.join(', ')}`;
    const message = `The plan has ${of} ${what}, ${of - numbers.length} of them are in the sum${which}: every figure is of these alone.`;
    return [{ code: 'DOSE_SUM_INCOMPLETE', message }];
  });
}
