// Numbers, times and dates as the whole window writes them (units always, true minus, letters instead of signs).

const THIN_SPACE = '\u2009';
const MINUS = '−';
const NONE = '–';

const grouped = (whole: string) => whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);

/** '–' for what is no number. */
export const formatNumber = (value: number, decimals: number): string => {
  if (!Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  const [whole = '', part] = text.split('.');
  const isNegative = value < 0 && Number(text) !== 0;
  return `${isNegative ? MINUS : ''}${grouped(whole)}${part ? `.${part}` : ''}`;
};

/** 0.42, 23.8, 1 484 ml: by what stands there after rounding. */
export const formatMl = (ml: number): string =>
  `${formatNumber(ml, Math.abs(ml) < 0.995 ? 2 : Math.abs(ml) < 999.95 ? 1 : 0)} ml`;

export const formatMm = (mm: number): string => `${formatNumber(mm, 1)} mm`;

export const formatCm2 = (mm2: number): string => `${formatNumber(mm2 / 100, 1)} cm²`;

/** 'L 72.7 A 16.4 S 64.5 mm' of LPS mm. */
export const formatPosition = ([x, y, z]: readonly [number, number, number]): string => {
  const part = (value: number, plus: string, minus: string) => {
    const text = Math.abs(value).toFixed(1);
    return `${value < 0 && Number(text) !== 0 ? minus : plus} ${text}`;
  };
  return `${part(x, 'L', 'R')} ${part(y, 'P', 'A')} ${part(z, 'S', 'I')} mm`;
};

export const formatHu = (hu: number): string => `${formatNumber(hu, 0)} HU`;

export const formatSpacing = (mm: readonly [number, number, number]): string =>
  `${mm.map((value) => value.toFixed(2)).join(' × ')} mm`;

export const formatBytes = (bytes: number): string => {
  if (bytes < 999_500) return `${formatNumber(bytes / 1e3, 0)} kB`;
  return bytes < 999.5e6 ? `${formatNumber(bytes / 1e6, 0)} MB` : `${formatNumber(bytes / 1e9, 1)} GB`;
};

export const formatDuration = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60).toString()} min ${(whole % 60).toString().padStart(2, '0')} s`;
};

/** 'About 14 s left', rounded as a person would. */
export const formatTimeLeft = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 20) return `About ${Math.max(1, Math.round(seconds)).toString()} s left`;
  if (seconds < 90) return `About ${(Math.round(seconds / 5) * 5).toString()} s left`;
  return `About ${Math.round(seconds / 60).toString()} min left`;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => value.toString().padStart(2, '0');

export const formatClock = (date: Date): string => `${two(date.getHours())}:${two(date.getMinutes())}`;

/** '09:41' today, 'Yesterday', '18 Nov' this year, else '18 Nov 2025'. */
export const formatWhen = (iso: string, now: Date): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NONE;
  const dayOf = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((dayOf(now) - dayOf(date)) / 86_400_000);
  if (days === 0) return formatClock(date);
  if (days === 1) return 'Yesterday';
  const day = `${date.getDate().toString()} ${MONTHS[date.getMonth()] ?? ''}`;
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear().toString()}`;
};

/** DICOM DA ('20210101') as '1 Jan 2021'; '–' for none. */
export const formatDicomDate = (da: string): string => {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(da.trim());
  const month = match ? MONTHS[Number(match[2]) - 1] : undefined;
  return match && month ? `${Number(match[3]).toString()} ${month} ${match[1]}` : NONE;
};

/** 'Family^Given' as 'Family, Given'. */
export const formatPersonName = (name: string): string => {
  const [family = '', given = '', middle = ''] = (name.split('=')[0] ?? '').split('^');
  const rest = [given, middle].filter(Boolean).join(' ');
  return [family, rest].filter(Boolean).join(', ') || NONE;
};
