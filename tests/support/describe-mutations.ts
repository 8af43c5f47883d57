import { describe, expect, it } from 'vitest';
import type { MutatedFormat } from './mutate.ts';
import { runMutations } from './run-mutations.ts';

const FORMATS: readonly MutatedFormat[] = ['dicom', 'nifti', 'nrrd'];

/** `count` damaged files of each format: no crash, no hang over 5 s, no memory over 1 GB, nothing written elsewhere. */
export function describeMutations(count: number): void {
  describe(`${count} damaged files`, () => {
    it.each(FORMATS)(
      'of %s are refused with a reason or taken in whole',
      async (format) => {
        const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
        const beganMs = performance.now();
        const { findings, accepted, refused, slowestMs, peakMb } = await runMutations(format, count, seed);
        const seconds = ((performance.now() - beganMs) / 1000).toFixed(0);
        process.stdout.write(
          `${count} mutations of ${format}: seed ${seed}, ${accepted} accepted, ${refused} refused, slowest ${slowestMs} ms, ` +
            `peak ${peakMb} MB, ${seconds} s\n`,
        );
        expect(findings, `seed ${seed}; the files are in .work/mutations`).toEqual([]);
      },
      1_800_000,
    );
  });
}
