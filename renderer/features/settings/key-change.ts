// Giving a command another key: which presses can be one, and which are refused.

import type { Command } from '../../commands/command.ts';
import { keyOfEvent } from '../../commands/key-name.ts';
import type { CommandRegistry } from '../../commands/registry.ts';

/** Keys that the window or the system needs for itself. */
const RESERVED: ReadonlySet<string> = new Set([
  'Esc',
  'Tab',
  'Shift Tab',
  'F8',
  'Alt F4',
  'Ctrl W',
  'Ctrl Q',
  'Alt Tab',
]);
const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead']);

export type KeyChange =
  /** Only a modifier so far. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused'; readonly key: string; readonly why: string }
  | { readonly kind: 'taken'; readonly key: string };

/** 'Ctrl M is “Margin”. Change that one first.' */
export const clashWords = (key: string, other: Command): string =>
  `${key} is “${other.title.replace(/…$/, '')}”. Change that one first.`;

export function readKeyChange(
  registry: Pick<CommandRegistry, 'clashOf'>,
  commandId: string,
  event: Parameters<typeof keyOfEvent>[0],
): KeyChange {
  if (MODIFIERS.has(event.key)) return { kind: 'waiting' };
  const key = keyOfEvent(event)[0] ?? '';
  if (RESERVED.has(key)) return { kind: 'refused', key, why: `${key} is kept for the window itself.` };
  const other = registry.clashOf(commandId, key);
  return other === null ? { kind: 'taken', key } : { kind: 'refused', key, why: clashWords(key, other) };
}

/** Why a command cannot have the keys back that it came with; null: it can. */
export function whyNoReset(registry: Pick<CommandRegistry, 'clashOf'>, command: Command): string | null {
  for (const key of command.keys) {
    const other = registry.clashOf(command.id, key);
    // Two that share a key as they came act at different times.
    if (other !== null && !other.keys.includes(key)) return clashWords(key, other);
  }
  return null;
}
