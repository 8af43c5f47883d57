// A part of the window that fails says so in its place; the rest goes on, and nothing that was drawn is lost.

import type { ReactNode } from 'react';
import { Boundary } from '../../ui/message.tsx';

/** What is handed over by 'Copy details', by incident. */
const details = new Map<string, string>();

function record(error: unknown, place: string): string {
  const id = crypto.randomUUID().slice(0, 8);
  details.set(id, `${place}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return id;
}

function copy(text: string): void {
  const known = [...details].find(([id]) => text.includes(id))?.[1] ?? '';
  navigator.clipboard?.writeText(`${text}\n${known}`).catch(() => 'the browser does not let it');
}

/** @param place as a sentence begins: 'The structure list' */
export const Guarded = ({ place, children }: { readonly place: string; readonly children: ReactNode }) => (
  <Boundary place={place} record={record} copy={copy}>
    {children}
  </Boundary>
);
