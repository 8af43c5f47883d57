// Dose and structures -> histograms, figures, constraints, tables and a plot.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DvhInput, DvhResult } from '../../../core/contract/services/dose.ts';
import {
  type DecodedRtdose,
  type DecodedRtplan,
  decodeRtplan,
  prescribedGy,
  type SeriesWarning,
} from '../../../core/dicom/index.ts';
import {
  type ConstraintTemplate,
  constraintsCsv,
  type DoseHistogram,
  doseHistogram,
  doseRange,
  evaluateConstraints,
  histogramCsv,
  plotHistograms,
} from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { isSameFile } from '../../platform/same-file.ts';
import type { LibraryReader } from '../../store/library.ts';
import { findImageSeries, type ScanPorts } from '../exchange/image-series.ts';
import { asSaid, framesOfDose, saidWarnings, type WholeDose, withWordsNeeded } from './case-dose.ts';
import { type DosesOfCase, dosesOfCase, plansOfCase, structuresOfCase } from './case-sources.ts';
import { readTemplateFile, shippedTemplate } from './constraint-templates.ts';
import { aboutFile, type ChosenDose, chooseDose, readDoseBytes, readDosesAt } from './read-doses.ts';
import { type PlannedStructure, type ReadStructures, readStructures } from './read-structures.ts';
import { checkPlan, checkSameSpace, framesOf } from './same-space.ts';
import { COARSE_BINS, structureDose, wantedMetrics } from './structure-dose.ts';
import { describeDose, incompleteWarnings } from './sum-rules.ts';

export interface DvhPorts extends ScanPorts {
  /** The library, where a case is named; the caller closes it. */
  readonly library: LibraryReader | null;
}

const usage = (why: string): AppError => new AppError('invalid-input', 'DOSE_INPUT', why);

async function readAllDoses(input: DvhInput, { library, signal }: DvhPorts): Promise<DosesOfCase> {
  const wholes: WholeDose[] = [];
  const ids: string[] = [];
  let sumId: string | null = null;
  for (const source of input.doses) {
    if ('objectId' in source) ids.push(source.objectId);
    else {
      const read = await readDosesAt(source.path, signal);
      wholes.push(...read.map((dose) => ({ doseId: '', dose, referenceGy: null, place: null })));
    }
  }
  if (library !== null && input.caseId !== null && (ids.length > 0 || input.doses.length === 0)) {
    const ofCase = await dosesOfCase(library, input.caseId, ids, input.sum);
    // Beside further doses a sum is no longer the one that was kept.
    sumId = wholes.length === 0 ? ofCase.sumId : null;
    wholes.push(...ofCase.wholes);
  }
  if (wholes.length === 0) throw usage('No dose was named. Give an RTDOSE file, or a case that has one.');
  return { wholes, sumId };
}

/** The plans that the doses are of; none where no file was named and no case has them. */
async function readPlans(
  input: DvhInput,
  doses: readonly DecodedRtdose[],
  { library }: DvhPorts,
): Promise<readonly DecodedRtplan[]> {
  if (input.plan !== null) {
    const { path } = input.plan;
    const bytes = await readDoseBytes(path);
    return [await aboutFile(path, () => decodeRtplan(bytes))];
  }
  return library !== null && input.caseId !== null ? plansOfCase(library, input.caseId, doses) : [];
}

/** The one plan whose prescriptions and structures hold. */
function onlyPlan(plans: readonly DecodedRtplan[], doses: readonly DecodedRtdose[]): DecodedRtplan | null {
  const [plan = null, second] = plans;
  if (plan === null || second !== undefined) return null;
  checkPlan(plan, doses);
  return plan;
}

async function readAllStructures(
  input: DvhInput,
  plan: DecodedRtplan | null,
  dose: WholeDose,
  ports: DvhPorts,
): Promise<ReadStructures> {
  const image: ImageGeometry | null =
    input.image === null ? null : (await findImageSeries(input.image, ports)).geometry;
  const frames = input.isGeometryTrusted ? [] : framesOfDose(dose);
  const files = input.structures.flatMap((source) => ('path' in source ? [source] : []));
  if (files.length > 0) return readStructures(files, image, frames, ports.signal);
  const [named] = input.structures.flatMap((source) => ('structureSetId' in source ? [source.structureSetId] : []));
  if (ports.library !== null && input.caseId !== null) {
    return structuresOfCase(ports.library, input.caseId, named ?? null, plan, frames);
  }
  throw usage('No structures were named. Give an RTSTRUCT or masks, or a case that has them.');
}

function selectStructures({ structures }: ReadStructures, only: DvhInput['only']): readonly PlannedStructure[] {
  if (only === null) return structures;
  const missing = only.find((wanted) => !structures.some(({ name }) => name === wanted));
  if (missing !== undefined) {
    throw new AppError('not-found', 'DOSE_STRUCTURE_NAME', `There is no structure named ${missing}.`);
  }
  return structures.filter(({ name }) => only.includes(name));
}

/** Prescription of a structure: what was said of it, what the plan says of its region, what holds for the whole. */
function prescriptionOf(structure: PlannedStructure, input: DvhInput, plan: DecodedRtplan | null): number | null {
  const said = input.targets.find(({ name }) => name === structure.name);
  if (said !== undefined) return said.prescriptionGy;
  const ofRegion = plan?.references.find(
    ({ type, roiNumber, prescriptionGy }) =>
      type === 'TARGET' && roiNumber !== null && roiNumber === structure.number && (prescriptionGy ?? 0) > 0,
  );
  return ofRegion?.prescriptionGy ?? input.prescriptionGy ?? (plan === null ? null : prescribedGy(plan));
}

interface Judged {
  readonly structure: PlannedStructure;
  readonly histogram: DoseHistogram;
  readonly prescriptionGy: number | null;
}

function constraintRows(template: ConstraintTemplate | null, judged: readonly Judged[]): DvhResult['constraints'] {
  if (template === null) return null;
  const results = evaluateConstraints(
    template,
    judged.map(({ structure: { name }, histogram, prescriptionGy }) => ({ name, histogram, prescriptionGy })),
  ).map((row) => ({ ...row, value: row.value === null ? null : Number(row.value.toFixed(4)) }));
  const count = (status: string) => results.filter((row) => row.status === status).length;
  return {
    name: template.name,
    met: count('met'),
    notMet: count('not-met'),
    notEvaluable: count('not-evaluable'),
    results,
  };
}

/** Files of the answer, each with its text; refused before anything is computed where they would replace an input. */
function checkOutputs(input: DvhInput): void {
  const outputs = [input.csv, input.constraintsCsv, input.plot].flatMap((out) =>
    out === null ? [] : [out.outputFile],
  );
  const sources: readonly object[] = [...input.doses, ...input.structures, input.plan ?? {}, input.constraints ?? {}];
  const inputs = sources.flatMap((source) => ('path' in source ? [String(source.path)] : []));
  for (const [at, output] of outputs.entries()) {
    if (inputs.some((path) => isSameFile(path, output))) {
      throw new AppError(
        'invalid-input',
        'OUTPUT_IS_INPUT',
        `Writing ${output}: it is one of the files that are read. Name another file.`,
      );
    }
    if (outputs.indexOf(output) !== at) throw usage(`Two results would go to ${output}. Name one file for each.`);
  }
  if (input.constraintsCsv !== null && input.constraints === null) {
    throw usage('A table of constraints needs a template of constraints.');
  }
}

function writeOutputs(
  input: DvhInput,
  judged: readonly Judged[],
  constraints: DvhResult['constraints'],
  { sumOf }: DvhResult['dose'],
): void {
  const named = judged.map(({ structure: { name, colourRgb }, histogram }) => ({ name, colourRgb, histogram }));
  const texts: [string, string][] = [];
  if (input.csv !== null) texts.push([input.csv.outputFile, histogramCsv(named, input.bins ? 1 : COARSE_BINS, sumOf)]);
  if (input.constraintsCsv !== null)
    texts.push([input.constraintsCsv.outputFile, constraintsCsv(constraints?.results ?? [], sumOf)]);
  if (input.plot !== null) texts.push([input.plot.outputFile, plotHistograms(named)]);
  for (const [path, text] of texts) writeFileAtomically(path, [new TextEncoder().encode(text)]);
}

const readTemplate = async ({ constraints }: DvhInput): Promise<ConstraintTemplate | null> => {
  if (constraints === null) return null;
  return 'path' in constraints ? readTemplateFile(constraints.path) : shippedTemplate(constraints.template);
};

/** 'BEAM of beam 3 (o-7k2m9x)'. */
const partWords = ({ doseId, dose }: WholeDose): string =>
  `${describeDose(dose)}${doseId === '' ? '' : ` (${doseId})`}`;

const doseRow = (
  { grid, parts }: ChosenDose,
  wholes: readonly WholeDose[],
  sumId: string | null,
): DvhResult['dose'] => ({
  sumId,
  sumOf: parts.length > 1 ? wholes.map(partWords) : [],
  said: wholes.flatMap(({ doseId, referenceGy, place }) =>
    referenceGy === null && place === null ? [] : [{ doseId, referenceGy, seriesId: place?.seriesId ?? null }],
  ),
  doseType: parts[0]?.doseType ?? '',
  summationTypes: parts.map(({ summationType }) => summationType),
  heterogeneity: [...new Set(parts.flatMap(({ heterogeneity }) => heterogeneity))],
  size: [...grid.geometry.size],
  spacingMm: [...grid.geometry.spacingMm],
  maxGy: Number(doseRange(grid).maxGy.toFixed(4)),
});

/** What 1 was taken for in a relative dose: nothing else in the answer says it. */
const referenceWarnings = ({ relativeReferenceGy: gy }: DvhInput, doses: readonly DecodedRtdose[]): SeriesWarning[] =>
  gy === null || doses.every(({ units }) => units === 'GY')
    ? []
    : [{ code: 'DOSE_REFERENCE_SAID', message: `The dose is relative; 1 was taken as ${gy} Gy in it, as asked.` }];

/**
 * Histograms of structures. Inputs are checked against each other first; files are written when everything is known.
 * Throws what reading throws, `safety` where dose, structures and plan do not belong together.
 */
export async function makeDvh(input: DvhInput, ports: DvhPorts): Promise<DvhResult> {
  checkOutputs(input);
  const template = await readTemplate(input);
  const { wholes: kept, sumId } = await readAllDoses(input, ports);
  const asKept = kept.map(({ dose }) => dose);
  const plans = await readPlans(input, asKept, ports);
  const plan = onlyPlan(plans, asKept);
  const read = await readAllStructures(input, plan, kept[0] as WholeDose, ports);
  const frames = input.isGeometryTrusted ? [] : framesOf(read);
  const wholes = kept.map((whole) => withWordsNeeded(whole, frames, input.relativeReferenceGy));
  const doses = wholes.map(asSaid);
  const dose = chooseDose(doses, { ...input, sum: input.sum || sumId !== null });
  const row = doseRow(dose, wholes, sumId);
  const warnings = [
    ...dose.warnings,
    ...referenceWarnings(input, doses),
    ...incompleteWarnings(dose.parts, plans),
    ...new Map(wholes.flatMap(saidWarnings).map((warning) => [warning.message, warning])).values(),
    ...(read.set?.warnings ?? []),
    ...checkSameSpace(doses[0] as DecodedRtdose, read, input.isGeometryTrusted),
  ];
  const structures = selectStructures(read, input.only);
  const prescriptions = structures.map((structure) => prescriptionOf(structure, input, plan));
  const metrics = wantedMetrics(
    input.metrics,
    prescriptions.some((gy) => gy !== null),
  );
  const judged: Judged[] = [];
  for (const [at, structure] of structures.entries()) {
    ports.signal.throwIfAborted();
    ports.report({ phase: 'histograms', done: at, total: structures.length });
    judged.push({
      structure,
      histogram: doseHistogram(structure.planes, dose.grid),
      prescriptionGy: prescriptions[at] ?? null,
    });
    await nextTurn();
  }
  ports.report({ phase: 'histograms', done: structures.length, total: structures.length });
  const rows = judged.map(({ structure, histogram, prescriptionGy }) =>
    structureDose(structure, histogram, dose.grid, { metrics, prescriptionGy, isFull: input.bins }),
  );
  const constraints = constraintRows(template, judged);
  writeOutputs(input, judged, constraints, row);
  const planGy = plan === null ? null : prescribedGy(plan);
  return {
    dose: row,
    plan: plan === null ? null : { label: plan.label, fractions: plan.fractions, prescriptionGy: planGy },
    prescriptionGy: input.prescriptionGy ?? planGy,
    structures: rows,
    constraints,
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}
