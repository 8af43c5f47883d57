// Dates moved by whole days, in the forms of DA, DT and their ranges (PS3.5 6.2); times of day stay.

const DAY_MS = 86_400_000;

function shiftedDay(year: string, month: string, day: string, days: number): string | null {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const given = new Date(at);
  if (given.getUTCMonth() !== Number(month) - 1 || given.getUTCDate() !== Number(day)) return null;
  const moved = new Date(at + days * DAY_MS).toISOString();
  return /^\d{4}-/.test(moved) ? moved.slice(0, 10).replaceAll('-', '') : null;
}

function shiftOne(text: string, days: number): string | null {
  const plain = text.trim();
  if (plain === '') return '';
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})([\d.]*(?:[+-]\d{4})?)$/.exec(plain);
  if (match === null) return null;
  const [, year = '', month = '', day = '', rest = ''] = match;
  const date = shiftedDay(year, month, day, days);
  return date === null ? null : date + rest;
}

/**
 * The values of a DA or DT attribute (separated by a backslash) moved by `days`; null where one is no whole date, so that
 * it cannot be moved.
 */
export function shiftDates(text: string, days: number): string | null {
  const values = text.split('\\').map((value) => {
    const asOne = shiftOne(value, days);
    if (asOne !== null) return asOne;
    const ends = /^(\d{8})?\s*-\s*(\d{8})?\s*$/.exec(value);
    if (ends === null) return null;
    const [from, to] = [shiftOne(ends[1] ?? '', days), shiftOne(ends[2] ?? '', days)];
    return from === null || to === null ? null : `${from}-${to}`;
  });
  return values.includes(null) ? null : values.join('\\');
}
