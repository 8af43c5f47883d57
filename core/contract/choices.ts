// Names to choose from, apart from the schemas: a call that only shows or checks its arguments does not pay for them.

export const DEVICES = ['auto', 'cpu', 'cuda', 'dml', 'webgpu', 'coreml'] as const;

export const EXPORT_FORMATS = ['rtstruct', 'nifti', 'stl', 'report'] as const;

export const MASK_FORMATS = ['nifti', 'nrrd'] as const;
