// Second click of two: which model, what it will find, where it runs. Enter starts.

import { useEffect, useState } from 'react';
import type { ModelRow } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatDuration } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './autocontour.css';
import { whyUnfit } from './why-unfit.ts';

function ModelChoice(props: {
  readonly model: ModelRow;
  readonly isChosen: boolean;
  readonly unfit: string | null;
  readonly lastMs: number | null;
  readonly onChoose: () => void;
}) {
  const { model, isChosen, unfit, lastMs, onChoose } = props;
  return (
    <button type="button" role="radio" aria-checked={isChosen} className="model-row" onClick={onChoose}>
      <i className="rad" />
      <span className="grow">
        <b>{model.description || model.id}</b> <span className="dim2 id">{model.version}</span>
        <br />
        <span className="dim num" title={model.intendedUse}>
          {model.bodyRegion}, {model.structures.length} structures
          {lastMs === null ? '' : `, ${formatDuration(lastMs)} here last time`}
        </span>
      </span>
      {unfit === null ? (
        <span className="ok fit">
          <Icon name="check" size="s" />
          Fits these images
        </span>
      ) : (
        <span className="warn fit">
          <Icon name="alert" size="s" />
          {unfit}
        </span>
      )}
    </button>
  );
}

export function AutocontourDialog() {
  const store = useAppStore();
  const { connection, openCase } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'autocontour');
  const workspace = useApp((state) => state.workspace);
  const queue = useApp((state) => state.queue);
  const [models, setModels] = useState<readonly ModelRow[]>([]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string | null>(null);
  const modality = workspace?.volume.modality ?? '';
  const geometry = openCase()?.geometry ?? null;

  useEffect(() => {
    if (!isOpen) return;
    setError(null);
    setLeft(new Set());
    connection.client.models.list({}).then(
      ({ models: rows }) => {
        setModels(rows);
        const fitting = rows.find((model) => model.isDefault && whyUnfit(model, modality, geometry) === null);
        setChosenId(
          (fitting ?? rows.find((model) => whyUnfit(model, modality, geometry) === null) ?? rows[0])?.id ?? null,
        );
      },
      (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)),
    );
  }, [isOpen, connection, modality, geometry]);

  if (!workspace) return null;
  const model = models.find(({ id }) => id === chosenId) ?? null;
  const wanted = model?.structures.filter((name) => !left.has(name)) ?? [];
  const lastMs = (id: string) =>
    queue.find((row) => row.kind === 'contour' && row.state === 'done' && row.modelTitle?.startsWith(id))?.elapsedMs ??
    null;
  const isWaiting = queue.some(({ state, seriesId }) => state === 'running' && seriesId !== workspace.volume.seriesId);
  const close = () => store.setState({ overlay: 'none' });
  const start = () => {
    if (!model || wanted.length === 0) return;
    connection.client.queue
      .add({
        kind: 'contour',
        caseId: workspace.detail.row.caseId,
        seriesId: workspace.volume.seriesId,
        modelId: model.id,
        structures: wanted.length === model.structures.length ? null : wanted,
        device: 'auto',
      })
      .then(close, (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)));
  };
  const unfit = model ? whyUnfit(model, modality, geometry) : null;
  return (
    <Dialog
      title="Auto-contour"
      isOpen={isOpen}
      widthPx={440}
      onClose={close}
      onConfirm={start}
      footer={
        <>
          <span className="grow dim num">
            {wanted.length} of {model?.structures.length ?? 0} structures
          </span>
          <Button kind="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            keys="Ctrl Enter"
            autoFocus
            disabledReason={model === null ? 'There is no model.' : wanted.length === 0 ? 'Choose a structure.' : null}
            onClick={start}
          >
            {unfit === null ? 'Start' : 'Run anyway'}
          </Button>
        </>
      }
    >
      <div>
        <div role="radiogroup" aria-label="Model">
          {models.map((own) => (
            <ModelChoice
              key={`${own.id}${own.version}`}
              model={own}
              isChosen={own.id === chosenId}
              unfit={whyUnfit(own, modality, geometry)}
              lastMs={lastMs(own.id)}
              onChoose={() => setChosenId(own.id)}
            />
          ))}
        </div>
        {model && (
          <fieldset className="chips" aria-label="Structures">
            {model.structures.map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={!left.has(name)}
                onClick={() => {
                  const next = new Set(left);
                  if (!next.delete(name)) next.add(name);
                  setLeft(next);
                }}
              >
                {name}
              </button>
            ))}
          </fieldset>
        )}
        <dl className="kv">
          <div>
            <dt>Runs on</dt>
            <dd>This computer; the device is shown while it runs</dd>
          </div>
          <div>
            <dt>Result</dt>
            <dd>New contours arrive as unreviewed. Existing structures stay.</dd>
          </div>
          {isWaiting && (
            <div>
              <dt>Start</dt>
              <dd>When the job before it is over</dd>
            </div>
          )}
        </dl>
        {unfit !== null && (
          <p className="warn">These images are outside what the model was made for: {unfit}. Results will be marked.</p>
        )}
        {error !== null && (
          <p className="bad" role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
