// All commands by id, and which one a key press means where.

import type { AppState } from '../state/app-state.ts';
import { notify } from '../state/app-store.ts';
import type { AppContext, Command, KeyScope } from './command.ts';
import { keyOfEvent } from './key-name.ts';

export type OwnKeys = Readonly<Record<string, readonly string[]>>;

export interface CommandRegistry {
  readonly all: readonly Command[];
  get(id: string): Command | undefined;
  /** Present keys of a command, after the person's own changes. */
  keysOf(id: string): readonly string[];
  /** Takes the person's own keys in place of the ones before; those that would clash are left out. */
  setOwnKeys(ownKeys: OwnKeys): void;
  /** The other command that has this key where this one acts; null: it is free. */
  clashOf(id: string, key: string): Command | null;
  /** The command of a key press in the present state. */
  find(event: KeyboardEvent, state: AppState): Command | null;
  run(id: string, context: AppContext, args?: string | null): void;
}

/** The narrower scope wins: 'Space' is another act while reviewing than while editing. */
const SCOPE_RANK: readonly KeyScope[] = [
  'drawing',
  'edit',
  'review',
  'print',
  'evaluate',
  'workspace',
  'library',
  'everywhere',
];

const MODE_SCOPES: readonly KeyScope[] = ['review', 'edit', 'print', 'evaluate'];

/** True when both can be active at one time. */
function canMeet(p: KeyScope, q: KeyScope): boolean {
  if (p === q || p === 'everywhere' || q === 'everywhere') return true;
  if (p === 'library' || q === 'library') return false;
  return !(MODE_SCOPES.includes(p) && MODE_SCOPES.includes(q));
}

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
    case 'print':
    case 'evaluate':
      return inWorkspace && state.view.mode === scope;
    case 'drawing':
      return inWorkspace && state.tool.toolId !== 'crosshair' && state.view.mode !== 'print';
  }
}

/** Throws RangeError for two commands of one id, or one key twice in one scope. */
export function createRegistry(commands: readonly Command[]): CommandRegistry {
  const byId = new Map<string, Command>();
  let byKey = new Map<string, Command[]>();
  let keysById = new Map<string, readonly string[]>();
  const addKey = (index: Map<string, Command[]>, key: string, command: Command) => {
    const known = index.get(key) ?? [];
    const clash = known.find((other) => other.scope === command.scope);
    if (clash) throw new RangeError(`${key} means both ${clash.id} and ${command.id}`);
    index.set(key, [...known, command]);
  };
  for (const command of commands) {
    if (byId.has(command.id)) throw new RangeError(`two commands are called ${command.id}`);
    byId.set(command.id, command);
    keysById.set(command.id, command.keys);
    for (const key of command.keys) addKey(byKey, key, command);
  }
  const clashOf = (id: string, key: string): Command | null => {
    const own = byId.get(id);
    if (own === undefined) return null;
    return (byKey.get(key) ?? []).find((other) => other.id !== id && canMeet(other.scope, own.scope)) ?? null;
  };
  return {
    all: commands,
    get: (id) => byId.get(id),
    keysOf: (id) => keysById.get(id) ?? [],
    setOwnKeys: (ownKeys) => {
      byKey = new Map();
      keysById = new Map();
      for (const command of commands) {
        if (ownKeys[command.id] !== undefined) continue;
        keysById.set(command.id, command.keys);
        for (const key of command.keys) addKey(byKey, key, command);
      }
      for (const [id, keys] of Object.entries(ownKeys)) {
        const command = byId.get(id);
        if (command === undefined) continue;
        const free = [...new Set(keys)].filter((key) => clashOf(id, key) === null);
        keysById.set(id, free);
        for (const key of free) addKey(byKey, key, command);
      }
    },
    clashOf,
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
      const reason = command.unavailable(context.store.getState(), context, args);
      if (reason !== null) {
        context.store.setState({ statusText: reason });
        return;
      }
      const fail = (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        notify(context.store, { tone: 'bad', title: command.title, text, act: null });
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
