// Lists of structures to start from, by their TG-263 names, and the colours that new structures get.

import type { StructureRecord } from './document.ts';

/** In this order: the largest smallest distance first, in normal sight and without a colour. */
export const STRUCTURE_COLORS = [
  '#FCF391',
  '#CF399E',
  '#CEB01F',
  '#41D2CE',
  '#586EFB',
  '#AF6B5E',
  '#BA80FB',
  '#B1F9D1',
  '#D76FAF',
  '#C6E548',
  '#F5928C',
  '#EE6E13',
  '#E2381C',
  '#89E5F3',
  '#73B1DC',
  '#A459CC',
  '#FFC896',
  '#76A95C',
  '#AEC0FE',
  '#129FC6',
] as const;

/** Colours that go with a name wherever it is drawn. */
const COLOR_OF_NAME: Readonly<Record<string, string>> = {
  Bone_Mandible: '#FCF391',
  Brainstem: '#41D2CE',
  SpinalCord: '#C6E548',
  Parotid_R: '#F5928C',
  Parotid_L: '#BA80FB',
  Larynx: '#73B1DC',
  Esophagus: '#FFC896',
  External: '#C9CED6',
};

/** The colour of a name, else the first of the palette that is used least. */
export function colorFor(name: string, structures: Iterable<Pick<StructureRecord, 'color'>>): string {
  const own = COLOR_OF_NAME[name];
  if (own !== undefined) return own;
  const uses = new Map<string, number>(STRUCTURE_COLORS.map((color) => [color, 0]));
  for (const { color } of structures) {
    const known = color.toUpperCase();
    if (uses.has(known)) uses.set(known, (uses.get(known) as number) + 1);
  }
  const least = Math.min(...uses.values());
  return STRUCTURE_COLORS.find((color) => uses.get(color) === least) as string;
}

export interface StructureTemplate {
  readonly id: string;
  readonly label: string;
  /** TG-263 names, in the order in which they are made. */
  readonly names: readonly string[];
}

export const STRUCTURE_TEMPLATES: readonly StructureTemplate[] = [
  {
    id: 'head-neck',
    label: 'Head and neck',
    names: [
      'Brainstem',
      'SpinalCord',
      'Parotid_R',
      'Parotid_L',
      'Glnd_Submand_R',
      'Glnd_Submand_L',
      'Bone_Mandible',
      'Cavity_Oral',
      'Larynx',
      'Esophagus',
      'Eye_R',
      'Eye_L',
      'Lens_R',
      'Lens_L',
      'OpticNrv_R',
      'OpticNrv_L',
      'OpticChiasm',
      'Cochlea_R',
      'Cochlea_L',
    ],
  },
  {
    id: 'brain',
    label: 'Brain',
    names: [
      'Brain',
      'Brainstem',
      'OpticChiasm',
      'OpticNrv_R',
      'OpticNrv_L',
      'Eye_R',
      'Eye_L',
      'Lens_R',
      'Lens_L',
      'Cochlea_R',
      'Cochlea_L',
      'Hippocampus_R',
      'Hippocampus_L',
      'Pituitary',
    ],
  },
  {
    id: 'thorax',
    label: 'Thorax',
    names: ['Lung_R', 'Lung_L', 'Heart', 'Esophagus', 'SpinalCord', 'Trachea', 'BrachialPlex_R', 'BrachialPlex_L'],
  },
  {
    id: 'pelvis',
    label: 'Pelvis',
    names: ['Bladder', 'Rectum', 'Femur_Head_R', 'Femur_Head_L', 'Bag_Bowel', 'PenileBulb', 'Prostate'],
  },
  { id: 'targets', label: 'Targets', names: ['GTV', 'CTV', 'PTV'] },
];
