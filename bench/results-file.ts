// bench/results.json: one key a section, so that measuring one section leaves the others as they were.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

import type { JsonRecord } from './section.ts';
/** The machine and moment of a measurement; each section keeps its own. */
export function describeMachine(now: Date): JsonRecord {
  return {
    date: now.toISOString(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
    /** Before the first run: above 0.5 something else was taking time. */
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** Replaces the section's key and keeps the rest; keys are in alphabetical order. */
export function mergeResult(file: string, section: string, result: object): void {
  const all: Record<string, unknown> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  all[section] = result;
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(`${file}.part`, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(`${file}.part`, file);
}
