// How much doubt is usual for a structure of a model, learnt with that very model: another version doubts otherwise.

export interface DoubtLimit {
  /** Contours that it was learnt from. */
  readonly n: number;
  /** Median of the volume in doubt over the volume of the structure, of contours that were not bad. */
  readonly usual: number;
  /** The share over which a structure is said. */
  readonly limit: number;
}

export interface DoubtLimits {
  readonly schema: 1;
  /** By 'id version' of the model, then name of the structure. */
  readonly models: Readonly<Record<string, Readonly<Record<string, DoubtLimit>>>>;
}

export const NO_LIMITS: DoubtLimits = { schema: 1, models: {} };

/** null for a model or a structure of which nothing was learnt. */
export const limitFor = (
  { models }: DoubtLimits,
  model: { readonly id: string; readonly version: string },
  name: string,
): DoubtLimit | null => models[`${model.id} ${model.version}`]?.[name] ?? null;
