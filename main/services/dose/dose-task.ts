// The doses of a case read for the window, in a computing thread: which there are, what each is of, whether it can be
// laid over a series, and its values.

import type { CaseDose } from '../../../core/contract/index.ts';
import {
  type DecodedRtdose,
  type DecodedRtplan,
  decodeRtplan,
  decodeRtstruct,
  isSegmentation,
  prescribedGy,
} from '../../../core/dicom/index.ts';
import { checkDoseGrid, doseRange } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import {
  chosenOf,
  insidePercent,
  type KeptDose,
  type KeptSum,
  partsOf,
  readKeptDoses,
  type WholeDose,
} from './case-dose.ts';
import { describeDose, incompleteWarnings } from './sum-rules.ts';

export interface CaseDosesTask {
  readonly doses: readonly KeptDose[];
  readonly sums: readonly KeptSum[];
  readonly plans: readonly Uint8Array[];
  /** The structure sets that came with the case, by which a plan names its targets. */
  readonly sets: readonly Uint8Array[];
  /** The images that they are to be laid over. */
  readonly seriesId: string;
  readonly geometry: ImageGeometry;
  readonly patientId: string;
}

/** Less than this of the high dose within the images: the dose is not of them, whatever anybody says. */
const LEAST_INSIDE_PERCENT = 50;

const NO_WORDS = { needs: null, relative: null, insidePercent: null, isPlaceSaid: false } as const;

function planOf(
  doses: readonly DecodedRtdose[],
  plans: readonly DecodedRtplan[],
  sets: readonly Uint8Array[],
): CaseDose['plan'] {
  const uids = new Set(doses.flatMap(({ referencedPlanUids }) => referencedPlanUids));
  const [plan, second] = plans.filter(({ sopInstanceUid }) => uids.has(sopInstanceUid));
  // Doses of two plans are prescribed by neither alone, whether both plans are here or not.
  if (plan === undefined || second !== undefined || (doses.length > 1 && uids.size > 1)) return null;
  const regions = new Map(
    sets
      .filter((bytes) => !isSegmentation(bytes))
      .map((bytes) => decodeRtstruct(bytes))
      .filter(({ sopInstanceUid }) => plan.referencedStructureSetUids.includes(sopInstanceUid))
      .flatMap(({ rois }) => rois.map(({ number, name }) => [number, name] as const)),
  );
  const targets = plan.references.flatMap(({ type, roiNumber, prescriptionGy }) => {
    const name = roiNumber === null ? undefined : regions.get(roiNumber);
    return type === 'TARGET' && name !== undefined && (prescriptionGy ?? 0) > 0
      ? [{ name, prescriptionGy: prescriptionGy as number }]
      : [];
  });
  return { label: plan.label, fractions: plan.fractions, prescriptionGy: prescribedGy(plan), targets };
}

const gridRow = ({ size, spacingMm, direction, planeOriginsLps, frameOfReferenceUid }: ImageGeometry) => ({
  size: [...size] as [number, number, number],
  spacingMm: [...spacingMm] as [number, number, number],
  direction: [...direction],
  planeOriginsLps: [...planeOriginsLps],
  frameOfReferenceUid,
});

/** True: a person said that the dose lies on these images. */
const isPlacedHere = ({ place }: WholeDose, { seriesId, geometry }: CaseDosesTask): boolean =>
  place !== null &&
  (place.seriesId === seriesId ||
    (place.frameOfReferenceUid !== null && place.frameOfReferenceUid === geometry.frameOfReferenceUid));

const otherPatient = ({ dose }: WholeDose, { patientId }: CaseDosesTask): boolean => {
  const [ours, theirs] = [patientId.trim(), dose.patient.id.trim()];
  return ours !== '' && theirs !== '' && ours !== theirs;
};

/** Why a dose does not belong over a series, as far as it says; null: it does. Geometry is never taken for granted. */
function whyElsewhere({ dose }: WholeDose, { geometry }: CaseDosesTask): string | null {
  const [frame, ours] = [dose.geometry.frameOfReferenceUid, geometry.frameOfReferenceUid];
  if (frame === null || ours === null) {
    const which = frame === null ? 'The dose names' : 'These images name';
    return `${which} no frame of reference, so nothing says where the dose lies on them.`;
  }
  return frame === ours ? null : 'The dose lies in another frame of reference than these images.';
}

type Standing = Pick<CaseDose, 'blocked' | 'needs' | 'insidePercent' | 'isPlaceSaid'>;

/** Whether a dose in Gy can be laid over the series, and what a person can say about it. */
function standingOf(whole: WholeDose, task: CaseDosesTask): Standing {
  const plain = { needs: null, insidePercent: null, isPlaceSaid: false };
  if (otherPatient(whole, task)) {
    const blocked = 'The dose names another patient than these images. Open the case that it belongs to.';
    return { ...plain, blocked };
  }
  const isPlaceSaid = isPlacedHere(whole, task);
  const why = whyElsewhere(whole, task);
  if (why === null || isPlaceSaid) return { ...plain, blocked: null, isPlaceSaid };
  const inside = insidePercent({ geometry: whole.dose.geometry, gy: whole.dose.voxels }, task.geometry);
  const canSay = inside >= LEAST_INSIDE_PERCENT;
  const advice = canSay
    ? 'Say that it was planned on exactly these, if you know it.'
    : 'By its coordinates it does not lie on them either. Open the series that it was planned on.';
  return { ...plain, blocked: `${why} ${advice}`, needs: canSay ? 'place' : null, insidePercent: inside };
}

function rowOf(whole: WholeDose, plans: readonly DecodedRtplan[], task: CaseDosesTask): CaseDose {
  const { doseId, dose, referenceGy } = whole;
  const plan = planOf([dose], plans, task.sets);
  const kind = dose.summationType === '' ? 'Dose' : describeDose(dose);
  const row = {
    doseId,
    label: plan?.label ? `${kind}, ${plan.label}` : kind,
    grid: gridRow(dose.geometry),
    plan,
    relative:
      dose.units === 'RELATIVE'
        ? { max: doseRange({ geometry: dose.geometry, gy: dose.voxels }).maxGy, referenceGy }
        : null,
    parts: [],
  };
  try {
    const { grid, warnings } = chosenOf([whole]);
    return {
      ...row,
      ...standingOf(whole, task),
      maxGy: doseRange(grid).maxGy,
      warnings: warnings.map(({ code, message }) => ({ code, message })),
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const base = { ...row, ...NO_WORDS, relative: row.relative, maxGy: null, warnings: [] };
    if (thrown.code !== 'DOSE_RELATIVE') return { ...base, blocked: thrown.message };
    return { ...base, ...relativeStanding(whole, task) };
  }
}

/** Why something refuses, in words for a person; null: it does not. */
function reasonOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.message;
    throw thrown;
  }
}

/** A relative dose of which nobody said what 1 is: asked for only where the dose could be shown otherwise. */
function relativeStanding(whole: WholeDose, task: CaseDosesTask): Pick<CaseDose, 'blocked' | 'needs'> {
  const { geometry, voxels } = whole.dose;
  const why = otherPatient(whole, task)
    ? standingOf(whole, task).blocked
    : reasonOf(() => checkDoseGrid({ geometry, gy: voxels }));
  if (why !== null) return { blocked: why, needs: null };
  const blocked = 'The dose is relative (DoseUnits RELATIVE), so nothing says what it is in Gy. Say what 1 stands for.';
  return { blocked, needs: 'reference' };
}

/** A sum of doses of the case; its parts say why where it cannot be shown. */
function sumRow(
  { sumId, parts }: KeptSum,
  read: readonly WholeDose[],
  plans: readonly DecodedRtplan[],
  task: CaseDosesTask,
): CaseDose {
  const wholes = partsOf(sumId, read, [{ sumId, parts }]);
  const base = { doseId: sumId, ...NO_WORDS, parts: [...parts], maxGy: null, grid: null, plan: null, warnings: [] };
  const label = `Sum of ${parts.length} doses`;
  if (wholes === null) return { ...base, label, blocked: 'A dose of the sum is not in the case any more.' };
  const standings = wholes.map((whole) => rowOf(whole, plans, task));
  const doses = wholes.map(({ dose }) => dose);
  const plan = planOf(doses, plans, task.sets);
  const row = { ...base, plan, label: sumLabel(wholes, plan), isPlaceSaid: standings.some((own) => own.isPlaceSaid) };
  const blocked = standings.find((own) => own.blocked !== null)?.blocked ?? null;
  if (blocked !== null) return { ...row, blocked: `A dose of the sum cannot be shown. ${blocked}` };
  try {
    const { grid, warnings } = chosenOf(wholes);
    // First what changes the meaning of every figure.
    const all = [...incompleteWarnings(doses, plans), ...warnings];
    return {
      ...row,
      grid: gridRow(grid.geometry),
      maxGy: doseRange(grid).maxGy,
      blocked: null,
      warnings: all.map(({ code, message }) => ({ code, message })),
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { ...row, blocked: thrown.message };
  }
}

function sumLabel(wholes: readonly WholeDose[], plan: CaseDose['plan']): string {
  const [{ dose }] = wholes as readonly [WholeDose];
  const beams = wholes.flatMap((whole) => whole.dose.beams).sort((a, b) => a - b);
  const of = beams.length > 0 ? `beams ${beams.join(', ')}` : `${wholes.length} ${dose.summationType || 'dose'}s`;
  return `Sum of ${of}${plan?.label ? `, ${plan.label}` : ''}`;
}

/** Of doses that say the same of themselves, which one each is, in the order in which they came: nobody could choose. */
function toldApart(rows: readonly CaseDose[]): CaseDose[] {
  return rows.map((row, at) => {
    const alike = rows.filter(({ label }) => label === row.label).length;
    if (alike === 1) return row;
    const nth = rows.slice(0, at + 1).filter(({ label }) => label === row.label).length;
    return { ...row, label: `${row.label} (dose ${nth} of ${alike})` };
  });
}

/** Every dose of a case, sums last, those that cannot be shown with the reason. */
export async function caseDoses(task: CaseDosesTask): Promise<CaseDose[]> {
  const { read, unread } = await readKeptDoses(task.doses);
  const plans = task.plans.flatMap((bytes) => {
    try {
      return [decodeRtplan(bytes)];
    } catch (thrown) {
      // A plan that cannot be read says nothing of the dose; what it would prescribe is then not known.
      if (thrown instanceof AppError) return [];
      throw thrown;
    }
  });
  const noGrid = { maxGy: null, grid: null, plan: null, warnings: [], parts: [], ...NO_WORDS };
  return toldApart([
    ...read.map((whole) => rowOf(whole, plans, task)),
    ...unread.map(({ doseId, why }) => ({ ...noGrid, doseId, label: 'Unreadable dose', blocked: why })),
    ...task.sums.map((sum) => sumRow(sum, read, plans, task)),
  ]);
}

/** Values of one dose or sum of a case, Gy, i fastest. Throws `not-found` DOSE_CASE, and what keeps it from being shown. */
export async function doseValues(task: {
  readonly doses: readonly KeptDose[];
  readonly sums: readonly KeptSum[];
  readonly doseId: string;
}): Promise<Float32Array> {
  const { read } = await readKeptDoses(task.doses);
  const wholes = partsOf(task.doseId, read, task.sums);
  if (wholes === null) throw new AppError('not-found', 'DOSE_CASE', 'The case has no dose of this id.');
  // A copy of its own: what a dose was decoded from may share its memory, and goes to another thread.
  return chosenOf(wholes).grid.gy.slice();
}
