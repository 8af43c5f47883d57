// The only way to the time of day outside tests. Wall clocks jump; nothing may rely on it for order.

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Time of day as ISO 8601 in UTC with milliseconds, the form kept in the library. */
export const isoTime = (clock: Clock): string => new Date(clock.nowMs()).toISOString();

const two = (n: number): string => String(n).padStart(2, '0');

/** Local date and time, as DICOM wants them where no offset from UTC is given (PS3.3 C.12.1.1.8). */
export function localDateTime(clock: Clock): { readonly date: string; readonly time: string } {
  const now = new Date(clock.nowMs());
  return {
    date: `${String(now.getFullYear()).padStart(4, '0')}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
  };
}
