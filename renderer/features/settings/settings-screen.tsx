// What a person can choose and what they may want to know of this installation.

import { useEffect, useState } from 'react';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './settings.css';

type Models = Awaited<ReturnType<ReturnType<typeof useAppContext>['connection']['client']['models']['list']>>;
type Doctor = Awaited<ReturnType<ReturnType<typeof useAppContext>['connection']['client']['system']['doctor']>>;

function ModelList() {
  const { connection } = useAppContext();
  const [models, setModels] = useState<Models | null>(null);
  useEffect(() => {
    connection.client.models.list({}).then(setModels, () => setModels(null));
  }, [connection]);
  return (
    <section>
      <h2>Models</h2>
      <ul>
        {models?.models.map((model) => (
          <li key={`${model.id}${model.version}`}>
            <b className="id">{model.id}</b> <span className="dim2 id">{model.version}</span>
            <p className="dim">{model.description}</p>
            <p className="dim2">{model.structures.join(', ')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Examination() {
  const { connection } = useAppContext();
  const [doctor, setDoctor] = useState<Doctor | null>(null);
  const [isBusy, setBusy] = useState(false);
  const examine = () => {
    setBusy(true);
    connection.client.system
      .doctor({})
      .then(setDoctor, () => setDoctor(null))
      .finally(() => setBusy(false));
  };
  return (
    <section>
      <h2>This installation</h2>
      <p className="dim">Looks at the library, the models and what they can run on.</p>
      <Button isBusy={isBusy} onClick={examine}>
        Examine
      </Button>
      <ul>
        {doctor?.findings.map(({ name, ok, detail, advice }) => (
          <li key={name}>
            <Icon name={ok ? 'check' : 'alert'} className={ok ? 'ok' : 'warn'} /> <b>{name}</b> {detail}
            {advice && <p className="dim">{advice}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SettingsScreen() {
  const store = useAppStore();
  const { host } = useAppContext();
  const disk = useApp((state) => state.library.disk);
  const hasCase = useApp((state) => state.workspace !== null);
  return (
    <div className="app">
      <header className="bar" data-region="bar">
        <Button
          kind="ghost"
          icon="left"
          keys="Esc"
          onClick={() => store.setState({ route: { screen: hasCase ? 'workspace' : 'library' } })}
        >
          {hasCase ? 'Back to the case' : 'Cases'}
        </Button>
        <span className="vr" />
        <span className="brand">Settings</span>
      </header>
      <main className="settings">
        <section>
          <h2>Storage</h2>
          {disk && (
            <p className="num">
              The library takes {formatBytes(disk.libraryBytes)}; {formatBytes(disk.freeBytes)} are free.
            </p>
          )}
          <p className="dim">Nothing leaves this computer. Keep the library on an encrypted disk.</p>
        </section>
        <ModelList />
        <Examination />
        <section>
          <h2>About</h2>
          <p>
            Limner <span className="id">{host.info.version}</span>
          </p>
          <p className="dim">Research software, not a medical device.</p>
        </section>
      </main>
      <footer className="status" />
    </div>
  );
}
