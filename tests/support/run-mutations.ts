// Watches over the process that takes in damaged files: ends it when one file takes too long, starts it again after the
// file that ended it, and keeps every file that made trouble.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type MutatedFormat, mutate } from './mutate.ts';
import { mutationSeeds } from './mutation-seeds.ts';

/** Ends what hangs; what is slow the child tells by itself. */
const HANG_MS = 60_000;
const START_MS = 120_000;
const kept = resolve(import.meta.dirname, '../../.work/mutations');

export interface Finding {
  readonly index: number;
  readonly name?: string;
  readonly what?: string;
  readonly problem: string;
}

export interface MutationRun {
  readonly findings: readonly Finding[];
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly peakMb: number;
}

interface ChildEnd {
  readonly findings: Finding[];
  readonly counts: Omit<MutationRun, 'findings'> | null;
  readonly lastIndex: number;
  readonly isHung: boolean;
  readonly exit: string;
}

/** Runs numbers `from` to `to` in one process. */
function runChild(format: MutatedFormat, seed: number, from: number, to: number, work: string): Promise<ChildEnd> {
  const child = spawn(
    process.execPath,
    [
      '--permission',
      '--allow-fs-read=*',
      `--allow-fs-write=${work}`,
      '--allow-addons',
      '--allow-worker',
      '--disable-warning=SecurityWarning',
      join(import.meta.dirname, 'mutate-child.ts'),
      format,
      String(seed),
      String(from),
      String(to),
      work,
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], cwd: work, env: { ...process.env, TMPDIR: work } },
  );
  let stdout = '';
  let stderr = '';
  let lastIndex = from - 1;
  let isHung = false;
  const hang = () => {
    isHung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(hang, START_MS);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdio[3]?.on('data', (text: Buffer) => {
    lastIndex = Number(text.toString().trim().split('\n').at(-1));
    clearTimeout(timer);
    timer = setTimeout(hang, HANG_MS);
  });
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
      const counts = lines.find((line) => 'done' in line)?.done ?? null;
      done({
        findings: lines.filter((line) => 'problem' in line),
        counts,
        lastIndex,
        isHung,
        exit: `exit ${code ?? signal}${stderr === '' ? '' : `: ${stderr.slice(0, 600)}`}`,
      });
    });
  });
}

/** Takes in `count` damaged files of a format and tells what went wrong; those files lie in .work/mutations then. */
export async function runMutations(format: MutatedFormat, count: number, seed: number): Promise<MutationRun> {
  const findings: Finding[] = [];
  const total = { accepted: 0, refused: 0, slowestMs: 0, peakMb: 0 };
  const parent = mkdtempSync(join(tmpdir(), 'limner-mutations-'));
  try {
    for (let from = 0; from < count; ) {
      const work = join(parent, `from-${from}`);
      mkdirSync(work);
      const end = await runChild(format, seed, from, count, work);
      findings.push(...end.findings);
      if (end.counts !== null) {
        total.accepted += end.counts.accepted;
        total.refused += end.counts.refused;
        total.slowestMs = Math.max(total.slowestMs, end.counts.slowestMs);
        total.peakMb = Math.max(total.peakMb, end.counts.peakMb);
      } else {
        findings.push({ index: end.lastIndex, problem: end.isHung ? 'it hangs' : `the process ended, ${end.exit}` });
      }
      from = end.lastIndex + 1;
      if (findings.length >= 10 || end.lastIndex < 0) break;
      rmSync(work, { recursive: true });
    }
    const strangers = readdirSync(parent).filter((name) => !name.startsWith('from-'));
    if (strangers.length > 0) findings.push({ index: -1, problem: `written outside: ${strangers.join(', ')}` });
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
  for (const { index } of findings) if (index >= 0) keepFile(format, seed, index);
  return { findings, ...total };
}

function keepFile(format: MutatedFormat, seed: number, index: number): void {
  const { name, bytes } = mutate(format, mutationSeeds(format), seed, index);
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, `${seed}-${index}-${name}`), bytes);
}
