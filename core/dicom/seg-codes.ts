// What a segment is, in codes. Categories are those of PS3.16 CID 7150; types come from the FMA identifiers of the
// TG-263 table alone. The standard demands a type, so a structure without one gets a code of our own that says just that.

import { findTg263 } from '../terminology/index.ts';
import type { CodedConcept, SegSegment } from './seg-types.ts';

const ANATOMICAL_STRUCTURE: CodedConcept = { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' };
const SPATIAL_CONCEPT: CodedConcept = {
  value: '309825002',
  scheme: 'SCT',
  meaning: 'Spatial and Relational Concept',
};

/** Private coding schemes begin with 99 (PS3.16 8.2). */
export const OWN_SCHEME = '99LIMNER';
const NO_CODE: CodedConcept = { value: 'NO_CODE', scheme: OWN_SCHEME, meaning: 'Structure without a sourced code' };

export const SEGMENTATION_DERIVATION: CodedConcept = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
export const SOURCE_IMAGE: CodedConcept = {
  value: '121322',
  scheme: 'DCM',
  meaning: 'Source image for image processing operation',
};

export const categoryOf = ({ isAnatomy }: Pick<SegSegment, 'isAnatomy'>): CodedConcept =>
  isAnatomy ? ANATOMICAL_STRUCTURE : SPATIAL_CONCEPT;

export function propertyTypeOf({ name, fmaId }: Pick<SegSegment, 'name' | 'fmaId'>): CodedConcept {
  if (fmaId === null) return NO_CODE;
  const entry = findTg263(name);
  const meaning = entry?.fmaId === fmaId && entry.description.length <= 64 ? entry.description : name;
  return { value: fmaId, scheme: 'FMA', meaning };
}
