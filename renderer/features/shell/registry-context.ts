// The commands, handed down the tree to what lists them.

import { createContext, useContext } from 'react';
import type { CommandRegistry } from '../../commands/registry.ts';

const Context = createContext<CommandRegistry | null>(null);
export const RegistryProvider = Context.Provider;

export function useRegistry(): CommandRegistry {
  const registry = useContext(Context);
  if (registry === null) throw new Error('no command registry above this component');
  return registry;
}
