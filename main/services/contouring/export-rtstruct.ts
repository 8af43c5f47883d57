import type { DestinationProfile } from '../../../core/destination/index.ts';
import type { RtstructEquipment, RtstructImage } from '../../../core/dicom/index.ts';
import type { RtRoiInterpretedType } from '../../../core/terminology/index.ts';
import { isEmptyMask } from '../../../core/volume/index.ts';
import type { AutoContourResult, ContouredStructure, InstalledModel } from '../../inference/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import type { StoredVolume } from '../../store/records.ts';
import { leaveFor } from '../exchange/leave-for.ts';
import { type StructureToWrite, writeRtstructFile } from '../rtstruct/index.ts';
import type { WarningRow } from './export-formats.ts';

/** `#rrggbb` as three numbers. */
export const hexToRgb = (hex: string): [number, number, number] => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

/** A stored series as an RTSTRUCT refers to it. */
export const imageOf = (stored: StoredVolume): RtstructImage => ({
  patient: stored.patient,
  header: stored.header,
  studyInstanceUid: stored.studyInstanceUid,
  seriesInstanceUid: stored.seriesInstanceUid,
  frameOfReferenceUid: stored.geometry.frameOfReferenceUid,
  sopClassUid: stored.slices[0]?.sopClassUid ?? '',
  sopInstanceUids: stored.slices.map(({ sopInstanceUid }) => sopInstanceUid),
  frameNumbers: stored.slices.map(({ frameNumber }) => frameNumber),
});

const equipment = (modelName: string, softwareVersion: string, description: string): RtstructEquipment => ({
  manufacturer: APP_NAME,
  modelName,
  softwareVersion,
  description,
});

const toStructure = ({ name, mask, label }: ContouredStructure, model: InstalledModel): StructureToWrite => ({
  name,
  mask,
  colourRgb: hexToRgb(label.colour),
  generationAlgorithm: 'AUTOMATIC',
  generationDescription:
    label.source === 'network'
      ? `${model.manifest.id} ${model.manifest.version}`.slice(0, 64)
      : `${APP_NAME} ${APP_VERSION} threshold`,
  review: label.source === 'network' ? 'ai-not-reviewed' : 'automatic-not-reviewed',
  interpretedType: label.interpretedType as RtRoiInterpretedType,
});

/** Drafts as they leave: under the names, colours and choice of the destination, where there is one. Codes follow from the
 * names that the model gives. */
export function draftsFor(
  found: readonly ContouredStructure[],
  model: InstalledModel,
  profile: DestinationProfile | null,
): { readonly structures: readonly StructureToWrite[]; readonly notes: readonly WarningRow[] } {
  if (profile === null) return { structures: found.map((one) => toStructure(one, model)), notes: [] };
  const { leaving, notes } = leaveFor(found, profile, ({ name, label }) => ({
    name,
    color: label.colour,
    interpretedType: label.interpretedType,
  }));
  const structures = leaving.map(({ structure, leaving: { name, color } }) => ({
    ...toStructure(structure, model),
    name,
    codeName: structure.name,
    colourRgb: hexToRgb(color),
  }));
  return { structures, notes };
}

/** The program that writes, and the network that found. */
export const draftEquipment = ({ manifest: { id, version, sha256 } }: InstalledModel) => ({
  application: equipment(APP_NAME, APP_VERSION, ''),
  contributingEquipment: [equipment(id, version, `Segmentation network, sha256 ${sha256}`)],
});

/** Writes the structures that were found as drafts that nobody has reviewed. Returns the writer's warnings; an image in
 * which nothing was found gets no file (an RTSTRUCT without contours says nothing) and a warning. */
export async function exportRtstruct(
  path: string,
  stored: StoredVolume,
  { masks, isOutsideIntendedUse }: Pick<AutoContourResult, 'masks' | 'isOutsideIntendedUse'>,
  model: InstalledModel,
  profile: DestinationProfile | null,
): Promise<{ readonly isWritten: boolean; readonly warnings: readonly WarningRow[] }> {
  const found = masks.filter(({ mask }) => !isEmptyMask(mask));
  if (found.length === 0) {
    const message = 'No structure was found, so no RTSTRUCT was written.';
    return { isWritten: false, warnings: [{ code: 'EXPORT_NOTHING_FOUND', message }] };
  }
  const { structures, notes } = draftsFor(found, model, profile);
  if (structures.length === 0) {
    const message = 'The profile leaves out every structure that was found, so no RTSTRUCT was written.';
    return { isWritten: false, warnings: [...notes, { code: 'EXPORT_PROFILE_EMPTY', message }] };
  }
  const { id, version } = model.manifest;
  const { warnings } = await writeRtstructFile({
    path,
    image: imageOf(stored),
    geometry: stored.geometry,
    structures,
    ...(profile === null ? {} : { holeRules: { holes: profile.holes, importedHoles: profile.importedHoles } }),
    label: 'AI draft',
    name: isOutsideIntendedUse ? 'Auto-contours of unfit images, not reviewed' : 'Auto-contours, not reviewed',
    description: `AI, not reviewed: made by ${APP_NAME} ${APP_VERSION} with ${id} ${version}.${isOutsideIntendedUse ? ' The images are not what the model was made for.' : ''} Check every contour.`,
    ...draftEquipment(model),
  });
  return { isWritten: true, warnings: [...notes, ...warnings] };
}
