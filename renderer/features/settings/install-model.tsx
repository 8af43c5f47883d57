// Installing a model that somebody brings: what was derived from its files is shown, and only then it is run.

import { useState } from 'react';
import type { CallOptions, ModelInstallInput, ModelInstallResult, WindowClient } from '../../../core/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { TaskButton } from './task-button.tsx';
import { useTask } from './use-task.ts';

const NO_CHOICES: ModelInstallInput['choices'] = {
  id: null,
  version: null,
  title: null,
  modality: null,
  bodyRegion: null,
  orientation: null,
  configuration: null,
  hasMirroring: null,
  names: [],
};

interface Picked {
  readonly grants: readonly string[];
  readonly shown: ModelInstallResult;
}

const isDoubtful = (from: string): boolean => from.startsWith('assumed') || from === 'advice' || from === 'to be said';

type Question = ModelInstallResult['questions'][number];

function Derived({ shown }: { readonly shown: ModelInstallResult }) {
  return (
    <>
      <p>
        <b>{shown.title}</b>{' '}
        <span className="dim2 id">
          {shown.id} {shown.version}
        </span>
        <span className="dim"> {shown.kind}</span>
      </p>
      <table className="set-table" aria-label="What was derived">
        <tbody>
          {shown.derived.map(({ what, value, from }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{value}</td>
              <td className={isDoubtful(from) ? 'warn' : 'dim2'}>{from}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.remarks.map((remark) => (
        <p key={remark} className="dim">
          {remark}
        </p>
      ))}
    </>
  );
}

/** What no file says: one of the usual answers, or another in three letters. */
function OrientationQuestion(props: {
  readonly question: Question;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { question, value, onChange } = props;
  const isUsual = question.answers.some((answer) => answer.value === value);
  return (
    <fieldset className="set-question">
      <legend>{question.text}</legend>
      {question.answers.map((answer) => (
        <label key={answer.value}>
          <input
            type="radio"
            name="orientation"
            checked={value === answer.value}
            onChange={() => onChange(answer.value)}
          />
          <b className="num">{answer.value}</b>
          <span className="dim">{answer.meaning}</span>
        </label>
      ))}
      <TextField
        label="Another orientation"
        placeholder="Another, in three letters"
        value={isUsual ? '' : value}
        onChange={(text) => onChange(text.toUpperCase())}
      />
    </fieldset>
  );
}

/** `onChange`: the list of models is another one now. */
export function InstallModel({ onChange }: { readonly onChange: () => void }) {
  const { host } = useAppContext();
  const [picked, setPicked] = useState<Picked | null>(null);
  const [orientation, setOrientation] = useState('');
  const [region, setRegion] = useState('');
  const giveUp = (grants: readonly string[]) => {
    setPicked(null);
    host.release(grants).catch(() => 'the host clears them at its end');
  };
  const look = async (what: 'files' | 'folder', client: Pick<WindowClient, 'models'>, call: CallOptions) => {
    const grants = await host.pickImport(what);
    const [path] = grants;
    if (path === undefined) return null;
    const shown = await client.models.install({ path, isConfirmed: false, choices: NO_CHOICES }, call);
    if (shown.isInstalled) {
      giveUp(grants);
      onChange();
    } else {
      setOrientation('');
      setPicked({ grants, shown });
    }
    return shown;
  };
  const folder = useTask(({ connection: { client } }, call) => look('folder', client, call));
  const archive = useTask(({ connection: { client } }, call) => look('files', client, call));
  const install = useTask(async ({ connection: { client } }, call) => {
    if (picked === null) return null;
    const choices = { ...NO_CHOICES, orientation: orientation.trim() || null, bodyRegion: region.trim() || null };
    const path = picked.grants[0] as string;
    const made = await client.models.install({ path, isConfirmed: true, choices }, call);
    giveUp(picked.grants);
    onChange();
    return made;
  });
  const question = picked?.shown.questions.find(({ choice }) => choice === 'orientation');
  const isOpen = question !== undefined && !/^[LRPASI]{3}$/.test(orientation);
  const error = folder.error ?? archive.error ?? install.error;
  return (
    <div className="set-install">
      {picked === null ? (
        <div className="set-line">
          <TaskButton label="Install from a folder…" task={folder} />
          <TaskButton label="Install from a ZIP…" task={archive} />
        </div>
      ) : (
        <>
          <Derived shown={picked.shown} />
          {question && <OrientationQuestion question={question} value={orientation} onChange={setOrientation} />}
          <div className="set-line">
            <TextField label="Body region" placeholder="Body region" value={region} onChange={setRegion} />
            <span className="grow" />
            <Button kind="ghost" isSmall onClick={() => giveUp(picked.grants)}>
              Not now
            </Button>
            <TaskButton
              label="Install"
              task={install}
              disabledReason={isOpen ? 'Answer how the training images lay first.' : null}
            />
          </div>
        </>
      )}
      {error && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
