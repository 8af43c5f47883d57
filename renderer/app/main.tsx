// Entry of the window: connects, builds store and commands, and hands them to the shell.

import { createRoot } from 'react-dom/client';
import { connect } from '../client/connect.ts';
import { createHost } from '../client/host.ts';
import { createCaseCommands } from '../commands/case-commands.ts';
import type { AppContext } from '../commands/command.ts';
import { createDoseCommands } from '../commands/dose-commands.ts';
import type { DosePort } from '../commands/dose-port.ts';
import { createDrawingCommands } from '../commands/drawing-commands.ts';
import { createEvaluateCommands } from '../commands/evaluate-commands.ts';
import { createFindingCommands } from '../commands/finding-commands.ts';
import type { GesturePort } from '../commands/gesture-port.ts';
import { createLibraryCommands } from '../commands/library-commands.ts';
import { createMeasurementCommands } from '../commands/measurement-commands.ts';
import { createNamesCommands } from '../commands/names-commands.ts';
import { createOperationCommands } from '../commands/operation-commands.ts';
import type { OperationPort } from '../commands/operation-port.ts';
import { createPrintCommands } from '../commands/print-commands.ts';
import type { PrintPort } from '../commands/print-port.ts';
import { createRegistry } from '../commands/registry.ts';
import { createReleaseCommands } from '../commands/release-commands.ts';
import { createReviewCommands } from '../commands/review-commands.ts';
import { createSceneCommands } from '../commands/scene-commands.ts';
import { createSegmentCommands } from '../commands/segment-commands.ts';
import type { SegmentPort } from '../commands/segment-port.ts';
import { createSettingsCommands } from '../commands/settings-commands.ts';
import { createSlot } from '../commands/slot.ts';
import { createStructureEditCommands } from '../commands/structure-edit-commands.ts';
import { createStructureViewCommands } from '../commands/structure-view-commands.ts';
import { createToolCommands } from '../commands/tool-commands.ts';
import { createUncertaintyCommands } from '../commands/uncertainty-commands.ts';
import { createViewCommands } from '../commands/view-commands.ts';
import { createWindowCommands } from '../commands/window-commands.ts';
import { createVolumeCache } from '../data/volume-cache.ts';
import { OPERATION_FORMS } from '../features/operations/operation-forms.ts';
import { createAppStore } from '../state/app-store.ts';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/controls.css';
import '../ui/choosers.css';
import '../ui/overlays.css';
import '../ui/signs.css';
import '../ui/preferences.css';
import { App } from './app.tsx';
import { applySettings } from './apply-settings.ts';
import { fadeStatus } from './fade-status.ts';
import { followMainProcess } from './follow-main.ts';
import { guardUnsent } from './guard-unsent.ts';
import { listenToKeys } from './keys.ts';
import { createOpenCaseControl } from './open-case-control.ts';

/** Volumes that are not open any more are kept up to this size in all, so that going back to a case is instant. */
const VOLUME_BUDGET_BYTES = 400e6;

async function start(root: HTMLElement): Promise<void> {
  const host = await createHost();
  const connection = connect();
  const store = createAppStore();
  const volumes = createVolumeCache({ baseUrl: 'blob/', budgetBytes: VOLUME_BUDGET_BYTES });
  const openCase = createOpenCaseControl(store, volumes);
  const operations = createSlot<OperationPort>();
  const segments = createSlot<SegmentPort>();
  const gestures = createSlot<GesturePort>();
  const doses = createSlot<DosePort>();
  const prints = createSlot<PrintPort>();
  const registry = createRegistry([
    ...createWindowCommands(),
    ...createLibraryCommands((context, caseId) => openCase.open(context, caseId)),
    ...createViewCommands(),
    ...createToolCommands(),
    ...createDrawingCommands(),
    ...createReviewCommands(),
    ...createFindingCommands(),
    ...createStructureViewCommands(),
    ...createStructureEditCommands(),
    ...createOperationCommands(OPERATION_FORMS, () => operations.current()),
    ...createSegmentCommands(() => segments.current()),
    ...createNamesCommands(),
    ...createPrintCommands(),
    ...createEvaluateCommands(),
    ...createUncertaintyCommands(),
    ...createDoseCommands(),
    ...createMeasurementCommands(),
    ...createSceneCommands(),
    ...createReleaseCommands(),
    ...createSettingsCommands(),
    ...createCaseCommands((context, caseId, seriesId) => openCase.open(context, caseId, seriesId)),
  ]);
  const context: AppContext = {
    store,
    connection,
    host,
    openCase: () => openCase.current(),
    command: (id) => {
      const command = registry.get(id);
      return command ? { title: command.title, keys: registry.keysOf(id) } : null;
    },
    operations,
    segments,
    gestures,
    doses,
    prints,
    run: (id, args) => registry.run(id, context, args ?? null),
  };
  followMainProcess(context);
  applySettings(context, registry);
  listenToKeys(context, registry);
  fadeStatus(context);
  guardUnsent(context);
  createRoot(root).render(<App context={context} registry={registry} />);
}

const root = document.getElementById('root');
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = error instanceof Error ? error.message : 'The window could not be started.';
  });
}
