// The only way to the time of day outside tests. Wall clocks jump; nothing may rely on it for order.

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Time of day as ISO 8601 in UTC with milliseconds, the form kept in the library. */
export const isoTime = (clock: Clock): string => new Date(clock.nowMs()).toISOString();
