// Structures to one file that holds them all as voxels, in a computing thread: the masks of a body are large.

import type { LABEL_FORMATS } from '../../../core/contract/choices.ts';
import type { RtstructEquipment, RtstructImage, SeriesWarning } from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { isEmptyMask } from '../../../core/volume/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import { maskOfPlanes } from '../documents/plane-masks.ts';
import { writeNiftiLabels, writeSegNrrd } from './write-label-files.ts';
import { type SegStructure, writeSegFile } from './write-seg-file.ts';

export type LabelFormat = (typeof LABEL_FORMATS)[number];

/** What each is called in the folder of an export. */
export const LABEL_FILE_NAMES: Readonly<Record<LabelFormat, string>> = {
  seg: 'segmentation.dcm',
  'seg-labelmap': 'labelmap.dcm',
  'seg-nrrd': 'segmentation.seg.nrrd',
  'nifti-labels': 'labels.nii.gz',
};

type WithoutMask = Omit<SegStructure, 'mask'>;

export interface LabelFileTask {
  readonly format: LabelFormat;
  readonly path: string;
  readonly geometry: ImageGeometry;
  readonly image: RtstructImage;
  readonly description: string;
  readonly application: RtstructEquipment;
  readonly contributingEquipment: readonly RtstructEquipment[];
  readonly structures: readonly (SegStructure | (WithoutMask & { readonly planes: PackedPlanes }))[];
}

const NOTHING_DRAWN = {
  code: 'EXPORT_NOTHING_DRAWN',
  message: 'All structures are empty, so there was nothing to write as voxels.',
};

/** Writes the file and what belongs beside it. Nothing is written where nothing is drawn. Throws as the writers do. */
export function labelFile(task: LabelFileTask): readonly SeriesWarning[] {
  const { format, path, geometry, image, description, application, contributingEquipment } = task;
  const structures = task.structures.map((structure): SegStructure => {
    if ('mask' in structure) return structure;
    const { planes, ...said } = structure;
    return { ...said, mask: maskOfPlanes(planes, geometry.size) };
  });
  if (structures.every(({ mask }) => isEmptyMask(mask))) return [NOTHING_DRAWN];
  switch (format) {
    case 'seg-nrrd':
      writeSegNrrd(path, structures, geometry);
      return [];
    case 'nifti-labels':
      writeNiftiLabels(path, structures, geometry);
      return [];
    default: {
      const type = format === 'seg' ? ('BINARY' as const) : ('LABELMAP' as const);
      return writeSegFile({
        path,
        type,
        image,
        geometry,
        structures,
        description,
        application,
        contributingEquipment,
      }).warnings;
    }
  }
}
