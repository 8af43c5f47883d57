import { useCallback, useEffect, useState } from 'react';
import type { ModelRow } from '../../../core/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { InstallModel } from './install-model.tsx';
import { Section } from './setting-rows.tsx';
import { useTask } from './use-task.ts';

/** Of a checksum: enough to compare by eye. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

export function useModels(): {
  readonly models: readonly ModelRow[] | null;
  readonly error: string | null;
  readonly reload: () => void;
} {
  const { connection } = useAppContext();
  const [models, setModels] = useState<readonly ModelRow[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const reload = useCallback(() => {
    connection.client.models.list({}).then(
      (answer) => setModels(answer.models),
      (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)),
    );
  }, [connection]);
  useEffect(reload, [reload]);
  return { models, error, reload };
}

export function ModelsSection() {
  const { connection } = useAppContext();
  const { models, error, reload } = useModels();
  const [refusal, setRefusal] = useState<string | null>(null);
  const remove = ({ id, version }: ModelRow) =>
    connection.client.models
      .remove({ id, version })
      .then(reload, (reason: unknown) => setRefusal(reason instanceof Error ? reason.message : String(reason)));
  const check = useTask(async ({ connection }) => (await connection.client.models.verify({ id: null })).models);
  return (
    <Section
      title="Models"
      lead="Each lies in a folder with its card: what it was made for, on what it was trained, how well it does."
    >
      <ul className="set-models">
        {models?.map((model) => {
          const checked = check.result?.find(({ id, version }) => id === model.id && version === model.version);
          const failed = checked?.checks.filter(({ ok }) => !ok) ?? [];
          return (
            <li key={`${model.id}@${model.version}`}>
              <div className="set-line">
                <b>{model.description || model.id}</b>
                <span className="dim2 id">
                  {model.id} {model.version}
                </span>
                {model.isDefault && <span className="set-tag">Default for {model.modality}</span>}
                <span className="grow" />
                {checked && (
                  <span className={checked.ok ? 'ok set-mark' : 'bad set-mark'}>
                    <Icon name={checked.ok ? 'check' : 'alert'} size="s" />
                    {checked.ok ? 'Whole' : 'Damaged'}
                  </span>
                )}
                {model.isInstalled && (
                  <Button isSmall kind="ghost" onClick={() => void remove(model)} aria-label={`Remove ${model.id}`}>
                    Remove
                  </Button>
                )}
              </div>
              <p>
                {model.modality}, {model.bodyRegion}; {model.kind}
              </p>
              <p className="dim">{model.intendedUse}</p>
              <p className="dim">{model.structures.join(', ')}</p>
              <p className="dim2 id">SHA-256 {shortHash(model.sha256)}…</p>
              {failed.map(({ name, detail }) => (
                <p key={name} className="bad">
                  {name}: {detail}. The model is not run; reinstall it.
                </p>
              ))}
            </li>
          );
        })}
      </ul>
      {models?.length === 0 && <p className="dim">There is no model.</p>}
      {(error ?? check.error ?? refusal) && <p className="bad">{error ?? check.error ?? refusal}</p>}
      <Button isSmall isBusy={check.isBusy} onClick={check.start}>
        Check all models
      </Button>
      <InstallModel onChange={reload} />
    </Section>
  );
}
