// Between the keys of drawing and the tool in hand.

/** What a workspace offers to the commands of drawing while a case is open. */
export interface GesturePort {
  /** `KeyboardEvent.key`, to the tool in hand. */
  key(key: string): void;
  /** True while a drawing is open: a stroke, a polygon, a measurement of several clicks. */
  isBusy(): boolean;
  cancel(): void;
  /** Undo while something is being drawn: the last point of a drawing of several clicks, else the stroke in hand. */
  takeBack(): void;
  sizeChanged(): void;
  /** The keyboard moves the pointer over the active view. */
  setKeyboardPointer(isOn: boolean): void;
}
