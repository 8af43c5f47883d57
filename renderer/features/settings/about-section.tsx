import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { LICENCES } from './licences.ts';
import { shortHash, useModels } from './models-section.tsx';
import { Part, Section } from './setting-rows.tsx';
import { TaskButton } from './task-button.tsx';
import { useTask } from './use-task.ts';

export function AboutSection() {
  const { host } = useAppContext();
  const { models } = useModels();
  const doctor = useTask(({ connection }, call) => connection.client.system.doctor({}, call));
  const versions = Object.entries(doctor.result?.versions ?? {});
  return (
    <Section title="About">
      <p>
        <b>Limner</b> <span className="id">{host.info.version}</span>
        <span className="dim">
          , {host.kind === 'electron' ? 'desktop app' : 'in a browser of this computer'}. Apache-2.0.
        </span>
      </p>
      <p className="dim">Research software, not a medical device. Check every contour before it is used.</p>
      <Part title="Models">
        <ul className="set-list">
          {models?.map((model) => (
            <li key={`${model.id}@${model.version}`}>
              <span className="grow id">
                {model.id} {model.version}
              </span>
              <span className="id dim2" title={model.sha256}>
                SHA-256 {shortHash(model.sha256)}…
              </span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="This installation">
        <div className="set-line">
          <p className="grow dim">Looks at the library, the models and what they can run on. Changes nothing.</p>
          <TaskButton label="Examine" task={doctor} />
        </div>
        {doctor.error && <p className="bad">{doctor.error}</p>}
        <ul className="set-findings">
          {doctor.result?.findings.map(({ name, ok, detail, advice }) => (
            <li key={name}>
              <Icon name={ok ? 'check' : 'alert'} size="s" className={ok ? 'ok' : 'warn'} />
              <div className="grow">
                <b>{name}</b> <span className="dim">{detail}</span>
                {advice && <p>{advice}</p>}
              </div>
            </li>
          ))}
        </ul>
        {versions.length > 0 && (
          <p className="dim2 id">{versions.map(([name, version]) => `${name} ${version}`).join(', ')}</p>
        )}
      </Part>
      <Part title="Licences">
        <table className="set-table" aria-label="Licences">
          <tbody>
            {LICENCES.map(({ name, licence, use }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{use}</td>
                <td>{licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
    </Section>
  );
}
