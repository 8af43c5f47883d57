// What the checks know of organs by their TG-263 names.

import { findTg263 } from '../terminology/index.ts';
import type { CheckedStructure } from './case-model.ts';
import { isBodyName, suggestTg263 } from './names.ts';

/** The name by which an organ is known here: its own, or the TG-263 name that was meant. */
export const organName = (name: string): string => (findTg263(name) ? name : (suggestTg263(name) ?? name));

/** Organs that go on beyond most images, or end by convention in the middle of themselves. */
const THROUGH =
  /^(SpinalCord|SpinalCanal|CaudaEquina|Esophagus|Trachea|Pharynx|Brain(?!stem)|Lungs?|Skin|Spine|Bowel|Colon|Rectum|Bone_(?!Mandible)|VB|A_|V_|Musc_|Nrv_|BrachialPlex|Carotid|GreatVes|Femur|Humerus|Rib)/;

export const goesThrough = (name: string): boolean => THROUGH.test(organName(name));

/** Organs of which no two share a voxel. */
const SEPARATE = [
  'Brainstem',
  'SpinalCord',
  'Parotid_L',
  'Parotid_R',
  'Bone_Mandible',
  'Larynx',
  'Esophagus',
  'Trachea',
  'Eye_L',
  'Eye_R',
  'Glnd_Submand_L',
  'Glnd_Submand_R',
  'Glnd_Thyroid',
  'Glnd_Lacrimal_L',
  'Glnd_Lacrimal_R',
  'Cochlea_L',
  'Cochlea_R',
  'OpticChiasm',
  'Pituitary',
  'Lobe_Temporal_L',
  'Lobe_Temporal_R',
  'Lung_L',
  'Lung_R',
  'Heart',
  'Liver',
  'Kidney_L',
  'Kidney_R',
  'Spleen',
  'Stomach',
  'Bladder',
  'Rectum',
  'Prostate',
  'Femur_Head_L',
  'Femur_Head_R',
] as const;
const separate: ReadonlySet<string> = new Set(SEPARATE);

/** Pairs that go over into one another: where one ends and the other begins is a matter of the protocol. */
const NEIGHBOURS: readonly (readonly [string, string])[] = [
  ['Brainstem', 'SpinalCord'],
  ['Larynx', 'Trachea'],
  ['Larynx', 'Esophagus'],
  ['OpticChiasm', 'Pituitary'],
];

export function overlapRule(a: string, b: string): 'forbidden' | 'bordering' | 'allowed' {
  const [p, q] = [organName(a), organName(b)];
  if (p === q || !separate.has(p) || !separate.has(q)) return 'allowed';
  return NEIGHBOURS.some((pair) => pair.includes(p) && pair.includes(q)) ? 'bordering' : 'forbidden';
}

/** One organ in one piece: what is said of islands, holes and ends of organs does not hold for targets and helpers. */
export function isOrgan({ name, interpretedType, derivedFrom }: CheckedStructure): boolean {
  if (derivedFrom !== null || isBodyName(name, interpretedType)) return false;
  const known = findTg263(organName(name));
  if (known !== null) return known.kind === 'Anatomic';
  return interpretedType === 'ORGAN';
}
