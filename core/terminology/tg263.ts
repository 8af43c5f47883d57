// Structure names of AAPM TG-263 and the codes that belong to them. Codes come from the table alone: a structure that
// it does not list, or lists without a code, has none.

import { TG263_TABLE } from '../../resources/terminology/tg263-table.ts';

export interface Tg263Structure {
  readonly name: string;
  /** Identifier in the Foundational Model of Anatomy, as text; null where the table gives none. */
  readonly fmaId: string | null;
  readonly kind: 'Anatomic' | 'Non_Anatomic' | 'Derived' | 'PRV' | 'Surgical' | 'Target';
  /** Of the table, for example Gland or Nerve. */
  readonly category: string;
  /** In words; the name where the table has none. */
  readonly description: string;
}

interface Index {
  readonly byName: ReadonlyMap<string, Tg263Structure>;
  /** Names with room for a number, such as SpinalCord_PRVxx. */
  readonly patterns: readonly { readonly pattern: RegExp; readonly structure: Tg263Structure }[];
}

let index: Index | undefined;

function buildIndex(): Index {
  const byName = new Map<string, Tg263Structure>();
  const patterns: { pattern: RegExp; structure: Tg263Structure }[] = [];
  for (const line of TG263_TABLE.split('\n')) {
    const [name, fma, kind, category, description] = line.split('|') as [string, string, string, string, string];
    const structure: Tg263Structure = {
      name,
      fmaId: fma === '' ? null : fma,
      kind: kind as Tg263Structure['kind'],
      category,
      description: description === '' ? name : description,
    };
    byName.set(name, structure);
    if (/xx/.test(name)) {
      patterns.push({ pattern: new RegExp(`^${name.replace(/x{2,}/g, (x) => `\\d{${x.length}}`)}$`), structure });
    }
  }
  return { byName, patterns };
}

/** The TG-263 entry of a structure name, spelled exactly; `SpinalCord_PRV05` finds `SpinalCord_PRVxx`. Null: not a
 * TG-263 name. */
export function findTg263(name: string): Tg263Structure | null {
  index ??= buildIndex();
  const exact = index.byName.get(name);
  if (exact !== undefined) return exact;
  return index.patterns.find(({ pattern }) => pattern.test(name))?.structure ?? null;
}

/** All names of the table, in its order. */
export function tg263Names(): string[] {
  index ??= buildIndex();
  return [...index.byName.keys()];
}

/** RT ROI Interpreted Type (3006,00A4), the defined terms (PS3.3 C.8.8.8.1); '' = not stated. */
export const RT_ROI_INTERPRETED_TYPES = [
  '',
  'EXTERNAL',
  'PTV',
  'CTV',
  'GTV',
  'BOLUS',
  'AVOIDANCE',
  'ORGAN',
  'MARKER',
  'CAVITY',
  'CONTRAST_AGENT',
  'SUPPORT',
  'FIXATION',
  'DOSE_REGION',
  'CONTROL',
  'DEVICE',
  'OAR',
  'TREATED_VOLUME',
  'IRRAD_VOLUME',
  'REGISTRATION',
  'ISOCENTER',
  'DOSE_MEASUREMENT',
  'BRACHY_CHANNEL',
  'BRACHY_ACCESSORY',
  'BRACHY_SRC_APP',
  'BRACHY_CHNL_SHLD',
] as const;

export type RtRoiInterpretedType = (typeof RT_ROI_INTERPRETED_TYPES)[number];

/** The interpreted type that a TG-263 name implies; '' for a name that implies none. */
export function interpretedTypeOf(name: string): RtRoiInterpretedType {
  const target = /^(PTV|CTV|GTV)/.exec(name);
  if (target !== null) return target[1] as RtRoiInterpretedType;
  if (name === 'External') return 'EXTERNAL';
  const structure = findTg263(name);
  if (structure === null) return '';
  if (structure.category === 'Bolus') return 'BOLUS';
  if (structure.name === 'Markers') return 'MARKER';
  if (structure.category === 'Devices') return 'DEVICE';
  if (structure.kind === 'PRV') return 'AVOIDANCE';
  return structure.kind === 'Anatomic' && structure.category !== 'Body' ? 'ORGAN' : '';
}
