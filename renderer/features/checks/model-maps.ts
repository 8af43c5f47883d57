// What models said of their doubts, for the checks: read once for each set whose model has known limits.

import type { DoubtLimits } from '../../../core/checks/index.ts';
import limits from '../../../resources/doubt-limits.json' with { type: 'json' };
import type { AppContext } from '../../commands/command.ts';
import { readUncertainty } from '../../data/uncertainty-map.ts';
import type { FollowMaps } from './live-checks.ts';

const { models }: DoubtLimits = limits as DoubtLimits;

/** Of another model nobody knows how much doubt is usual: its map is not read. */
const isKnown = (model: { readonly id: string; readonly version: string }): boolean =>
  models[`${model.id} ${model.version}`] !== undefined;

export const followModelMaps =
  ({ store, connection }: Pick<AppContext, 'store' | 'connection'>): FollowMaps =>
  (take) => {
    const asked = new Set<string>();
    let isStopped = false;
    const follow = () => {
      for (const { id, kind, structureSetId, model } of store.getState().workspace?.groups ?? []) {
        if (kind !== 'auto' || structureSetId === null || model === null || asked.has(id) || !isKnown(model)) continue;
        asked.add(id);
        readUncertainty(connection.client, structureSetId).then(
          (map) => {
            if (map !== null && !isStopped) take({ type: 'map', modelGroupId: id, model, map });
          },
          // A damaged map is told where a person looks at it; a line that was cut is asked again with the next change.
          () => asked.delete(id),
        );
      }
    };
    const stop = store.subscribe((state) => state.workspace?.groups, follow);
    follow();
    return () => {
      isStopped = true;
      stop();
    };
  };
