// Names that the bridge between a sandboxed window and the main process uses: two for frames, nothing else.

export const FRAME_TO_MAIN = 'limner:frame';
export const FRAME_TO_WINDOW = 'limner:frame-back';

/** What the preload script puts on `window.limnerBridge`. */
export interface LimnerBridge {
  send(frame: string): void;
  onFrame(receive: (frame: string) => void): void;
}
