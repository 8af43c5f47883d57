// Blended rows -> probabilities -> what is kept of them: the fields of the classes and the uncertainty.

import {
  type AnswerForm,
  activate,
  answerForm,
  type BlendedRow,
  blendedSpace,
  createFieldCollection,
  createFieldStore,
  createRowBlender,
  createRowMemory,
  createUncertaintyRows,
  type GridPart,
  gaussianWeights,
  type ModelManifest,
  type RowBlender,
  type RunPlan,
  type StoredFields,
  toStoredFields,
  type UncertaintyMap,
} from '../../core/inference/index.ts';

export interface ResultRows {
  /** Starts a part of the grid; starts of its patches count from the part's. */
  begin(part: GridPart): RowBlender;
  /** After the last patch of a part. */
  end(): void;
  /** After the last part. */
  finish(): { readonly fields: StoredFields; readonly uncertainty: UncertaintyMap };
  /** Fields of a row in work, weights and spread included. */
  readonly fields: number;
}

/** Channels of an answer that are needed for the wanted ones: rivals and what paints over them come along. */
function keptChannels({ output }: ModelManifest, wanted: readonly number[]): readonly number[] {
  return output.activation === 'sigmoid' ? wanted : output.labels.map((_, channel) => channel);
}

/** What counts as being somewhere: the threshold; of competing classes, a winner has at least 1 / classes. */
function levelsOf({ output }: ModelManifest, form: AnswerForm, kept: readonly number[]): number[] {
  return kept.map((channel) =>
    form.competes ? 1 / form.channels : (output.labels[channel]?.threshold ?? output.threshold),
  );
}

/** Voxels that no patch reached are background. */
function clearUnreached(row: BlendedRow, isBackground: readonly boolean[], competes: boolean): void {
  const { values, isReached } = row;
  if (!isReached.includes(0)) return;
  const plane = isReached.length;
  for (const [n, background] of isBackground.entries()) {
    const value = competes && background ? 1 : 0;
    for (let v = 0; v < plane; v++) if (isReached[v] === 0) values[n * plane + v] = value;
  }
}

/** Rows of one image. `views`: how many answers are averaged for each patch. */
export function createResultRows(
  manifest: ModelManifest,
  plan: RunPlan,
  wanted: readonly number[],
  views: number,
): ResultRows {
  const form = answerForm(manifest);
  const { size, axis, patch, rows } = plan;
  const { blend } = manifest.tiling;
  const channels = keptChannels(manifest, wanted);
  const places = wanted.map((channel) => channels.indexOf(channel));
  const collection = createFieldCollection(channels);
  const kept = {
    axis,
    channels,
    wanted: manifest.output.activation === 'regions' ? channels.map((_, n) => n) : places,
    keepsRivals: form.competes,
    levels: levelsOf(manifest, form, channels),
  };
  const hasSpread = views > 1;
  const uncertainty = createUncertaintyRows({
    size,
    axis,
    fields: channels.length,
    competes: form.competes,
    hasSpread,
  });
  const isBackground = channels.map((channel) => manifest.output.labels[channel] === null);
  const isLogits = blendedSpace(form) === 'logits';
  const axisWeights = patch.map((n) =>
    blend.kind === 'gaussian' ? gaussianWeights(n, blend.sigmaOfPatch) : new Float32Array(n).fill(1),
  ) as unknown as readonly [Float32Array, Float32Array, Float32Array];
  const memory = createRowMemory();
  let endPart = () => {};
  return {
    fields: channels.length + (hasSpread ? 2 : 1),
    begin: (part) => {
      const store = createFieldStore({ ...kept, ...part }, collection);
      const onRow = (row: BlendedRow) => {
        if (isLogits) activate(form, row.values, channels.length);
        clearUnreached(row, isBackground, form.competes);
        store.add(row.row, row.values);
        uncertainty.add(row, row.values, part);
      };
      const blender = createRowBlender({
        size: part.size,
        axis,
        patch,
        rows,
        channels,
        hasSpread,
        axisWeights,
        onRow,
        memory,
      });
      endPart = () => {
        blender.finishBefore(part.size[axis]);
        store.finish();
      };
      return blender;
    },
    end: () => endPart(),
    finish: () => ({ fields: toStoredFields(collection, axis, channels), uncertainty: uncertainty.finish() }),
  };
}
