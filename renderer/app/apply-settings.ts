// Brings what a person chose into effect: keys, size and motion of the interface; and says once when the last run did
// not end as it should.

import type { AppContext } from '../commands/command.ts';
import type { CommandRegistry } from '../commands/registry.ts';
import { SETTINGS_SECTIONS, type Settings, sectionFromJson } from '../state/settings-state.ts';
import { formatClock } from '../ui/format.ts';

function applyDisplay({ sizePercent, motion }: Settings['display']): void {
  const root = document.documentElement;
  root.style.setProperty('--ui-zoom', ((sizePercent ?? 100) / 100).toString());
  if (motion === 'reduced') root.dataset['motion'] = 'reduced';
  else delete root.dataset['motion'];
}

const isToday = (date: Date, now: Date) => date.toDateString() === now.toDateString();

/** 'Limner closed unexpectedly at 14:02. …' */
export function crashWords(iso: string, now: Date): string {
  const date = new Date(iso);
  const day = isToday(date, now) ? '' : ` on ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`;
  return `Limner closed unexpectedly at ${formatClock(date)}${day}. Everything up to the last stroke is here.`;
}

/** A window that is loaded again has told already. */
const TOLD_KEY = 'limner.crash-told';

function tellCrash({ store, host }: AppContext): void {
  const { endedUncleanlyAt } = host.info;
  if (endedUncleanlyAt === null || sessionStorage.getItem(TOLD_KEY) === endedUncleanlyAt) return;
  sessionStorage.setItem(TOLD_KEY, endedUncleanlyAt);
  store.setState({ statusText: crashWords(endedUncleanlyAt, new Date()) });
}

export function applySettings(context: AppContext, registry: CommandRegistry): void {
  const { store, connection } = context;
  store.subscribe(
    (state) => state.settings.display,
    (display) => applyDisplay(display),
  );
  store.subscribe(
    (state) => state.settings.keys.own,
    (own) => registry.setOwnKeys(own),
  );
  const load = async () => {
    const sections = await Promise.all(
      SETTINGS_SECTIONS.map(async (section) => {
        const { json } = await connection.client.settings.get({ section });
        return [section, sectionFromJson(section, json)] as const;
      }),
    );
    store.setState({ settings: Object.fromEntries(sections) as unknown as Settings });
  };
  load().catch(() => 'the window works as it came');
  tellCrash(context);
}
