// The elements of a data set, sequences and all, each treated as the profile says.

import { chooseAction } from './attribute-types.ts';
import { cleanText } from './clean-text.ts';
import { shiftDates } from './dates.ts';
import { dictionaryVr, isPrivate } from './dictionary.ts';
import { dummyBytes, textBytes } from './dummies.ts';
import type { ElementItem, TreeElement } from './element-tree.ts';
import { characterSetsOf, plainText, wordsIn } from './identity.ts';
import { basicActions, isGraphics, type ProfileOption, type RowAction, tableActions } from './profile.ts';

export interface RewriteRules {
  readonly options: ReadonlySet<ProfileOption>;
  readonly sopClassUid: string;
  readonly uid: (uid: string) => string;
  /** The pseudonym of a patient whose id stands inside of a sequence. */
  readonly patient: (patientId: string) => string;
  readonly shiftDays: number;
  /** Words of the identity, in small letters. */
  readonly names: ReadonlySet<string>;
}

/** plain: the table alone. clean: descriptions lose what is not known to be harmless. dummy: they are replaced. */
type Mode = 'plain' | 'clean' | 'dummy';

interface Surroundings {
  readonly mode: Mode;
  readonly characterSets: readonly string[];
}

const PATIENT_ID = 0x00100020;
const CODING_SCHEME = 0x00080102;
const CONTENT_TREES = new Set([0x0040a730, 0x00700001]);
/** Coded entries of these schemes name concepts, never persons. */
const PUBLIC_SCHEMES = new Set([
  'DCM',
  'SCT',
  'SRT',
  'SNM3',
  '99SDM',
  'UCUM',
  'LN',
  'FMA',
  'UMLS',
  'NCIt',
  'RADLEX',
  'ICD10',
  'ICD-10',
  'ICDO3',
  'ICDO-3',
  'MSH',
  'NEU',
  'UBERON',
]);
/** UIDs of classes, syntaxes and coding systems: they identify no object. */
const CLASS_UIDS = new Set([
  0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x0008010d, 0x00080117, 0x00080118, 0x00081150,
  0x0008115a, 0x00083002, 0x00340003, 0x04000010, 0x04000510, 0x30100052, 0x30100053,
]);
/** Addresses of coding systems; any other address leads to where the object came from. */
const CLASS_URLS = new Set([0x0008010e, 0x00080120]);
const FREE_TEXT = new Set(['AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const ONE_VALUE = new Set(['LT', 'ST', 'UT', 'UR']);
const DATES = new Set(['DA', 'DT']);
const TIMES = new Set(['DA', 'DT', 'TM', 'AS']);

const withBytes = (element: TreeElement, bytes: Uint8Array): TreeElement => ({
  ...element,
  value: { kind: 'bytes', bytes },
});
const emptied = (element: TreeElement): TreeElement => withBytes(element, new Uint8Array(0));
const dummyOf = (element: TreeElement): TreeElement => withBytes(element, dummyBytes(element.tag, element.vr));

class Rewriter {
  readonly #rules: RewriteRules;
  /** Standard attributes that the standard of today does not know, and sequences that could not be read. */
  unknown = 0;

  constructor(rules: RewriteRules) {
    this.#rules = rules;
  }

  elements(elements: readonly TreeElement[], around: Surroundings): TreeElement[] {
    const isPublicCode = around.mode !== 'plain' && this.#isPublicCode(elements);
    const inside: Surroundings = {
      mode: isPublicCode ? 'plain' : around.mode,
      characterSets: characterSetsOf(elements, around.characterSets),
    };
    return elements.flatMap((element) => {
      // All of them: which ones of which vendor are safe is a list that nobody here has checked.
      if (isPrivate(element.tag)) return [];
      // Lengths of groups would be wrong now; commands and file meta information are no part of a data set.
      if ((element.tag & 0xffff) === 0 || element.tag >>> 16 < 8 || isGraphics(element.tag)) return [];
      const rewritten = this.#element(element, inside);
      return rewritten === null ? [] : [rewritten];
    });
  }

  #isPublicCode(elements: readonly TreeElement[]): boolean {
    const scheme = elements.find(({ tag }) => tag === CODING_SCHEME)?.value;
    return scheme?.kind === 'bytes' && PUBLIC_SCHEMES.has(plainText(scheme.bytes, []));
  }

  #element(element: TreeElement, around: Surroundings): TreeElement | null {
    const actions = tableActions(element.tag, this.#rules.options);
    if (actions === null) return this.#unlisted(element, around);
    return this.#act(chooseAction(actions, element.tag, this.#rules.sopClassUid), element, around);
  }

  #act(action: RowAction, element: TreeElement, around: Surroundings): TreeElement | null {
    if (action === 'X') return null;
    if (element.value.kind === 'items') return this.#sequence(action, element, element.value.items, around);
    if (action === 'K') return element;
    if (action === 'Z') return emptied(element);
    if (action === 'C') return this.#cleaned(element, around);
    const isUid = element.vr === 'UI';
    if (isUid) return this.#otherUid(element);
    if (element.tag === PATIENT_ID) {
      return withBytes(element, textBytes('LO', this.#rules.patient(this.#text(element, around))));
    }
    return dummyOf(element);
  }

  #sequence(
    action: RowAction,
    element: TreeElement,
    items: readonly ElementItem[],
    around: Surroundings,
  ): TreeElement | null {
    if (action === 'Z') return this.#withItems(element, [], around);
    if (action === 'C') return this.#withItems(element, items, { ...around, mode: 'clean' });
    if (action !== 'D') return this.#withItems(element, items, around);
    // A dummy tree of content keeps its shape and its codes; a coded person keeps nothing.
    if (CONTENT_TREES.has(element.tag)) return this.#withItems(element, items, { ...around, mode: 'dummy' });
    return this.#withItems(
      element,
      items.map((item) => ({
        ...item,
        elements: item.elements.map((inner) => (inner.tag === CODING_SCHEME ? dummyOf(inner) : inner)),
      })),
      { ...around, mode: 'dummy' },
    );
  }

  #withItems(element: TreeElement, items: readonly ElementItem[], around: Surroundings): TreeElement {
    if (element.value.kind !== 'items') return element;
    const rewritten = items.map((item) => ({ ...item, elements: this.elements(item.elements, around) }));
    return { ...element, value: { ...element.value, items: rewritten } };
  }

  #text({ value }: TreeElement, { characterSets }: Surroundings): string {
    return value.kind === 'bytes' ? plainText(value.bytes, characterSets) : '';
  }

  #otherUid(element: TreeElement): TreeElement {
    const uids = this.#text(element, { mode: 'plain', characterSets: [] }).split('\\');
    return withBytes(
      element,
      textBytes('UI', uids.map((uid) => (uid === '' ? '' : this.#rules.uid(uid.trim()))).join('\\')),
    );
  }

  #cleaned(element: TreeElement, around: Surroundings): TreeElement | null {
    if (element.vr === 'TM') return element;
    const text = this.#text(element, around);
    if (text === '') return emptied(element);
    let clean: string | null = null;
    if (DATES.has(element.vr)) clean = shiftDates(text, this.#rules.shiftDays);
    else if (FREE_TEXT.has(element.vr) && element.vr !== 'PN') clean = this.#cleanValues(element.vr, text) || null;
    if (clean !== null) return withBytes(element, textBytes(element.vr, clean));
    // Nothing of it is known to be harmless: what is done where nothing is to be cleaned.
    return this.#act(chooseAction(basicActions(element.tag), element.tag, this.#rules.sopClassUid), element, around);
  }

  #cleanValues(vr: string, text: string): string {
    const { names } = this.#rules;
    if (ONE_VALUE.has(vr)) return cleanText(text, names);
    return text
      .split('\\')
      .map((value) => cleanText(value, names))
      .filter((value) => value !== '')
      .join('\\');
  }

  /** What the table does not list stays, unless by its type it could still lead to the patient. */
  #unlisted(element: TreeElement, around: Surroundings): TreeElement | null {
    const { tag, vr, value } = element;
    if (value.kind === 'items' && dictionaryVr(tag) !== null) return this.#withItems(element, value.items, around);
    if (dictionaryVr(tag) === null || (vr === 'UN' && value.kind === 'bytes')) {
      this.unknown++;
      return null;
    }
    if (value.kind !== 'bytes' || value.bytes.length === 0) return element;
    if (vr === 'UI') return CLASS_UIDS.has(tag) || this.#rules.options.has('uids') ? element : this.#otherUid(element);
    if (vr === 'UR') return CLASS_URLS.has(tag) ? element : null;
    if (vr === 'PN') return dummyOf(element);
    if (DATES.has(vr)) return this.#unlistedDate(element, around);
    if (around.mode === 'dummy' && (FREE_TEXT.has(vr) || TIMES.has(vr))) return dummyOf(element);
    if (!FREE_TEXT.has(vr)) return element;
    const text = this.#text(element, around);
    if (around.mode === 'clean') {
      const clean = this.#cleanValues(vr, text);
      return clean === '' ? dummyOf(element) : withBytes(element, textBytes(vr, clean));
    }
    return wordsIn(text).some((word) => this.#rules.names.has(word)) ? dummyOf(element) : element;
  }

  #unlistedDate(element: TreeElement, around: Surroundings): TreeElement {
    if (this.#rules.options.has('full-dates')) return element;
    if (!this.#rules.options.has('modified-dates')) return dummyOf(element);
    const moved = shiftDates(this.#text(element, around), this.#rules.shiftDays);
    return moved === null ? dummyOf(element) : withBytes(element, textBytes(element.vr, moved));
  }
}

export interface Rewritten {
  readonly elements: TreeElement[];
  /** Attributes that were left out because nobody knows what they hold. */
  readonly unknown: number;
}

/** The elements as the profile leaves them: those of the table as it says, private ones gone, in their order. */
export function rewriteElements(elements: readonly TreeElement[], rules: RewriteRules): Rewritten {
  const rewriter = new Rewriter(rules);
  const rewritten = rewriter.elements(elements, { mode: 'plain', characterSets: [] });
  return { elements: rewritten, unknown: rewriter.unknown };
}
