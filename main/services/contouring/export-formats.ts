import type { z } from 'zod';
import { type EXPORT_FORMATS, USUAL_EXPORT_FORMATS } from '../../../core/contract/choices.ts';
import type { Warning } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { hasSingleAffine, type ImageGeometry } from '../../../core/geometry/index.ts';

export type ExportFormatName = (typeof EXPORT_FORMATS)[number];
export type WarningRow = z.infer<typeof Warning>;

interface Exportable {
  readonly source: string;
  readonly geometry: ImageGeometry;
}

/** Why a format cannot hold structures of this image; null when it can. */
function obstacle(format: ExportFormatName, image: Exportable): { code: string; message: string } | null {
  if (format === 'rtstruct' && image.source !== 'dicom') {
    return {
      code: 'EXPORT_RTSTRUCT_NEEDS_DICOM',
      message: 'An RTSTRUCT refers to DICOM images; this image is not DICOM, so none was written.',
    };
  }
  if (format === 'rtstruct' && image.geometry.frameOfReferenceUid === null) {
    return {
      code: 'EXPORT_RTSTRUCT_NEEDS_FRAME',
      message: 'The images name no frame of reference, to which an RTSTRUCT must refer, so none was written.',
    };
  }
  if ((format === 'seg' || format === 'seg-labelmap') && image.source !== 'dicom') {
    return {
      code: 'EXPORT_SEG_NEEDS_DICOM',
      message: 'A DICOM segmentation refers to DICOM images; this image is not DICOM, so none was written.',
    };
  }
  if ((format === 'seg' || format === 'seg-labelmap') && image.geometry.frameOfReferenceUid === null) {
    return {
      code: 'EXPORT_SEG_NEEDS_FRAME',
      message: 'The images name no frame of reference, to which a segmentation must refer, so none was written.',
    };
  }
  if ((format === 'seg-nrrd' || format === 'nifti-labels') && !hasSingleAffine(image.geometry)) {
    return {
      code: 'EXPORT_LABELS_UNEVEN',
      message:
        'The slices are unevenly spaced or shifted, which label maps cannot hold, so none was written. A DICOM segmentation can.',
    };
  }
  if (format === 'nifti' && !hasSingleAffine(image.geometry)) {
    return {
      code: 'EXPORT_NIFTI_UNEVEN',
      message: 'The slices are unevenly spaced or shifted, which NIfTI cannot hold, so no masks were written.',
    };
  }
  return null;
}

/**
 * The formats to write: those asked for, or the usual ones that the image allows. Throws `unsupported` for one that was asked for by
 * name and cannot be written.
 */
export function chooseFormats(
  asked: readonly ExportFormatName[] | null,
  image: Exportable,
): { readonly formats: ReadonlySet<ExportFormatName>; readonly warnings: WarningRow[] } {
  const formats = new Set<ExportFormatName>();
  const warnings: WarningRow[] = [];
  for (const format of asked ?? USUAL_EXPORT_FORMATS) {
    const why = obstacle(format, image);
    if (why === null) formats.add(format);
    else if (asked === null) warnings.push(why);
    else throw new AppError('unsupported', why.code, why.message);
  }
  return { formats, warnings };
}
