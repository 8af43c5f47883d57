// Whether a dose, structures and a plan are of one patient and one space, as far as they say so.

import type { DecodedRtdose, DecodedRtplan, SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ReadStructures } from './read-structures.ts';

const FRAME_ADVICE =
  'Give the structures that the dose was calculated for, or say --trust-geometry if you know that they lie in one space.';

/** Frames of reference that the structures name. */
export const framesOf = ({ set, maskFrameUids }: ReadStructures): string[] =>
  set !== null ? [...set.frameOfReferenceUids] : maskFrameUids.filter((uid): uid is string => uid !== null);

/**
 * What should be known about how dose and structures belong together. Throws `safety` where their frames of reference
 * differ and nobody said that this is right, and where patients differ without a frame in common.
 */
export function checkSameSpace(
  dose: DecodedRtdose,
  structures: ReadStructures,
  isGeometryTrusted: boolean,
): SeriesWarning[] {
  const frame = dose.geometry.frameOfReferenceUid;
  const frames = framesOf(structures);
  const isShared = frame !== null && frames.includes(frame);
  if (frame !== null && frames.length > 0 && !isShared && !isGeometryTrusted) {
    throw new AppError(
      'safety',
      'DOSE_FRAME_OF_REFERENCE',
      `The dose and the structures lie in different frames of reference. ${FRAME_ADVICE}`,
    );
  }
  const warnings: SeriesWarning[] = [];
  if (!isShared) {
    const message = isGeometryTrusted
      ? 'Dose and structures were taken as lying in one space because somebody said so; their frames of reference do not say it.'
      : 'Nothing says that dose and structures lie in one space: one of them names no frame of reference. Check it.';
    warnings.push({ code: 'DOSE_FRAME_UNKNOWN', message });
  }
  return [...warnings, ...patientWarnings(dose, structures, { isShared, isGeometryTrusted })];
}

function patientWarnings(
  dose: DecodedRtdose,
  { set }: ReadStructures,
  { isShared, isGeometryTrusted }: { readonly isShared: boolean; readonly isGeometryTrusted: boolean },
): SeriesWarning[] {
  const [ours, theirs] = [dose.patient.id.trim(), set?.patient.id.trim() ?? ''];
  if (ours === '' || theirs === '' || ours === theirs) return [];
  if (!isShared && !isGeometryTrusted) {
    throw new AppError(
      'safety',
      'DOSE_PATIENT',
      'The structure set names another patient than the dose, and no frame of reference that both share. Give those of one patient.',
    );
  }
  const where = isShared ? 'but the same space' : 'and that they lie in one space is only what somebody said';
  const message = `The structure set names another patient than the dose, ${where}. Check that they belong together.`;
  return [{ code: 'DOSE_OTHER_PATIENT', message }];
}

/** Throws `safety` DOSE_PLAN for a plan that the dose does not name, or of another patient. */
export function checkPlan(plan: DecodedRtplan, doses: readonly DecodedRtdose[]): void {
  const named = new Set(doses.flatMap(({ referencedPlanUids }) => referencedPlanUids));
  const isNamed = named.size === 0 || named.has(plan.sopInstanceUid);
  const patient = plan.patient.id.trim();
  const isPatient = doses.every(({ patient: { id } }) => id.trim() === '' || patient === '' || id.trim() === patient);
  if (isNamed && isPatient) return;
  throw new AppError(
    'safety',
    'DOSE_PLAN',
    isPatient
      ? 'The plan is not the one that the dose was calculated for. Give that plan, or the prescription with --prescription GY.'
      : 'The plan names another patient than the dose. Give the plan of the dose.',
  );
}
