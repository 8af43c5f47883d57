// The contents of the steps that were made or taken back lately, so that undo needs no answer from the library. What is
// dropped here is still there.

import { type Edit, editBytes, HISTORY_LIMITS } from '../../core/edit/index.ts';

export interface EditMemory<Step extends object> {
  get(step: Step): Edit | null;
  /** The steps used longest ago make room; a step that does not fit alone is not kept. */
  put(step: Step, edit: Edit): void;
  drop(step: Step): void;
  clear(): void;
  bytes(): number;
}

/** Steps are told apart by identity: a model's step that a stroke came into has the same edit id twice. */
export function createEditMemory<Step extends object>(mostBytes = HISTORY_LIMITS.mostBytes): EditMemory<Step> {
  /** In the order of their last use. */
  const kept = new Map<Step, { readonly edit: Edit; readonly bytes: number }>();
  let total = 0;
  const drop = (step: Step) => {
    total -= kept.get(step)?.bytes ?? 0;
    kept.delete(step);
  };
  return {
    get: (step) => {
      const found = kept.get(step);
      if (found === undefined) return null;
      kept.delete(step);
      kept.set(step, found);
      return found.edit;
    },
    put: (step, edit) => {
      drop(step);
      const bytes = editBytes(edit);
      kept.set(step, { edit, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (total <= mostBytes) return;
        drop(oldest);
      }
    },
    drop,
    clear: () => {
      kept.clear();
      total = 0;
    },
    bytes: () => total,
  };
}
