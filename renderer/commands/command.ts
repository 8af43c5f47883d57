// A command is one act with one name: buttons, menus, keys and the palette run the same one.

import type { WindowConnection } from '../client/connect.ts';
import type { HostPort } from '../client/host.ts';
import type { OpenCase } from '../data/open-case.ts';
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { DosePort } from './dose-port.ts';
import type { GesturePort } from './gesture-port.ts';
import type { OperationPort } from './operation-port.ts';
import type { PrintPort } from './print-port.ts';
import type { SegmentPort } from './segment-port.ts';
import type { Slot } from './slot.ts';

/** What commands work with; made once by the shell. */
export interface AppContext {
  readonly store: AppStore;
  readonly connection: WindowConnection;
  readonly host: HostPort;
  /** The open case; null outside of a workspace and while it is opening. */
  openCase(): OpenCase | null;
  /** The structure work of the open case puts itself here. */
  readonly operations: Slot<OperationPort>;
  /** What is being made from values puts itself here. */
  readonly segments: Slot<SegmentPort>;
  /** The tool in hand of the open case. */
  readonly gestures: Slot<GesturePort>;
  /** The dose of the open case. */
  readonly doses: Slot<DosePort>;
  /** The printing view of the open case. */
  readonly prints: Slot<PrintPort>;
  /** Title and keys of a command, for menus and tooltips. */
  command(commandId: string): { readonly title: string; readonly keys: readonly string[] } | null;
  /** Runs another command by its id. */
  run(commandId: string, args?: string | null): void;
}

/** Where a key acts: everywhere, or only on one screen or in one mode. */
export type KeyScope = 'everywhere' | 'library' | 'workspace' | 'review' | 'edit' | 'print' | 'evaluate' | 'drawing';

export interface Command {
  /** 'structure.duplicate' */
  readonly id: string;
  readonly title: string;
  /** Group in the palette and on the key map. */
  readonly group: string;
  /** 'Ctrl Shift S', 'Page Up', 'Q'; several keys for one act are several entries. */
  readonly keys: readonly string[];
  readonly scope: KeyScope;
  /** Only a button can run it, which says on what: no key, and not in the palette. */
  readonly needsArguments?: true;
  /** Why it cannot run now, in words for a person; null: it can. */
  unavailable(state: AppState, context: AppContext, args?: string | null): string | null;
  run(context: AppContext, args: string | null): void | Promise<void>;
}

/** Short form for the many commands that only need a place to act. */
export const command = (
  id: string,
  title: string,
  group: string,
  scope: KeyScope,
  keys: readonly string[],
  run: Command['run'],
  unavailable: Command['unavailable'] = () => null,
): Command => ({ id, title, group, scope, keys, run, unavailable });

/** A command of a button that says on what it acts. */
export const argumentCommand = (
  id: string,
  title: string,
  group: string,
  scope: KeyScope,
  run: Command['run'],
  unavailable: Command['unavailable'] = () => null,
): Command => ({
  ...command(id, title, group, scope, [], run, unavailable),
  needsArguments: true,
});
