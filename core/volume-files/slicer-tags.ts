// Tags of a segment as 3D Slicer writes them: `name:value|name:value|`. The terminology entry names category, type and
// region, each as `scheme^code^meaning`, between tildes.

const TERMINOLOGY = 'TerminologyEntry';
const CONTEXT = 'Segmentation category and type - DICOM master list';
const REGIONS = 'Anatomic codes - DICOM master list';

interface Code {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

const NOTHING = '^^';
const written = ({ scheme, value, meaning }: Code): string =>
  [scheme, value, meaning].map((part) => part.replace(/[~^|:]/g, ' ')).join('^');

/** Tags of a structure whose anatomical type has a code. */
export const terminologyTag = (category: Code, type: Code): string =>
  `${TERMINOLOGY}:${[CONTEXT, written(category), written(type), NOTHING, REGIONS, NOTHING, NOTHING].join('~')}|`;

/** Codes of category and type, in this order; null where the tags have none. */
export function readTerminology(tags: string): { readonly category: Code | null; readonly type: Code | null } {
  const entry = tags.split('|').find((tag) => tag.startsWith(`${TERMINOLOGY}:`));
  const [, category, type] = entry?.slice(TERMINOLOGY.length + 1).split('~') ?? [];
  const code = (text: string | undefined): Code | null => {
    const [scheme = '', value = '', meaning = ''] = text?.split('^') ?? [];
    return value === '' ? null : { scheme, value, meaning };
  };
  return { category: code(category), type: code(type) };
}

/** The identifier of the Foundational Model of Anatomy in the tags; null where they have none. */
export function fmaIdOfTags(tags: string): string | null {
  const { type } = readTerminology(tags);
  return type?.scheme === 'FMA' && /^\d{1,16}$/.test(type.value) ? type.value : null;
}
