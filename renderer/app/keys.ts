// Key presses -> commands. Letters never act while a field has the focus; Esc ends what is nearest.

import type { AppContext } from '../commands/command.ts';
import type { CommandRegistry } from '../commands/registry.ts';
import { chooseTool } from '../commands/tool-commands.ts';

const FIELD = 'input, textarea, select, [contenteditable]';

const isField = (target: EventTarget | null) => target instanceof Element && target.closest(FIELD) !== null;

/** Enter and Space belong to a control that has the focus, arrows to a list, slider or menu. */
function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="menu"], [role="dialog"], [role="slider"], [role="combobox"]')) return true;
  if (event.key === 'Enter' || event.key === ' ') {
    return target.closest('button, a, [role="button"], [role="radio"]') !== null && !event.ctrlKey;
  }
  return event.key.startsWith('Arrow') && target.closest('[role="group"], [role="radiogroup"], [role="grid"]') !== null;
}

/** Returns true when there was something to end. */
function endNearest(context: AppContext): boolean {
  const { store } = context;
  const { overlay, renamingId, operation, tool, route } = store.getState();
  const gestures = context.gestures.current();
  if (gestures?.isBusy()) gestures.cancel();
  else if (renamingId !== null) store.setState({ renamingId: null });
  else if (overlay !== 'none') store.setState({ overlay: 'none' });
  else if (operation !== null) context.run('operation.discard');
  else if (route.screen === 'settings') {
    store.setState({ route: { screen: store.getState().workspace ? 'workspace' : 'library' } });
  } else if (route.screen === 'workspace' && tool.toolId !== 'crosshair') chooseTool(context, 'crosshair');
  else return false;
  return true;
}

export function listenToKeys(context: AppContext, registry: CommandRegistry): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const state = context.store.getState();
    if (event.key === 'Escape') {
      if (endNearest(context)) event.preventDefault();
      return;
    }
    const isModified = event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
    if (isField(event.target) && !isModified) return;
    if (!isModified && belongsToControl(event)) return;
    const command = registry.find(event, state);
    if (command === null) return;
    // Copying text out of a field is the field's own.
    if (
      isField(event.target) &&
      ['Ctrl C', 'Ctrl V', 'Ctrl Z', 'Ctrl Y', 'Ctrl Shift Z'].some((key) => command.keys.includes(key))
    )
      return;
    event.preventDefault();
    registry.run(command.id, context);
  });
}
