import { AppError } from '../../core/error/index.ts';
import type { Mutation } from './mutate.ts';

/** Of the processor: work of others on the machine makes no file slow. */
const SLOW_MS = 5_000;
const LONGEST_REASON = 600;

export interface DamageReport {
  readonly accepted: number;
  readonly refused: number;
  /** A line a file that was neither used whole nor refused with one line, or took too long. */
  readonly problems: readonly string[];
}

const isRefusal = (error: unknown): boolean =>
  error instanceof AppError &&
  error.kind !== 'internal' &&
  !error.message.includes('\n') &&
  error.message.length < LONGEST_REASON;

/** Takes in `count` damaged files in this process: no file is written, so a thousand take seconds. */
export async function takeDamaged<Damaged extends Mutation>(
  count: number,
  damage: (index: number) => Damaged,
  takeIn: (damaged: Damaged) => void | Promise<void>,
): Promise<DamageReport> {
  const problems: string[] = [];
  let [accepted, refused] = [0, 0];
  for (let index = 0; index < count; index++) {
    const damaged = damage(index);
    const what = `${index} ${damaged.name} (${damaged.what})`;
    const begun = process.cpuUsage();
    try {
      await takeIn(damaged);
      accepted++;
    } catch (error) {
      if (isRefusal(error)) refused++;
      else problems.push(`${what}: ${error instanceof Error ? error.stack : error}`);
    }
    const { user, system } = process.cpuUsage(begun);
    const tookMs = (user + system) / 1000;
    if (tookMs > SLOW_MS) problems.push(`${what}: took ${Math.round(tookMs)} ms`);
  }
  return { accepted, refused, problems };
}
