// What leaves the case, where to, and what is still open when it does.

import { useEffect, useMemo, useState } from 'react';
import { DOCUMENT_EXPORT_FORMATS } from '../../../core/contract/index.ts';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { checkIdOf } from '../../commands/open-findings.ts';
import { needsReview } from '../../commands/review-commands.ts';
import { supersededIds } from '../../data/superseded-sets.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './export.css';
import { exportName } from './export-choice.ts';

// One value for 'none': a new array on every look would render without end.
const NO_STRUCTURES: readonly StructureRecord[] = [];
const NO_GROUPS: readonly GroupRecord[] = [];

type Format = (typeof DOCUMENT_EXPORT_FORMATS)[number];

const FORMAT_WORDS: Readonly<Record<Format, string>> = {
  rtstruct: 'RTSTRUCT',
  nifti: 'NIfTI masks, one a structure',
  stl: 'STL, one a structure',
  report: 'Report',
};

interface OpenPoint {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly run: () => void;
  /** Whoever writes the files says this by itself, of the structures that are really written. */
  readonly isReview: boolean;
}

interface Outcome {
  readonly text: string;
  readonly folder: string;
  readonly warnings: readonly string[];
}

const count = (n: number, one: string) => `${n.toString()} ${one}${n === 1 ? '' : 's'}`;

function useOpenPoints(left: ReadonlySet<string>): readonly OpenPoint[] {
  const { run } = useAppContext();
  const workspace = useApp((state) => state.workspace);
  const findings = useApp((state) => state.checks.findings);
  const accepted = useApp((state) => state.checks.accepted);
  return useMemo(() => {
    const unreviewed = (workspace?.structures ?? []).filter(
      (structure) => needsReview(structure) && !structure.review.isReviewed && !left.has(structure.id),
    );
    const first = unreviewed[0];
    const points: OpenPoint[] = first
      ? [
          {
            id: 'unreviewed',
            title: `${count(unreviewed.length, 'structure')} unreviewed`,
            text: unreviewed.map(({ name }) => name).join(', '),
            run: () => run('structure.goTo', first.id),
            isReview: true,
          },
        ]
      : [];
    for (const finding of findings) {
      if (finding.severity === 'note' || accepted[finding.id] !== undefined) continue;
      if (finding.structureId !== null && left.has(finding.structureId)) continue;
      const { title, text, id } = finding;
      points.push({ id, title, text, run: () => run('finding.show', id), isReview: checkIdOf(finding) === 'unseen' });
    }
    return points;
  }, [workspace?.structures, findings, accepted, left, run]);
}

export function ExportDialog() {
  const store = useAppStore();
  const { connection, host, openCase } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'export');
  const structures = useApp((state) => state.workspace?.structures ?? NO_STRUCTURES);
  const planesOf = useApp((state) => state.workspace?.planesOf ?? null);
  const blocking = useApp((state) => state.checks.findings.find(({ severity }) => severity === 'blocks') ?? null);
  const [formats, setFormats] = useState<ReadonlySet<Format>>(new Set(['rtstruct', 'report']));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const points = useOpenPoints(left);
  const groups = useApp((state) => state.workspace?.groups ?? NO_GROUPS);
  const isKept = useApp((state) => state.workspace?.save.kind !== 'failed');
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
  const chosen = structures.filter(({ id }) => !left.has(id) && (planesOf?.[id]?.length ?? 0) > 0);
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
          structureIds: chosen.map(({ id }) => id),
          formats: [...formats],
          destination: folder.grantId,
          openPoints: points
            .filter(({ isReview }) => !isReview)
            .map(({ title, text }) => `${title}: ${text}`.slice(0, 256)),
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
        : chosen.length === 0
          ? 'Choose a structure that is not empty.'
          : folder === null
            ? 'Choose a folder.'
            : null;
  const title = points.length === 0 ? 'Export' : `Export with ${count(points.length, 'open point')}`;

  return (
    <Dialog
      title="Export"
      isOpen={isOpen}
      onClose={close}
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
      ) : (
        <div className="export">
          <div>
            <h3>Files</h3>
            {DOCUMENT_EXPORT_FORMATS.map((format) => (
              <Checkbox
                key={format}
                label={FORMAT_WORDS[format]}
                isOn={formats.has(format)}
                onChange={(isOn) => {
                  const next = new Set(formats);
                  if (isOn) next.add(format);
                  else next.delete(format);
                  setFormats(next);
                }}
              />
            ))}
            <h3>Structures</h3>
            <div className="which">
              {structures.map((structure) => {
                const { id } = structure;
                return (
                  <Checkbox
                    key={id}
                    label={exportName(structure, groups, structures)}
                    isOn={!left.has(id)}
                    {...((planesOf?.[id]?.length ?? 0) === 0 ? { disabledReason: 'empty' } : {})}
                    onChange={(isOn) => {
                      const next = new Set(left);
                      if (isOn) next.delete(id);
                      else next.add(id);
                      setLeft(next);
                    }}
                  />
                );
              })}
            </div>
            <h3>Folder</h3>
            <p className="id ell" title={folder?.label ?? ''}>
              {folder?.label ?? 'None chosen'}
            </p>
            {host.info.canPickFolders && (
              <Button
                isSmall
                onClick={() => void host.pickExportFolder().then((picked) => picked && setFolder(picked))}
              >
                Choose…
              </Button>
            )}
          </div>
          <div>
            <h3 className={points.length > 0 ? 'warn' : ''}>
              {points.length === 0 ? 'Nothing is open' : count(points.length, 'open point')}
            </h3>
            <ul>
              {points.map((point) => (
                <li key={point.id}>
                  <Icon name="alert" className="warn" />
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      point.run();
                    }}
                  >
                    {point.title}
                    <span className="dim">{point.text}</span>
                  </button>
                </li>
              ))}
            </ul>
            {points.length > 0 && (
              <p className="dim2">Unreviewed structures are written into the file as unreviewed.</p>
            )}
          </div>
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
