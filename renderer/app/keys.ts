// Key presses -> commands. Letters never act while a field has the focus; Esc ends what is nearest.

import type { AppContext } from '../commands/command.ts';
import type { CommandRegistry } from '../commands/registry.ts';
import { chooseTool } from '../commands/tool-commands.ts';
import type { Overlay } from '../state/app-state.ts';
import { patchPrint } from '../state/app-store.ts';

const FIELD = 'input, textarea, select, [contenteditable]';

const isField = (target: EventTarget | null) => target instanceof Element && target.closest(FIELD) !== null;

const BUTTON = 'button, a, [role="button"], [role="radio"]';

/** Enter and Space belong to a control that has the focus, arrows to a list, slider or menu.
 * @param clicked the control that a click gave the focus: whoever works with the mouse does not mean it any more */
function belongsToControl(event: KeyboardEvent, clicked: Element | null): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="menu"], [role="slider"], [role="combobox"]')) return true;
  if (event.key === 'Enter' || event.key === ' ') {
    const control = target.closest(BUTTON);
    return control !== null && control !== clicked;
  }
  return event.key.startsWith('Arrow') && target.closest('[role="group"], [role="radiogroup"], [role="grid"]') !== null;
}

/** What lies beside the work, which goes on; every other overlay has the keys to itself. */
const BESIDE_THE_WORK: readonly Overlay[] = ['none', 'jobs', 'history', 'statistics'];
/** What acts on no case and no structure. */
const OVER_DIALOGS: readonly string[] = ['palette.show', 'window.fullScreen'];

const isBehindDialog = (event: KeyboardEvent, overlay: Overlay): boolean =>
  !BESIDE_THE_WORK.includes(overlay) ||
  (event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"]') !== null);

/** Returns true when there was something to end. */
function endNearest(context: AppContext): boolean {
  const { store } = context;
  const { overlay, renamingId, operation, segmentation, tool, route, print } = store.getState();
  const gestures = context.gestures.current();
  if (gestures?.isBusy()) gestures.cancel();
  else if (renamingId !== null) store.setState({ renamingId: null });
  else if (overlay !== 'none') store.setState({ overlay: 'none' });
  else if (route.screen === 'settings') {
    // What is being set up in the case waits there.
    store.setState({ route: { screen: route.from ?? 'library' } });
  } else if (print.placing !== null && route.screen === 'workspace') patchPrint(store, { placing: null });
  else if (operation !== null && route.screen === 'workspace') context.run('operation.discard');
  else if (segmentation !== null && route.screen === 'workspace') context.run('segment.discard');
  else if (route.screen === 'workspace' && tool.toolId !== 'crosshair') chooseTool(context, 'crosshair');
  else return false;
  return true;
}

export interface KeyListener {
  onKeyDown(event: KeyboardEvent): void;
  onPointerDown(event: Event): void;
}

export function createKeyListener(context: AppContext, registry: CommandRegistry): KeyListener {
  let clicked: Element | null = null;
  const onKeyDown = (event: KeyboardEvent) => {
    // From here on the keyboard says where the focus is.
    if (event.key === 'Tab' || event.key === 'F6') clicked = null;
    if (event.defaultPrevented || event.isComposing) return;
    const state = context.store.getState();
    if (event.key === 'Escape') {
      if (endNearest(context)) event.preventDefault();
      return;
    }
    const isModified = event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
    if (isField(event.target) && !isModified) return;
    if (!isModified && belongsToControl(event, clicked)) return;
    const command = registry.find(event, state);
    if (command === null) return;
    if (isBehindDialog(event, state.overlay) && !OVER_DIALOGS.includes(command.id)) return;
    // Copying text out of a field is the field's own.
    if (
      isField(event.target) &&
      ['Ctrl C', 'Ctrl V', 'Ctrl Z', 'Ctrl Y', 'Ctrl Shift Z'].some((key) => command.keys.includes(key))
    )
      return;
    event.preventDefault();
    registry.run(command.id, context);
  };
  return {
    onKeyDown,
    onPointerDown: ({ target }) => {
      clicked = target instanceof Element ? target.closest(BUTTON) : null;
    },
  };
}

export function listenToKeys(context: AppContext, registry: CommandRegistry): void {
  const { onKeyDown, onPointerDown } = createKeyListener(context, registry);
  window.addEventListener('keydown', onKeyDown);
  window.addEventListener('pointerdown', onPointerDown, true);
}
