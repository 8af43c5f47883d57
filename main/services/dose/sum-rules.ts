// Which doses may be added up, and what is said of their sum.

import type { DecodedRtdose, SeriesWarning } from '../../../core/dicom/index.ts';
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
 * DOSE_SUM_DIFFERENT for other units, types, patients or frames of reference. Grids are compared when they are added.
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
    const beams = doses.flatMap((dose) => dose.beams);
    const of = beams.length > 0 ? `${kind} of beams ${beams.join(', ')}` : kind;
    return [{ code: 'DOSE_SUMMED', message: `${doses.length} doses (${of}) were added up, as asked.` }];
  }
  if (first.summationType === 'PLAN' || first.summationType === 'MULTI_PLAN' || first.summationType === '') return [];
  const message = `The dose is no whole plan (DoseSummationType ${describeDose(first)}): every figure is of that part alone.`;
  return [{ code: 'DOSE_NOT_A_PLAN', message }];
}
