// What is said of the structures of a document in their RTSTRUCT.

import type { DestinationProfile, LeavingStructure } from '../../../core/destination/index.ts';
import type { GenerationAlgorithm, ReviewState as RtstructReview } from '../../../core/dicom/index.ts';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { RT_ROI_INTERPRETED_TYPES, type RtRoiInterpretedType } from '../../../core/terminology/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import type { StoredVolume } from '../../store/index.ts';
import { hexToRgb, imageOf } from '../contouring/export-rtstruct.ts';
import { type Exported, madeBy } from './export-content.ts';
import type { RtstructTask } from './rtstruct-task.ts';

/** A structure as it leaves for a destination. */
export interface Leaving {
  readonly structure: Exported;
  readonly leaving: LeavingStructure;
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

const interpretedType = (type: string): RtRoiInterpretedType | undefined =>
  (RT_ROI_INTERPRETED_TYPES as readonly string[]).includes(type) ? (type as RtRoiInterpretedType) : undefined;

const networksOf = (structures: readonly Leaving[]) =>
  new Map(
    structures.flatMap(({ structure: { group } }) =>
      group?.model ? [[`${group.model.id} ${group.model.version}`, group.model]] : [],
    ),
  );

export interface RtstructSaid {
  readonly path: string;
  readonly stored: StoredVolume;
  readonly structures: readonly Leaving[];
  readonly originals: RtstructTask['originals'];
  readonly openPoints: readonly string[];
  readonly profile: DestinationProfile;
}

/** The label of a set says which version of it this is; several sets have no label in common. */
function labelEnding(structures: readonly Leaving[], originals: RtstructTask['originals']): string | null {
  const [only] = originals;
  const isOneSet = structures.every(({ structure }) => structure.region?.structureSetId === only?.structureSetId);
  if (only === undefined || originals.length > 1 || !isOneSet) return null;
  const version = Math.max(...structures.map(({ structure }) => structure.group?.version ?? 1));
  return version === 1 ? '' : ` v${version}`;
}

export function rtstructTask({ path, stored, structures, originals, openPoints, profile }: RtstructSaid): RtstructTask {
  const isReviewed = structures.every(({ structure }) => structure.record.review.isReviewed);
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
      contributingEquipment: [...networksOf(structures).values()].map(({ id, version }) => ({
        manufacturer: APP_NAME,
        modelName: id,
        softwareVersion: version,
        description: 'Segmentation network',
      })),
      holeRules: { holes: profile.holes, importedHoles: profile.importedHoles },
    },
    originals,
    labelEnding: labelEnding(structures, originals),
    structures: structures.map(({ structure, leaving }) => {
      const { record, group, planes, region } = structure;
      const type = interpretedType(record.interpretedType);
      return {
        name: leaving.name,
        codeName: record.name,
        planes,
        region,
        colourRgb: hexToRgb(leaving.color),
        generationAlgorithm: generationOf(record),
        generationDescription: madeBy(structure),
        review: reviewOf(record, group),
        ...(type === undefined ? {} : { interpretedType: type }),
      };
    }),
  };
}
