// The confidentiality profile that is asked for, and what it does with each attribute (PS3.15 annex E).

import { CONFIDENTIALITY_TABLE } from '../../resources/terminology/confidentiality-table.ts';
import { isPrivate } from './dictionary.ts';

/** Options of the basic profile (PS3.15 E.3), with their code of DICOM's own scheme (PS3.16 CID 7050). */
export const PROFILE_OPTIONS = {
  'clean-structured': { letter: 'S', code: '113104', meaning: 'Clean Structured Content Option' },
  'clean-descriptors': { letter: 'D', code: '113105', meaning: 'Clean Descriptors Option' },
  'full-dates': {
    letter: 'F',
    code: '113106',
    meaning: 'Retain Longitudinal Temporal Information Full Dates Option',
  },
  'modified-dates': {
    letter: 'M',
    code: '113107',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
  'patient-characteristics': { letter: 'P', code: '113108', meaning: 'Retain Patient Characteristics Option' },
  'device-identity': { letter: 'E', code: '113109', meaning: 'Retain Device Identity Option' },
  uids: { letter: 'U', code: '113110', meaning: 'Retain UIDs Option' },
  institution: { letter: 'I', code: '113112', meaning: 'Retain Institution Identity Option' },
} as const;

export type ProfileOption = keyof typeof PROFILE_OPTIONS;

export const BASIC_PROFILE = { code: '113100', meaning: 'Basic Application Confidentiality Profile' } as const;

/** X remove, Z empty or dummy, D dummy, U another UID, K keep, C clean; '' where the table says nothing. */
export type RowAction = 'X' | 'Z' | 'D' | 'U' | 'K' | 'C';

interface Row {
  /** Of the basic profile: one action or several, of which the type of the attribute chooses. */
  readonly basic: string;
  readonly options: ReadonlyMap<string, RowAction>;
}

let rows: ReadonlyMap<number, Row> | null = null;

/** Curves, overlays and private attributes are no single row; they are asked for apart. */
function build(): ReadonlyMap<number, Row> {
  const entries = new Map<number, Row>();
  for (const line of CONFIDENTIALITY_TABLE.split('\n')) {
    const [tag, basic, ...options] = line.split(' ') as [string, string, ...string[]];
    if (!/^[0-9a-f]{8}$/.test(tag)) continue;
    const actions = options.map((text): [string, RowAction] => [text.charAt(0), text.charAt(1) as RowAction]);
    entries.set(Number.parseInt(tag, 16), { basic, options: new Map(actions) });
  }
  return entries;
}

const rowOf = (tag: number): Row | null => {
  rows ??= build();
  return rows.get(tag) ?? null;
};

/** True for curves and overlays, which go as a whole: without their data the rest of their group says nothing. */
export const isGraphics = (tag: number): boolean => {
  const group = tag >>> 16;
  return !isPrivate(tag) && ((group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff));
};

/** The actions of the table that fit the options: those of the basic profile, or the one that an option puts in their
 * place. null: the table does not list the attribute. Keeping goes before cleaning, except that modified dates are
 * modified everywhere: one left as it was would give the others away. */
export function tableActions(tag: number, options: ReadonlySet<ProfileOption>): string | null {
  const row = rowOf(tag);
  if (row === null) return null;
  let isKept = false;
  let isCleaned = false;
  for (const option of options) {
    const action = row.options.get(PROFILE_OPTIONS[option].letter);
    if (action === 'C' && option === 'modified-dates') return 'C';
    if (action === 'K') isKept = true;
    if (action === 'C') isCleaned = true;
  }
  if (isKept) return 'K';
  return isCleaned ? 'C' : row.basic;
}

/** What the basic profile does; for what an option would clean, and cannot. */
export const basicActions = (tag: number): string => rowOf(tag)?.basic ?? 'X';
