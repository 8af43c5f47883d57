// What must be known of the images is said over the views, not only in the library.
import { describe, expect, it } from 'vitest';
import { warningsOf, withoutFirstWarning } from '../../../renderer/commands/case-warnings.ts';
import type { WorkspaceState } from '../../../renderer/state/app-state.ts';

const tilt = { code: 'GANTRY_TILT', message: 'The gantry was tilted by 18.5°.' };
const gap = { code: 'MISSING_SLICES', message: 'A slice is missing.' };
const left = { code: 'ROI_OTHER_FRAME', message: 'BODY was left out.' };
const workspace = {
  detail: {
    row: {
      series: [
        { seriesId: 'other', warnings: [gap] },
        { seriesId: 'open', warnings: [tilt] },
      ],
    },
  },
  volume: { seriesId: 'open' },
  warnings: [left],
} as unknown as WorkspaceState;
const next = (now: WorkspaceState): WorkspaceState => ({ ...now, ...withoutFirstWarning(now) });

describe('warnings over the views', () => {
  it('are those of the open images, then those of the sets on them', () => {
    expect(warningsOf(workspace)).toEqual([tilt, left]);
  });

  it('are read one by one, and stay with the other series', () => {
    const second = next(workspace);
    expect(warningsOf(second)).toEqual([left]);
    expect(warningsOf(next(second))).toEqual([]);
    expect(warningsOf({ ...next(second), volume: { seriesId: 'other' } } as WorkspaceState)).toEqual([gap]);
  });
});
