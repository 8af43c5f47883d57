// The size of round tools by wheel and keys, the same for all of them.

import { limitOption, type ToolOptions } from './options.ts';
import type { ToolEffect, ToolEvent } from './tool.ts';

export type SizeOption = 'brushSizeMm' | 'smartSizeMm' | 'nudgeSizeMm';

const BY_KEY: Readonly<Record<string, (size: number) => number>> = {
  '[': (size) => size - 1,
  ']': (size) => size + 1,
  '-': (size) => size / 1.2,
  '+': (size) => Math.max(size * 1.2, size + 0.1),
};

/** A wheel step changes the size by a tenth, at least by half a millimetre. */
function afterWheel(size: number, steps: number): number {
  const change = Math.max(0.5, size * 0.1) * Math.sign(steps);
  return Math.round((size + change * Math.abs(steps)) * 2) / 2;
}

/** The change of size that an event asks for; null where it asks for none. */
export function sizeEffect(event: ToolEvent, options: ToolOptions, name: SizeOption): ToolEffect | null {
  let size: number | undefined;
  if (event.type === 'wheel' && event.modifiers.shift) size = afterWheel(options[name], event.steps);
  if (event.type === 'key' && !event.modifiers.ctrl && !event.modifiers.alt) size = BY_KEY[event.key]?.(options[name]);
  if (size === undefined) return null;
  return { type: 'options', patch: { [name]: limitOption(name, size) } };
}
