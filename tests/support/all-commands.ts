// Every command of the window, as its entry makes them, and a context to run them in.

import { createCaseCommands } from '../../renderer/commands/case-commands.ts';
import type { AppContext, Command } from '../../renderer/commands/command.ts';
import { createDoseCommands } from '../../renderer/commands/dose-commands.ts';
import { createDrawingCommands } from '../../renderer/commands/drawing-commands.ts';
import { createEvaluateCommands } from '../../renderer/commands/evaluate-commands.ts';
import { createFindingCommands } from '../../renderer/commands/finding-commands.ts';
import { createLibraryCommands } from '../../renderer/commands/library-commands.ts';
import { createMeasurementCommands } from '../../renderer/commands/measurement-commands.ts';
import { createNamesCommands } from '../../renderer/commands/names-commands.ts';
import { createOperationCommands } from '../../renderer/commands/operation-commands.ts';
import { createPrintCommands } from '../../renderer/commands/print-commands.ts';
import { createReleaseCommands } from '../../renderer/commands/release-commands.ts';
import { createReviewCommands } from '../../renderer/commands/review-commands.ts';
import { createSceneCommands } from '../../renderer/commands/scene-commands.ts';
import { createSegmentCommands } from '../../renderer/commands/segment-commands.ts';
import { createSettingsCommands } from '../../renderer/commands/settings-commands.ts';
import { createSlot } from '../../renderer/commands/slot.ts';
import { createStructureEditCommands } from '../../renderer/commands/structure-edit-commands.ts';
import { createStructureViewCommands } from '../../renderer/commands/structure-view-commands.ts';
import { createToolCommands } from '../../renderer/commands/tool-commands.ts';
import { createUncertaintyCommands } from '../../renderer/commands/uncertainty-commands.ts';
import { createViewCommands } from '../../renderer/commands/view-commands.ts';
import { createWindowCommands } from '../../renderer/commands/window-commands.ts';
import { OPERATION_FORMS } from '../../renderer/features/operations/operation-forms.ts';
import { type AppStore, createAppStore } from '../../renderer/state/app-store.ts';

export const allCommands = (): Command[] => [
  ...createWindowCommands(),
  ...createLibraryCommands(async () => undefined),
  ...createViewCommands(),
  ...createToolCommands(),
  ...createDrawingCommands(),
  ...createReviewCommands(),
  ...createFindingCommands(),
  ...createStructureViewCommands(),
  ...createStructureEditCommands(),
  ...createOperationCommands(OPERATION_FORMS, () => null),
  ...createSegmentCommands(() => null),
  ...createNamesCommands(),
  ...createPrintCommands(),
  ...createEvaluateCommands(),
  ...createUncertaintyCommands(),
  ...createDoseCommands(),
  ...createMeasurementCommands(),
  ...createSceneCommands(),
  ...createReleaseCommands(),
  ...createSettingsCommands(),
  ...createCaseCommands(async () => undefined),
];

/** A context without a case, a library or a host. */
export function emptyContext(over: Partial<AppContext> = {}): AppContext & { readonly store: AppStore } {
  return {
    store: createAppStore(),
    connection: null as never,
    host: null as never,
    openCase: () => null,
    operations: createSlot(),
    segments: createSlot(),
    gestures: createSlot(),
    doses: createSlot(),
    prints: createSlot(),
    command: () => null,
    run: () => undefined,
    ...over,
  };
}
