// What a person can choose, and what they may want to know of this installation.

import { type ComponentType, useState } from 'react';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { AboutSection } from './about-section.tsx';
import { DisplaySection } from './display-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { ProfilesSection } from './profiles-section.tsx';
import './settings.css';
import { StorageSection } from './storage-section.tsx';
import { StructuresSection } from './structures-section.tsx';

const SECTIONS: readonly {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly Section: ComponentType;
}[] = [
  { id: 'general', label: 'General', icon: 'gear', Section: GeneralSection },
  { id: 'display', label: 'Display', icon: 'windowLevel', Section: DisplaySection },
  { id: 'keys', label: 'Mouse and keys', icon: 'cursor', Section: KeysSection },
  { id: 'structures', label: 'Structures and names', icon: 'text', Section: StructuresSection },
  { id: 'profiles', label: 'Export profiles', icon: 'export', Section: ProfilesSection },
  { id: 'models', label: 'Models', icon: 'auto', Section: ModelsSection },
  { id: 'storage', label: 'Storage', icon: 'disk', Section: StorageSection },
  { id: 'privacy', label: 'Privacy', icon: 'lock', Section: PrivacySection },
  { id: 'about', label: 'About', icon: 'info', Section: AboutSection },
];

export function SettingsScreen() {
  const store = useAppStore();
  const from = useApp(({ route }) => (route.screen === 'settings' ? (route.from ?? 'library') : 'library'));
  const isReadOnly = useApp((state) => state.isReadOnly);
  const statusText = useApp((state) => state.statusText);
  const [chosenId, setChosenId] = useState('general');
  const chosen = SECTIONS.find(({ id }) => id === chosenId);
  return (
    <div className="app">
      <header className="bar" data-region="bar">
        <Button kind="ghost" icon="left" keys="Esc" onClick={() => store.setState({ route: { screen: from } })}>
          {from === 'workspace' ? 'Back to the case' : 'Cases'}
        </Button>
        <span className="vr" />
        <h1 className="brand">Settings</h1>
      </header>
      <main className="settings">
        <nav aria-label="Sections" data-region="sections">
          <ul>
            {SECTIONS.map(({ id, label, icon }) => (
              <li key={id}>
                <button type="button" aria-current={id === chosenId} onClick={() => setChosenId(id)}>
                  <Icon name={icon} />
                  {label}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-body" data-region="section" key={chosenId}>
          {isReadOnly && (
            <p className="warn">
              Another Limner window is using this library: changes act here until this window closes.
            </p>
          )}
          {chosen && <chosen.Section />}
        </div>
      </main>
      <footer className="status" data-region="status">
        <span>{statusText || 'Changes act at once and are kept in the library'}</span>
        <span className="grow" />
        <span>Research software, not a medical device</span>
      </footer>
    </div>
  );
}
