// What was measured of the model on the screen, as it comes, and what is open about it.

import { type AppStore, patchPrint } from '../../state/app-store.ts';
import type { Measures, WallAnswer } from '../../workers/print-messages.ts';
import type { ModelMaps } from './model-look.ts';
import { judge, type Measured, NOT_EXAMINED } from './print-findings.ts';
import { printerOf } from './printers.ts';

export class ModelChecks {
  private readonly store: AppStore;
  private examined: Measured = NOT_EXAMINED;
  /** In colours on the model. */
  maps: ModelMaps = {};

  constructor(store: AppStore) {
    this.store = store;
  }

  get walls(): WallAnswer | null {
    return this.examined.walls;
  }

  /** Another model came: nothing of it is measured yet. */
  begin(isChecking: boolean): void {
    this.maps = {};
    this.examined = NOT_EXAMINED;
    this.judge(isChecking);
  }

  take(measures: Measures, isLast: boolean): void {
    switch (measures.what) {
      case 'deviation': {
        const { deviation } = measures;
        if (deviation === null) break;
        const { maps, ...figures } = deviation;
        this.maps = { ...this.maps, deviation: maps };
        this.examined = { ...this.examined, deviation: figures };
        patchPrint(this.store, { deviation: figures });
        break;
      }
      case 'closed':
        this.examined = { ...this.examined, closed: measures.parts };
        break;
      case 'standing':
        this.examined = { ...this.examined, standing: measures.parts };
        break;
      case 'walls':
        this.maps = { ...this.maps, wall: measures.walls.maps };
        this.examined = { ...this.examined, walls: measures.walls };
    }
    this.judge(!isLast);
  }

  /** Findings stay while the next model is being looked at: they go when it is known that they are gone. */
  judge(isChecking: boolean): void {
    const { parts, recipe, printerId, minWallMm } = this.store.getState().print;
    const isKnown = this.examined.closed !== null || parts.length === 0;
    const steps = recipe?.steps ?? [];
    const judged = judge({ ...this.examined, parts, steps, minWallMm, printer: printerOf(printerId) });
    patchPrint(this.store, { isChecking, ...(isKnown ? judged : {}) });
  }
}
