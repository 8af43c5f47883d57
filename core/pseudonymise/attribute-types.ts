// Which of several actions of the table an attribute gets: that depends on its type in the object (PS3.15 E.3: X/Z/D is X,
// unless Z or D is needed to keep the object conformant).

import type { RowAction } from './profile.ts';

type Family = 'ct-mr' | 'pet' | 'enhanced' | 'seg' | 'reg' | 'rt' | 'rtplan' | 'capture';

const FAMILIES: Readonly<Record<string, readonly Family[]>> = {
  '1.2.840.10008.5.1.4.1.1.2': ['ct-mr'],
  '1.2.840.10008.5.1.4.1.1.4': ['ct-mr'],
  '1.2.840.10008.5.1.4.1.1.7': ['capture'],
  '1.2.840.10008.5.1.4.1.1.128': ['pet'],
  '1.2.840.10008.5.1.4.1.1.2.1': ['enhanced'],
  '1.2.840.10008.5.1.4.1.1.4.1': ['enhanced'],
  '1.2.840.10008.5.1.4.1.1.130': ['enhanced'],
  '1.2.840.10008.5.1.4.1.1.66.1': ['reg'],
  '1.2.840.10008.5.1.4.1.1.66.3': ['reg'],
  '1.2.840.10008.5.1.4.1.1.66.4': ['seg', 'enhanced'],
  '1.2.840.10008.5.1.4.1.1.66.7': ['seg', 'enhanced'],
  '1.2.840.10008.5.1.4.1.1.481.1': ['rt'],
  '1.2.840.10008.5.1.4.1.1.481.2': ['rt'],
  '1.2.840.10008.5.1.4.1.1.481.3': ['rt'],
  '1.2.840.10008.5.1.4.1.1.481.5': ['rt', 'rtplan'],
  '1.2.840.10008.5.1.4.1.1.481.8': ['rt', 'rtplan'],
};

type Types = Readonly<Partial<Record<Family | 'any', 1 | 2>>>;

/** Attributes with a choice of actions that are of type 1 or 2 somewhere (PS3.3); of type 3 everywhere else. */
const TYPES: ReadonlyMap<number, Types> = new Map<number, Types>([
  [0x00080021, { pet: 1 }], // Series Date
  [0x00080031, { pet: 1 }], // Series Time
  [0x00080022, { pet: 2 }], // Acquisition Date
  [0x00080032, { pet: 2 }], // Acquisition Time
  [0x00080023, { any: 2, enhanced: 1, reg: 1 }], // Content Date
  [0x00080033, { any: 2, enhanced: 1, reg: 1 }], // Content Time
  [0x0008002a, { enhanced: 1 }], // Acquisition DateTime
  [0x00081070, { rt: 2 }], // Operators' Name
  [0x00102203, { any: 2 }], // Patient's Sex Neutered
  [0x00180010, { any: 2 }], // Contrast/Bolus Agent
  [0x00181000, { enhanced: 1 }], // Device Serial Number
  [0x00181030, { enhanced: 1 }], // Protocol Name
  [0x00189516, { enhanced: 1 }], // Start Acquisition DateTime
  [0x00189517, { enhanced: 1 }], // End Acquisition DateTime
  [0x00400555, { any: 2 }], // Acquisition Context Sequence
  [0x00700084, { any: 2 }], // Content Creator's Name
  [0x300a0006, { rtplan: 2 }], // RT Plan Date
  [0x300a0007, { rtplan: 2 }], // RT Plan Time
  [0x300a00b2, { any: 2 }], // Treatment Machine Name
  [0x300e0008, { any: 2 }], // Reviewer Name
]);

function typeOf(tag: number, sopClassUid: string): 1 | 2 | 3 {
  const families = FAMILIES[sopClassUid];
  // An object that is not known here: what is right whatever the type.
  if (families === undefined) return 1;
  const types = TYPES.get(tag);
  if (types === undefined) return 3;
  const found = families.flatMap((family) => types[family] ?? []);
  return found.length > 0 ? (Math.min(...found) as 1 | 2) : (types.any ?? 3);
}

/**
 * One action out of what the table allows, for example X out of X/Z/D for an attribute of type 3.
 * @param actions of the table, separated by a slash
 */
export function chooseAction(actions: string, tag: number, sopClassUid: string): RowAction {
  const allowed = actions.split('/');
  // Sequences of references: kept, with the UIDs in them replaced, so that references stay right.
  if (allowed.includes('U*')) return 'U';
  if (allowed.length === 1) return actions as RowAction;
  const type = typeOf(tag, sopClassUid);
  const wishes = type === 1 ? ['D', 'Z'] : type === 2 ? ['Z', 'D'] : ['X', 'Z'];
  return (wishes.find((wish) => allowed.includes(wish)) ?? allowed[0]) as RowAction;
}
