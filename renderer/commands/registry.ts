// All commands by id, and which one a key press means where.

import type { AppState } from '../state/app-state.ts';
import type { AppContext, Command, KeyScope } from './command.ts';
import { keyOfEvent } from './key-name.ts';

export interface CommandRegistry {
  readonly all: readonly Command[];
  get(id: string): Command | undefined;
  /** Present keys of a command, after the person's own changes. */
  keysOf(id: string): readonly string[];
  /** The command of a key press in the present state. */
  find(event: KeyboardEvent, state: AppState): Command | null;
  run(id: string, context: AppContext, args?: string | null): void;
}

/** The narrower scope wins: 'Space' is another act while reviewing than while editing. */
const SCOPE_RANK: readonly KeyScope[] = ['drawing', 'edit', 'review', 'evaluate', 'workspace', 'library', 'everywhere'];

export function isScopeActive(scope: KeyScope, state: AppState): boolean {
  const inWorkspace = state.route.screen === 'workspace';
  switch (scope) {
    case 'everywhere':
      return true;
    case 'library':
      return state.route.screen === 'library';
    case 'workspace':
      return inWorkspace;
    case 'review':
    case 'edit':
    case 'evaluate':
      return inWorkspace && state.view.mode === scope;
    case 'drawing':
      return inWorkspace && state.tool.toolId !== 'crosshair';
  }
}

/** Throws RangeError for two commands of one id, or one key twice in one scope. */
export function createRegistry(
  commands: readonly Command[],
  ownKeys: Readonly<Record<string, readonly string[]>> = {},
): CommandRegistry {
  const byId = new Map<string, Command>();
  const byKey = new Map<string, Command[]>();
  const keysOf = (command: Command) => ownKeys[command.id] ?? command.keys;
  for (const command of commands) {
    if (byId.has(command.id)) throw new RangeError(`two commands are called ${command.id}`);
    byId.set(command.id, command);
    for (const key of keysOf(command)) {
      const known = byKey.get(key) ?? [];
      const clash = known.find((other) => other.scope === command.scope);
      if (clash) throw new RangeError(`${key} means both ${clash.id} and ${command.id}`);
      byKey.set(key, [...known, command]);
    }
  }
  return {
    all: commands,
    get: (id) => byId.get(id),
    keysOf: (id) => {
      const command = byId.get(id);
      return command ? keysOf(command) : [];
    },
    find: (event, state) => {
      for (const key of keyOfEvent(event)) {
        const active = (byKey.get(key) ?? []).filter(({ scope }) => isScopeActive(scope, state));
        active.sort((p, q) => SCOPE_RANK.indexOf(p.scope) - SCOPE_RANK.indexOf(q.scope));
        if (active[0]) return active[0];
      }
      return null;
    },
    run: (id, context, args = null) => {
      const command = byId.get(id);
      if (command === undefined) throw new RangeError(`there is no command ${id}`);
      const reason = command.unavailable(context.store.getState(), context);
      if (reason !== null) {
        context.store.setState({ statusText: reason });
        return;
      }
      const fail = (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        context.store.setState({ notices: [{ id: Date.now(), tone: 'bad', title: command.title, text, act: null }] });
      };
      try {
        const done = command.run(context, args);
        if (done instanceof Promise) done.catch(fail);
      } catch (error) {
        fail(error);
      }
    },
  };
}
