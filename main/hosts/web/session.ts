// Who may use the loopback server: the browser to which its one-time address was given. The address holds a key that
// works once; it is exchanged for a cookie, so that it does not stay in the browser's address bar, history or referrer.

import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface Sessions {
  /** A new one-time key; one that was not used is void from now on. */
  newKey(): string;
  /** The value of the Set-Cookie header for a key that is right and not used yet; else null. */
  exchange(key: string): string | null;
  /** True when a Cookie header holds a session that was given out. */
  has(cookieHeader: string | undefined): boolean;
}

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** @param port part of the cookie's name: cookies do not tell apart the ports of one address */
export function createSessions(port: number): Sessions {
  const name = `limner-${port}`;
  const tokens: string[] = [];
  let key: string | null = null;
  return {
    newKey: () => {
      key = randomBytes(32).toString('base64url');
      return key;
    },
    exchange: (given) => {
      if (key === null || !equal(given, key)) return null;
      key = null;
      const token = randomBytes(32).toString('base64url');
      tokens.push(token);
      return `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`;
    },
    has: (cookieHeader = '') =>
      cookieHeader.split(';').some((part) => {
        const [partName, value = ''] = part.trim().split('=', 2);
        return partName === name && tokens.some((token) => equal(value, token));
      }),
  };
}
