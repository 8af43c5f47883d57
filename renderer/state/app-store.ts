// The one store of a window. Made by the shell, never by a module, so that tests make their own.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { subscribeWithSelector } from 'zustand/middleware';
import { useShallow } from 'zustand/react/shallow';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_TOOL_OPTIONS, type ToolOptions } from '../tools/options.ts';
import { type AppState, INITIAL_FILTER, type Notice } from './app-state.ts';
import { type DoseState, INITIAL_DOSE } from './dose-state.ts';
import { INITIAL_PRINT, type PrintState } from './print-state.ts';
import { DEFAULT_SETTINGS } from './settings-state.ts';
import { NO_UNCERTAINTY } from './uncertainty-state.ts';
import { INITIAL_VIEW, type ViewState } from './view-state.ts';

export const INITIAL_STATE: AppState = {
  route: { screen: 'library' },
  connection: 'connecting',
  upload: null,
  isReadOnly: false,
  library: {
    filter: INITIAL_FILTER,
    page: null,
    pageOffset: 0,
    isLoading: false,
    error: null,
    selectedCaseId: null,
    detail: null,
    disk: null,
    deleted: null,
    isDeletedShown: false,
  },
  queue: [],
  opensJobId: null,
  workspace: null,
  view: INITIAL_VIEW,
  checks: { findings: [], passed: 0, accepted: {}, isRunning: false, lastRunAt: null },
  dose: INITIAL_DOSE,
  uncertainty: NO_UNCERTAINTY,
  print: INITIAL_PRINT,
  tool: { toolId: 'crosshair', previousToolId: 'brush', blocked: null },
  toolOptions: DEFAULT_TOOL_OPTIONS,
  operation: null,
  segmentation: null,
  renamingId: null,
  overlay: 'none',
  overlayAbout: null,
  settings: DEFAULT_SETTINGS,
  notices: [],
  statusText: '',
};

const createVanilla = () => createStore<AppState>()(subscribeWithSelector(() => INITIAL_STATE));

/** `subscribe(selector, listener)` hears of one part only. */
export type AppStore = ReturnType<typeof createVanilla>;

export const createAppStore = (): AppStore => createVanilla();

export const patchView = (store: AppStore, patch: Partial<ViewState>): void =>
  store.setState((state) => ({ view: { ...state.view, ...patch } }));

export const patchPrint = (store: AppStore, patch: Partial<PrintState>): void =>
  store.setState((state) => ({ print: { ...state.print, ...patch } }));

export const patchDose = (store: AppStore, patch: Partial<DoseState>): void =>
  store.setState((state) => ({ dose: { ...state.dose, ...patch } }));

export const patchLibrary = (store: AppStore, patch: Partial<AppState['library']>): void =>
  store.setState((state) => ({ library: { ...state.library, ...patch } }));

export const patchWorkspace = (store: AppStore, patch: Partial<NonNullable<AppState['workspace']>>): void =>
  store.setState((state) => (state.workspace ? { workspace: { ...state.workspace, ...patch } } : {}));

export const patchToolOptions = (store: AppStore, patch: Partial<ToolOptions>): void =>
  store.setState((state) => ({ toolOptions: { ...state.toolOptions, ...patch } }));

let noticeId = 0;

/** One toast at a time; the newest replaces what is there. */
export const notify = (store: AppStore, notice: Omit<Notice, 'id'>): void =>
  store.setState({ notices: [{ ...notice, id: ++noticeId }] });

const StoreContext = createContext<AppStore | null>(null);
export const StoreProvider = StoreContext.Provider;

export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('no store above this component');
  return store;
}

/** A narrow part of the state; the component renders again when that part changes. */
export const useApp = <T>(select: (state: AppState) => T): T =>
  useStore(useAppStore() as unknown as StoreApi<AppState>, select);

/** The same for parts that are made anew on each look but equal field by field. */
export const useAppShallow = <T>(select: (state: AppState) => T): T =>
  useStore(useAppStore() as unknown as StoreApi<AppState>, useShallow(select));
