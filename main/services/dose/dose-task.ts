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
  stackDosePlanes,
} from '../../../core/dicom/index.ts';
import { checkDoseGrid, type DoseGrid, doseRange } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { chooseDose, decodeDose } from './read-doses.ts';

interface KeptFile {
  readonly objectId: string;
  readonly bytes: Uint8Array;
}

export interface CaseDosesTask {
  readonly doses: readonly KeptFile[];
  readonly plans: readonly Uint8Array[];
  /** The structure sets that came with the case, by which a plan names its targets. */
  readonly sets: readonly Uint8Array[];
  /** Of the series that they are to be laid over. */
  readonly frameOfReferenceUid: string | null;
  readonly patientId: string;
}

/** A dose as a person chooses it: one object, or the planes of one that came as a file each. */
interface WholeDose {
  readonly doseId: string;
  readonly dose: DecodedRtdose;
}

interface Unread {
  readonly doseId: string;
  readonly why: string;
}

const RELATIVE_WORDS = 'The dose is relative (DoseUnits RELATIVE), so nothing says what it is in Gy. Export it in Gy.';

const NOT_GY: CaseDose['maxGy'] = null;

async function readAll(files: readonly KeptFile[]): Promise<{ read: WholeDose[]; unread: Unread[] }> {
  const read: WholeDose[] = [];
  const unread: Unread[] = [];
  for (const { objectId, bytes } of files) {
    try {
      read.push({ doseId: objectId, dose: await decodeDose(bytes) });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      unread.push({ doseId: objectId, why: thrown.message });
    }
  }
  return { read, unread };
}

/** Planes of one dose that came as a file each, put together; all others as they are. */
function stacked(read: readonly WholeDose[]): WholeDose[] {
  const series = [...new Set(read.map(({ dose }) => dose.seriesInstanceUid))];
  return series.flatMap((uid) => {
    const own = read.filter(({ dose }) => dose.seriesInstanceUid === uid);
    const whole = stackDosePlanes(own.map(({ dose }) => dose));
    return whole === null ? own : [{ doseId: (own[0] as WholeDose).doseId, dose: whole }];
  });
}

/** Gy of one dose. Throws as `chooseDose` and `checkDoseGrid`. */
function gridOf(dose: DecodedRtdose): DoseGrid {
  const { grid } = chooseDose([dose], { sum: false, relativeReferenceGy: null });
  checkDoseGrid(grid);
  return grid;
}

/** Why a dose does not belong over a series; null: it does. Geometry is never taken for granted. */
function whyElsewhere(dose: DecodedRtdose, { frameOfReferenceUid, patientId }: CaseDosesTask): string | null {
  const [ours, theirs] = [patientId.trim(), dose.patient.id.trim()];
  if (ours !== '' && theirs !== '' && ours !== theirs) {
    return 'The dose names another patient than these images. Open the case that it belongs to.';
  }
  const frame = dose.geometry.frameOfReferenceUid;
  if (frame === null || frameOfReferenceUid === null) {
    const which = frame === null ? 'The dose names' : 'These images name';
    return `${which} no frame of reference, so nothing says where the dose lies on them. Export it again with its images.`;
  }
  if (frame === frameOfReferenceUid) return null;
  return 'The dose lies in another frame of reference than these images. Open the series that it was planned on.';
}

function planOf(dose: DecodedRtdose, plans: readonly DecodedRtplan[], sets: readonly Uint8Array[]): CaseDose['plan'] {
  const named = plans.filter(({ sopInstanceUid }) => dose.referencedPlanUids.includes(sopInstanceUid));
  const [plan, second] = named;
  if (plan === undefined || second !== undefined) return null;
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

function rowOf({ doseId, dose }: WholeDose, plans: readonly DecodedRtplan[], task: CaseDosesTask): CaseDose {
  const plan = planOf(dose, plans, task.sets);
  const kind = `${dose.summationType || 'Dose'}${dose.beams.length > 0 ? ` of beam ${dose.beams.join(', ')}` : ''}`;
  const label = plan?.label ? `${kind}, ${plan.label}` : kind;
  const { size, spacingMm, direction, planeOriginsLps, frameOfReferenceUid } = dose.geometry;
  const grid: CaseDose['grid'] = {
    size: [...size],
    spacingMm: [...spacingMm],
    direction: [...direction],
    planeOriginsLps: [...planeOriginsLps],
    frameOfReferenceUid,
  };
  const row = { doseId, label, grid, plan };
  try {
    const { warnings } = chooseDose([dose], { sum: false, relativeReferenceGy: null });
    return {
      ...row,
      maxGy: doseRange(gridOf(dose)).maxGy,
      blocked: whyElsewhere(dose, task),
      warnings: warnings.map(({ code, message }) => ({ code, message })),
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const isRelative = thrown.code === 'DOSE_RELATIVE';
    return { ...row, maxGy: NOT_GY, blocked: isRelative ? RELATIVE_WORDS : thrown.message, warnings: [] };
  }
}

/** Every dose of a case, those that cannot be shown with the reason. */
export async function caseDoses(task: CaseDosesTask): Promise<CaseDose[]> {
  const { read, unread } = await readAll(task.doses);
  const plans = task.plans.flatMap((bytes) => {
    try {
      return [decodeRtplan(bytes)];
    } catch (thrown) {
      // A plan that cannot be read says nothing of the dose; what it would prescribe is then not known.
      if (thrown instanceof AppError) return [];
      throw thrown;
    }
  });
  return [
    ...stacked(read).map((whole) => rowOf(whole, plans, task)),
    ...unread.map(({ doseId, why }) => ({
      doseId,
      label: 'Unreadable dose',
      maxGy: NOT_GY,
      grid: null,
      plan: null,
      blocked: why,
      warnings: [],
    })),
  ];
}

/** Values of one dose of a case, Gy, i fastest. Throws `not-found` DOSE_CASE, and what keeps a dose from being shown. */
export async function doseValues(task: {
  readonly doses: readonly KeptFile[];
  readonly doseId: string;
}): Promise<Float32Array> {
  const { read } = await readAll(task.doses);
  const whole = stacked(read).find(({ doseId }) => doseId === task.doseId);
  if (whole === undefined) throw new AppError('not-found', 'DOSE_CASE', 'The case has no dose of this id.');
  // A copy of its own: what a dose was decoded from may share its memory, and goes to another thread.
  return gridOf(whole.dose).gy.slice();
}
