// Figures beside their targets, told as they come and in a table at the end.

import type { JsonRecord } from '../section.ts';

interface Line {
  readonly what: string;
  readonly measured: number;
  readonly target: number;
  readonly unit: string;
}
const lines: Line[] = [];
export const hold = (what: string, measured: number, target: number, unit: string): JsonRecord => {
  lines.push({ what, measured, target, unit });
  process.stderr.write(`${what}: ${measured} ${unit}\n`);
  return { measured, target, unit, isMet: measured <= target };
};

export function printTable(): void {
  const text = ({ measured, unit }: Pick<Line, 'measured' | 'unit'>) => `${measured} ${unit}`.trim();
  const widths = lines.map(({ what }) => what.length);
  for (const line of lines) {
    const what = line.what.padEnd(Math.max(...widths));
    const target = text({ measured: line.target, unit: line.unit });
    process.stdout.write(
      `${what}  ${text(line).padStart(12)}  ${`(${target})`.padStart(14)}  ${line.measured <= line.target ? 'met' : 'MISSED'}\n`,
    );
  }
}

export const isAnyMissed = (): boolean => lines.some(({ measured, target }) => !(measured <= target));
