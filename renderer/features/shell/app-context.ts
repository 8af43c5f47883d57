// The commands' working set, handed down the tree.

import { createContext, useContext } from 'react';
import type { AppContext } from '../../commands/command.ts';

const Context = createContext<AppContext | null>(null);
export const AppContextProvider = Context.Provider;

export function useAppContext(): AppContext {
  const context = useContext(Context);
  if (context === null) throw new Error('no app context above this component');
  return context;
}
