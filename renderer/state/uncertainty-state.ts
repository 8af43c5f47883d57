// How unsure a model was of what it made, as it is shown: figures alone, the map itself stays outside of the state.

export interface UnsureSlice {
  readonly k: number;
  /** Uncertainty along the edge there, mm; see core/uncertainty. */
  readonly widthMm: number;
  readonly ijk: readonly [number, number, number];
}

export interface UnsureFigures {
  /** Of which state of the structure: while another is there, they are old. */
  readonly contentRev: number;
  readonly meanMm: number;
  /** The least certain first. */
  readonly slices: readonly UnsureSlice[];
}

export interface UncertaintyState {
  /** 'none': nothing was kept with this set. */
  readonly phase: 'off' | 'reading' | 'ready' | 'none' | 'failed';
  /** The set that the map is of; null: no model made anything here. */
  readonly groupId: string | null;
  readonly kind: 'disagreement' | 'entropy' | null;
  /** Why it failed; else empty. */
  readonly message: string;
  /** By structure of the set; one that is missing is still being computed. */
  readonly figures: Readonly<Record<string, UnsureFigures>>;
}

export const NO_UNCERTAINTY: UncertaintyState = { phase: 'off', groupId: null, kind: null, message: '', figures: {} };
