// What leaves the case, for whom, where to, and what is still open when it does.

import { useEffect, useMemo, useState } from 'react';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { supersededIds } from '../../data/superseded-sets.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './export.css';
import { count, leavingRows } from './export-choice.ts';
import { WhatLeaves, WhereTo } from './export-columns.tsx';
import { type Format, followsProfile } from './format-words.ts';
import { useOpenPoints } from './use-open-points.ts';
import { useProfiles } from './use-profiles.ts';

// One value for 'none': a new array on every look would render without end.
const NO_STRUCTURES: readonly StructureRecord[] = [];
const NO_GROUPS: readonly GroupRecord[] = [];
const NO_PLANES = {};

interface Outcome {
  readonly text: string;
  readonly folder: string;
  readonly warnings: readonly string[];
}

const Done = ({ outcome }: { readonly outcome: Outcome }) => (
  <div className="export-done" role="status">
    <p>
      <Icon name="okc" className="ok" /> {outcome.text}
    </p>
    <p className="dim id">{outcome.folder}</p>
    {outcome.warnings.map((warning) => (
      <p key={warning} className="warn">
        {warning}
      </p>
    ))}
  </div>
);

export function ExportDialog() {
  const store = useAppStore();
  const { connection, host, openCase } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'export');
  const structures = useApp((state) => state.workspace?.structures ?? NO_STRUCTURES);
  const groups = useApp((state) => state.workspace?.groups ?? NO_GROUPS);
  const planesOf = useApp((state) => state.workspace?.planesOf ?? NO_PLANES);
  const blocking = useApp((state) => state.checks.findings.find(({ severity }) => severity === 'blocks') ?? null);
  const isKept = useApp((state) => state.workspace?.save.kind !== 'failed');
  const [formats, setFormats] = useState<ReadonlySet<Format>>(new Set(['rtstruct', 'report']));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const choice = useProfiles(isOpen);
  const profile = choice.chosen;
  const rows = useMemo(
    () => leavingRows({ structures, groups, planesOf }, left, profile),
    [structures, groups, planesOf, left, profile],
  );
  const points = useOpenPoints(left);
  const [folder, setFolder] = useState<{ readonly grantId: string; readonly label: string } | null>(null);
  const [fraction, setFraction] = useState<number | null>(null);
  const [abort, setAbort] = useState<AbortController | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  useEffect(() => {
    if (!isOpen) return;
    setError(null);
    setOutcome(null);
    setFraction(null);
    const { groups: sets, structures: own } = store.getState().workspace ?? { groups: [], structures: [] };
    setLeft((old) => new Set([...old, ...supersededIds(sets, own)]));
    const { exportsGrant, exportsLabel } = host.info;
    if (exportsGrant !== null) setFolder((old) => old ?? { grantId: exportsGrant, label: exportsLabel ?? '' });
  }, [isOpen, host, store]);

  const close = () => {
    abort?.abort();
    store.setState({ overlay: 'none' });
  };
  const chosen = rows.filter(({ leaving }) => leaving !== null);
  const isForDestination = followsProfile(formats);
  const leaves = isForDestination ? chosen.filter(({ leaving }) => leaving?.isLeftOut === false) : chosen;
  const start = async () => {
    const open = openCase();
    if (!open || !folder) return;
    const controller = new AbortController();
    setAbort(controller);
    setError(null);
    setFraction(0);
    try {
      await open.session.settled();
      const result = await connection.client.documents.export(
        {
          documentId: open.session.documentId,
          structureIds: chosen.map(({ structure }) => structure.id),
          formats: [...formats],
          destination: folder.grantId,
          openPoints: points
            .filter(({ isReview }) => !isReview)
            .map(({ title, text }) => `${title}: ${text}`.slice(0, 256)),
          profile: isForDestination ? profile : null,
        },
        { signal: controller.signal, report: ({ done, total }) => setFraction(total > 0 ? done / total : 0) },
      );
      const written = formats.has('rtstruct') ? 'RTSTRUCT written and read back identical. ' : 'Written. ';
      setOutcome({
        text: `${written}${count(result.structures, 'structure')}, ${count(result.contours, 'contour')}.`,
        folder: result.folder,
        warnings: result.warnings.map(({ message }) => message),
      });
    } catch (reason) {
      if (!controller.signal.aborted) setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setFraction(null);
      setAbort(null);
    }
  };
  const why = !isKept
    ? 'Changes are not being kept. Open the case again: the files would lack what is on the screen.'
    : blocking !== null
      ? blocking.title
      : formats.size === 0
        ? 'Choose what to write.'
        : leaves.length === 0
          ? 'Choose a structure that is not empty and that the profile lets out.'
          : folder === null
            ? 'Choose a folder.'
            : null;
  const title = points.length === 0 ? 'Export' : `Export with ${count(points.length, 'open point')}`;
  const pickFolder = host.info.canPickFolders
    ? () => void host.pickExportFolder().then((picked) => picked && setFolder(picked))
    : null;

  return (
    <Dialog
      title="Export"
      isOpen={isOpen}
      onClose={close}
      widthPx={760}
      footer={
        outcome ? (
          <>
            <span className="grow" />
            {host.info.canPickFolders && folder && (
              <Button onClick={() => void host.showFolder(folder.grantId)}>Show folder</Button>
            )}
            <Button kind="primary" onClick={close}>
              Close
            </Button>
          </>
        ) : (
          <>
            <span className="grow">{fraction !== null && <ProgressBar label="Export" fraction={fraction} />}</span>
            <Button kind="ghost" onClick={close}>
              Cancel
            </Button>
            <Button
              kind={points.length === 0 ? 'primary' : 'secondary'}
              isBusy={fraction !== null}
              disabledReason={fraction !== null ? 'Writing.' : why}
              onClick={() => void start()}
            >
              {title}
            </Button>
          </>
        )
      }
    >
      {outcome ? (
        <Done outcome={outcome} />
      ) : (
        <div className="export">
          <WhereTo
            choice={choice}
            formats={formats}
            onFormats={setFormats}
            folder={folder?.label ?? null}
            onPickFolder={pickFolder}
          />
          <WhatLeaves
            rows={rows}
            showsNames={isForDestination}
            onChoose={(id, isChosen) => {
              const next = new Set(left);
              if (isChosen) next.delete(id);
              else next.add(id);
              setLeft(next);
            }}
            points={points}
            onShow={(point) => {
              close();
              point.run();
            }}
          />
        </div>
      )}
      {error !== null && (
        <p className="bad" role="alert">
          {error} Nothing was written.
        </p>
      )}
    </Dialog>
  );
}
