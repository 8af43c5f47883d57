// Numbers as people read them here: a unit with every figure, letters for directions, a true minus, thin spaces between
// thousands, '–' for a missing value.

export const MISSING = '–';
const THIN_SPACE = '\u2009';
const MINUS = '\u2212';

/** Rounded to `decimals`, thousands parted from 1 000 up. A figure that is not finite is missing. */
export function decimal(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return MISSING;
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

/** Three places at most before the eye has to work: 0.42, 23.8, 1 484. */
const figures = (value: number): string => decimal(value, value < 1 ? 2 : value < 1000 ? 1 : 0);

export const volumeText = (ml: number): string => `${figures(ml)} ml`;
export const areaText = (cm2: number): string => `${decimal(cm2, cm2 < 1000 ? 1 : 0)} cm²`;
export const diceText = (dice: number): string => decimal(dice, 3);

const AXIS_LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;

/** LPS coordinate on one axis (0 = x, 1 = y, 2 = z) with its letter instead of a sign: 'S 64.5'. */
export function positionOnAxis(axis: 0 | 1 | 2, mm: number): string {
  const text = decimal(Math.abs(mm), 1);
  return `${AXIS_LETTERS[axis][mm < 0 && /[1-9]/.test(text) ? 1 : 0]} ${text}`;
}

/** LPS mm as 'L 72.7 A 16.4 S 64.5 mm'. */
export const positionText = (lps: readonly [number, number, number]): string =>
  `${positionOnAxis(0, lps[0])} ${positionOnAxis(1, lps[1])} ${positionOnAxis(2, lps[2])} mm`;

export const spacingText = (mm: readonly [number, number, number]): string =>
  `${mm.map((v) => decimal(v, 2)).join(' × ')} mm`;

export const sizeText = (size: readonly [number, number, number]): string => size.map(String).join(' × ');

/** '1.8 s', '2 min 05 s'; what would round to nothing is '< 0.1 s'. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return MISSING;
  if (ms > 0 && ms < 50) return '< 0.1 s';
  if (ms < 59_950) return `${decimal(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dateParts = (year: string, month: string, day: string): string | null => {
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? null : `${Number(day)} ${name} ${year}`;
};

/** DICOM DA (PS3.5 section 6.2, YYYYMMDD) as '18 Nov 2026'; what is no date stays as it is written. */
export function dicomDateText(date: string | null | undefined): string {
  const text = date?.trim() ?? '';
  if (text === '') return MISSING;
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  return (year && month && day && dateParts(year, month, day)) || text;
}

/** ISO 8601 as '20 Nov 2026 09:41', in the clock that it was written with ('… UTC' for Z); other text stays as it is. */
export function timestampText(iso: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(iso) ?? [];
  const date = year && month && day ? dateParts(year, month, day) : null;
  return date === null || time === undefined ? iso : `${date} ${time}${iso.endsWith('Z') ? ' UTC' : ''}`;
}

/** DICOM person name (PS3.5 section 6.2.1.1) as 'Family, Given': the alphabetic group, its carets turned. */
export function personNameText(name: string): string {
  const [family = '', ...rest] = (name.split('=')[0] ?? '').split('^').map((part) => part.trim());
  const given = rest.slice(0, 2).filter((part) => part !== '');
  const text = given.length > 0 ? `${family}, ${given.join(' ')}` : family;
  return text === '' ? MISSING : text;
}

export const countText = (n: number, one: string, many: string): string => `${decimal(n, 0)} ${n === 1 ? one : many}`;
