// Structures of a document to files: all are made in a staging folder, the structure set is read back, and then all
// appear at once.

import { join } from 'node:path';
import type { CallContext, DOCUMENT_EXPORT_FORMATS } from '../../../core/contract/index.ts';
import type { GenerationAlgorithm, ReviewState as RtstructReview } from '../../../core/dicom/index.ts';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ReportModel } from '../../../core/report/index.ts';
import { RT_ROI_INTERPRETED_TYPES, type RtRoiInterpretedType } from '../../../core/terminology/index.ts';
import { emptyMask } from '../../../core/volume/index.ts';
import { transferables } from '../../jobs/transferables.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { createStagingFolder, type StagingFolder } from '../../platform/staging-folder.ts';
import { type PackedPlanes, packPlanes, type StoredVolume } from '../../store/index.ts';
import { chooseFormats, type WarningRow } from '../contouring/export-formats.ts';
import { hexToRgb, imageOf } from '../contouring/export-rtstruct.ts';
import { uniqueFileStems } from '../exchange/file-stem.ts';
import { localTimestamp } from '../report/index.ts';
import type { DocumentPorts } from './document-ports.ts';
import type { RtstructTask, StructureFigures } from './plane-tasks.ts';
import { type Review, reviewAtExport, reviewOfStructure } from './review-at-export.ts';

type Format = (typeof DOCUMENT_EXPORT_FORMATS)[number];

interface ExportInput {
  readonly documentId: string;
  readonly structureIds: readonly string[];
  readonly formats: readonly Format[];
  readonly destination: string;
  readonly openPoints: readonly string[];
}

interface Exported {
  readonly record: StructureRecord;
  readonly group: GroupRecord | null;
  readonly planes: PackedPlanes;
  /** What a person has looked at. */
  readonly looked: Review;
}

/** DICOM (3006,0036): a structure that a person changed is no longer the program's alone. */
function generationOf({ origin, editedSlices }: StructureRecord): GenerationAlgorithm {
  if (origin === 'auto' || origin === 'derived') return editedSlices.length === 0 ? 'AUTOMATIC' : 'SEMIAUTOMATIC';
  if (origin === 'imported') return editedSlices.length === 0 ? '' : 'SEMIAUTOMATIC';
  return 'MANUAL';
}

function reviewOf({ review, origin }: StructureRecord, group: GroupRecord | null): RtstructReview {
  if (review.isReviewed) return 'reviewed';
  if (origin === 'auto') return group?.model === null ? 'automatic-not-reviewed' : 'ai-not-reviewed';
  return origin === 'derived' ? 'automatic-not-reviewed' : 'not-stated';
}

const madeBy = ({ record, group }: Exported): string =>
  record.origin === 'auto' && group?.model ? `${group.model.id} ${group.model.version}`.slice(0, 64) : '';

const interpretedType = (type: string): RtRoiInterpretedType | undefined =>
  (RT_ROI_INTERPRETED_TYPES as readonly string[]).includes(type) ? (type as RtRoiInterpretedType) : undefined;

/** ROI names must differ within a set. */
function uniqueNames(structures: readonly Exported[]): string[] {
  const taken = new Set<string>();
  return structures.map(({ record: { name } }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name.slice(0, 60)}_${n}`;
    taken.add(unique);
    return unique;
  });
}

function rtstructTask(
  path: string,
  stored: StoredVolume,
  structures: readonly Exported[],
  openPoints: readonly string[],
): RtstructTask {
  const isReviewed = structures.every(({ record }) => record.review.isReviewed);
  const models = new Map(
    structures.flatMap(({ group }) =>
      group?.model ? [[`${group.model.id} ${group.model.version}`, group.model]] : [],
    ),
  );
  const names = uniqueNames(structures);
  const state = isReviewed ? 'Every structure was reviewed' : 'Not every structure was reviewed: check the contours';
  const open = openPoints.length === 0 ? '' : ` Open when exported: ${openPoints.join(' ')}`;
  return {
    request: {
      path,
      image: imageOf(stored),
      geometry: stored.geometry,
      label: isReviewed ? 'Reviewed' : 'Draft',
      name: isReviewed ? 'Reviewed contours' : 'Contours, not all reviewed',
      description: `${state}. Made with ${APP_NAME} ${APP_VERSION}.${open}`.slice(0, 1024),
      application: { manufacturer: APP_NAME, modelName: APP_NAME, softwareVersion: APP_VERSION, description: '' },
      contributingEquipment: [...models.values()].map(({ id, version }) => ({
        manufacturer: APP_NAME,
        modelName: id,
        softwareVersion: version,
        description: 'Segmentation network',
      })),
    },
    structures: structures.map((structure, at) => {
      const { record, group, planes } = structure;
      const type = interpretedType(record.interpretedType);
      return {
        name: names[at] as string,
        planes,
        colourRgb: hexToRgb(record.color),
        generationAlgorithm: generationOf(record),
        generationDescription: madeBy(structure),
        review: reviewOf(record, group),
        ...(type === undefined ? {} : { interpretedType: type }),
      };
    }),
  };
}

function reportModel(
  stored: StoredVolume,
  image: ReportModel['image'],
  structures: readonly Exported[],
  figures: readonly StructureFigures[],
  warnings: readonly WarningRow[],
  openPoints: readonly string[],
): ReportModel {
  const { patient, header } = stored;
  const text = (value: string | undefined) => value || null;
  return {
    title: 'Contour report',
    case: {
      patientName: patient.name,
      patientId: patient.id,
      birthDate: text(patient.birthDate),
      sex: text(patient.sex),
      studyDate: text(header['StudyDate']),
      studyDescription: text(header['StudyDescription']),
    },
    series: {
      description: stored.description,
      modality: stored.source === 'dicom' ? stored.modality : null,
      seriesInstanceUid: stored.seriesInstanceUid,
      gantryTiltDeg: stored.gantryTiltDeg,
    },
    image,
    structures: structures.map((structure, at) => {
      const { record } = structure;
      const figure = figures[at] as StructureFigures;
      const how =
        madeBy(structure) ||
        { auto: 'Automatic', imported: 'Imported', manual: 'Drawn', derived: 'Derived' }[record.origin];
      return {
        name: record.name,
        colour: record.color,
        role: record.interpretedType === 'EXTERNAL' ? ('body' as const) : ('organ' as const),
        mask: figure.mask ?? emptyMask(stored.geometry.size),
        mesh: figure.mesh,
        volumeMl: figure.volumeMl,
        surfaceAreaCm2: figure.surfaceAreaCm2,
        centroidLps: figure.centroidLps,
        generation: `${how}${record.editedSlices.length > 0 ? ', edited' : ''}`,
        review: structure.looked,
      };
    }),
    model: null,
    networks: [...new Set(structures.map(madeBy).filter((made) => made !== ''))],
    device: null,
    timingsMs: {},
    warnings,
    openPoints,
    createdAt: localTimestamp(Date.now()),
    application: { name: APP_NAME, version: APP_VERSION },
    validationNote: null,
    provenance: [{ label: 'Input sha256', value: stored.inputSha256 }],
  };
}

function gather({ reader }: DocumentPorts, documentId: string, structureIds: readonly string[]): Exported[] {
  const content = reader.work.readDocument(documentId);
  return structureIds.map((id) => {
    const record = content.structures.find((one) => one.id === id);
    if (record === undefined) {
      throw new AppError(
        'not-found',
        'STRUCTURE_NOT_FOUND',
        'A structure to export is not there any more. Choose again.',
      );
    }
    const group = content.groups.find((one) => one.id === record.groupId) ?? null;
    const planes = packPlanes(content.slices.find((s) => s.structureId === id)?.planes ?? []);
    const seen = content.seen.find((one) => one.structureId === id)?.slices ?? [];
    return { record, group, planes, looked: reviewOfStructure(record, planes.k, seen) };
  });
}

interface Run {
  readonly ports: DocumentPorts;
  readonly input: ExportInput;
  readonly context: CallContext;
  readonly stored: StoredVolume;
  readonly staging: StagingFolder;
  readonly structures: readonly Exported[];
  readonly formats: ReadonlySet<Format>;
}

async function writeStructures({
  ports,
  context,
  stored,
  staging,
  structures,
  formats,
}: Run): Promise<StructureFigures[]> {
  const { signal, report } = context;
  const stems = uniqueFileStems(structures.map(({ record }) => record.name));
  let done = 0;
  report({ phase: 'export', done, total: structures.length });
  return Promise.all(
    structures.map(async ({ planes }, at) => {
      const figures = await ports.pool.run(
        'structureFiles',
        {
          planes,
          geometry: stored.geometry,
          stlPath: formats.has('stl') && planes.k.length > 0 ? staging.path(`${stems[at]}.stl`) : null,
          niftiPath: formats.has('nifti') && planes.k.length > 0 ? staging.path(`${stems[at]}.nii.gz`) : null,
          wantsShape: formats.has('report'),
        },
        { signal },
      );
      report({ phase: 'export', done: ++done, total: structures.length });
      return figures;
    }),
  );
}

async function writeRtstruct(
  { ports, context, stored, staging, structures }: Run,
  figures: readonly StructureFigures[],
  openTexts: readonly string[],
) {
  const drawn = structures.filter((_, at) => figures[at]?.isEmpty === false);
  if (drawn.length === 0) {
    const message = 'All structures are empty, so no RTSTRUCT was written.';
    return { contours: 0, warnings: [{ code: 'EXPORT_NOTHING_DRAWN', message }] };
  }
  const task = rtstructTask(staging.path('rtstruct.dcm'), stored, drawn, openTexts);
  const written = await ports.pool.run('rtstructFile', task, { signal: context.signal });
  return {
    contours: written.structures.reduce((sum, { contours }) => sum + contours, 0),
    warnings: written.warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** Throws `not-found`, `unsupported` for a format that the images do not allow, and what the writers throw; then the
 * destination is as it was. */
export async function exportDocument(ports: DocumentPorts, input: ExportInput, context: CallContext) {
  const { reader } = ports;
  const { volumeId } = reader.work.getDocument(input.documentId);
  const stored = reader.getVolume(volumeId);
  const { formats } = chooseFormats([...input.formats], stored);
  const structures = gather(ports, input.documentId, input.structureIds);
  const folder = ports.resolvePath(input.destination);
  const staging = createStagingFolder(folder);
  const run: Run = { ports, input, context, stored, staging, structures, formats };
  try {
    const review = reviewAtExport(structures);
    const openPoints: WarningRow[] = [
      ...review.open,
      ...input.openPoints.map((message) => ({ code: 'EXPORT_OPEN_POINT', message })),
    ];
    const openTexts = openPoints.map(({ message }) => message);
    const figures = await writeStructures(run);
    const rtstruct = formats.has('rtstruct')
      ? await writeRtstruct(run, figures, openTexts)
      : { contours: 0, warnings: [] };
    const warnings = [...rtstruct.warnings, ...review.notes];
    if (formats.has('report')) {
      const image = { geometry: stored.geometry, voxels: await reader.work.readVoxels(volumeId) };
      const model = reportModel(stored, image, structures, figures, warnings, openTexts);
      const task = { model, path: staging.path('report.html'), fontFile: ports.fontFile };
      await ports.pool.run('reportFile', task, { signal: context.signal, transfer: transferables(model) });
    }
    context.signal.throwIfAborted();
    const files = staging.publish();
    return {
      folder,
      files: files.map((name) => join(name)),
      structures: structures.length,
      contours: rtstruct.contours,
      warnings: [...openPoints, ...warnings],
    };
  } finally {
    staging.discard();
  }
}
