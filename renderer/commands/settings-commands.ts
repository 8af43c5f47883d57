// Changing what a person chose. A change acts at once and is kept in the library; one that cannot be kept is said.

import { notify } from '../state/app-store.ts';
import { DEFAULT_SETTINGS, SETTINGS_SECTIONS, type Settings, type SettingsSection } from '../state/settings-state.ts';
import { type AppContext, type Command, command } from './command.ts';

/** Takes a change of one section over and keeps it. */
export function putSettings<S extends SettingsSection>(
  { store, connection }: AppContext,
  section: S,
  patch: Partial<Settings[S]>,
): void {
  const { settings, isReadOnly } = store.getState();
  const next: Settings[S] = { ...settings[section], ...patch };
  store.setState({ settings: { ...settings, [section]: next } });
  if (isReadOnly) return;
  connection.client.settings.put({ section, json: JSON.stringify(next) }).catch((error: unknown) =>
    notify(store, {
      tone: 'bad',
      title: 'The setting was not kept',
      text: error instanceof Error ? error.message : String(error),
      act: null,
    }),
  );
}

export const createSettingsCommands = (): Command[] => [
  command('settings.reset', 'Settings as they came', 'Window', 'everywhere', [], (context) => {
    for (const section of SETTINGS_SECTIONS) {
      // What a department wrote down itself is no preference and stays.
      if (section !== 'structures') putSettings(context, section, DEFAULT_SETTINGS[section]);
    }
    notify(context.store, {
      tone: 'ok',
      title: 'Settings are as they came',
      text: 'Your own names, templates and colours stay.',
      act: null,
    });
  }),
];
