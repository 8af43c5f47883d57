/** `ms` since 1970-01-01 UTC as ISO 8601 in this computer's time zone, with its offset: what a report calls its time. */
export function localTimestamp(ms: number): string {
  const offsetMinutes = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const part = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${part(size / 60)}:${part(size % 60)}`;
}
