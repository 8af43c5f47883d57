// Names to choose from, apart from the schemas: a call that only shows or checks its arguments does not pay for them.

export const DEVICES = ['auto', 'cpu', 'cuda', 'dml', 'webgpu', 'coreml'] as const;

/** Files that hold all structures together as voxels: DICOM segmentations, and label maps with names and colours. */
export const LABEL_FORMATS = ['seg', 'seg-labelmap', 'seg-nrrd', 'nifti-labels'] as const;

/** What a contouring writes unless it is told otherwise. */
export const USUAL_EXPORT_FORMATS = ['rtstruct', 'nifti', 'stl', 'report'] as const;

export const EXPORT_FORMATS = [...USUAL_EXPORT_FORMATS, ...LABEL_FORMATS] as const;

/** What structures of a case are written as. */
export const DOCUMENT_EXPORT_FORMATS = ['rtstruct', ...LABEL_FORMATS, 'nifti', 'stl', 'report'] as const;

/** What `convert` writes. */
export const STRUCTURE_FORMATS = ['rtstruct', ...LABEL_FORMATS, 'nifti', 'nrrd'] as const;

export const MASK_FORMATS = ['nifti', 'nrrd'] as const;
