// What the stage of the Print mode has of its control.

import type { PrintSceneView } from '../../viewport/print-scene-types.ts';
import type { PrintPlane, SectionAnswer } from '../../workers/print-messages.ts';

export interface PrintControl {
  mountScene(container: HTMLElement): () => void;
  /** Called after each picture of the view. */
  onDrawn(listener: () => void): () => void;
  scene(): PrintSceneView | null;
  onSection(listener: (section: SectionAnswer) => void): () => void;
  askSection(plane: PrintPlane): void;
  dispose(): void;
}
