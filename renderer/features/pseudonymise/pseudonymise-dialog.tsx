// A copy of studies without their patients: which files, what is kept, where to, and whether a way back is kept. Nothing
// of the library leaves: images are read from the files that a person names.

import { useEffect, useState } from 'react';
import type { Release } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { type ConfidentialityOption, DATE_CHOICES, type DateChoice, KEPT_CHOICES, optionsOf } from './profile-words.ts';
import './pseudonymise.css';

const count = (n: number, one: string) => `${n.toString()} ${one}${n === 1 ? '' : 's'}`;

interface Choice {
  readonly sources: readonly string[];
  readonly kept: ReadonlySet<ConfidentialityOption>;
  readonly dates: DateChoice;
  readonly isLinkKept: boolean;
  readonly folder: { readonly grantId: string; readonly label: string } | null;
}

const START: Choice = {
  sources: [],
  kept: new Set<ConfidentialityOption>(['clean-descriptors']),
  dates: 'none',
  isLinkKept: true,
  folder: null,
};

function Outcome({ done }: { readonly done: Release }) {
  return (
    <div className="pseudo-done" role="status">
      <p>
        <Icon name="okc" className="ok" />
        {count(done.written, 'object')} of {count(done.patients.length, 'patient')} written.
      </p>
      <p className="dim id">{done.folder}</p>
      <ul>
        {done.patients.map(({ pseudonym, studies, series, objects }) => (
          <li key={pseudonym} className="num">
            <span className="id">{pseudonym}</span>
            <span className="dim">
              {count(studies, 'study').replace('studys', 'studies')}, {series} series, {count(objects, 'object')}
            </span>
          </li>
        ))}
      </ul>
      {done.warnings.map(({ code, message, files, firstPath }) => (
        <p key={code} className="pseudo-warning">
          <Icon name="alert" className="warn" />
          <span>
            {message}{' '}
            <span className="dim2 num">
              {count(files, 'file')}, first {firstPath.split(/[\\/]/).at(-1)}
            </span>
          </span>
        </p>
      ))}
      {done.refused.length > 0 && (
        <p className="pseudo-warning">
          <Icon name="alert" className="warn" />
          <span>
            {count(done.refused.length, 'file')} left out. <span className="dim">{done.refused[0]?.reason}</span>
          </span>
        </p>
      )}
      {done.linkFile === null && <p className="dim">No link was kept: nobody can say later whose these are.</p>}
    </div>
  );
}

function Choices(props: { readonly choice: Choice; readonly put: (change: Partial<Choice>) => void }) {
  const { choice, put } = props;
  const { host } = useAppContext();
  const { sources, kept, dates, isLinkKept, folder } = choice;
  const pick = async (what: 'files' | 'folder') => {
    const grants = await host.pickImport(what);
    if (grants.length > 0) put({ sources: [...sources, ...grants] });
  };
  return (
    <div className="pseudo">
      <h3>Files</h3>
      <p className="pseudo-row">
        <span className="grow">
          {sources.length === 0
            ? 'DICOM files, folders or ZIP archives: images, structure sets, doses, segmentations.'
            : `${count(sources.length, 'choice')}, with everything in them`}
        </span>
        {sources.length > 0 && (
          <Button isSmall kind="ghost" onClick={() => put({ sources: [] })}>
            Clear
          </Button>
        )}
        <Button isSmall onClick={() => void pick('folder')}>
          Folder…
        </Button>
        <Button isSmall onClick={() => void pick('files')}>
          Files…
        </Button>
      </p>
      <h3>Kept beside pixels, geometry and contours</h3>
      {KEPT_CHOICES.map(({ option, label, note }) => (
        <div key={option} className="pseudo-kept">
          <Checkbox
            label={label}
            isOn={kept.has(option)}
            onChange={(isOn) => {
              const next = new Set(kept);
              if (isOn) next.add(option);
              else next.delete(option);
              put({ kept: next });
            }}
          />
          <span className="dim2">{note}</span>
        </div>
      ))}
      <div className="pseudo-kept">
        <Select caption="Dates" options={DATE_CHOICES} value={dates} onChange={(value) => put({ dates: value })} />
      </div>
      <h3>Way back</h3>
      <Checkbox
        label="Keep beside this library whose pseudonyms these are"
        isOn={isLinkKept}
        onChange={(isOn) => put({ isLinkKept: isOn })}
      />
      <p className="dim2">What is drawn on the copy elsewhere can then be taken back to its patient.</p>
      <h3>Where</h3>
      <p className="pseudo-row">
        <span className="grow id ell" title={folder?.label ?? ''}>
          {folder?.label ?? 'No folder chosen'}
        </span>
        {host.info.canPickFolders && (
          <Button
            isSmall
            onClick={() => void host.pickExportFolder().then((picked) => picked && put({ folder: picked }))}
          >
            Choose…
          </Button>
        )}
      </p>
      <p className="dim2">
        Basic confidentiality profile of DICOM PS3.15. Pixels are never changed: names in a picture, and faces, are for
        you to judge.
      </p>
    </div>
  );
}

export function PseudonymiseDialog() {
  const store = useAppStore();
  const { connection, host } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'pseudonymise');
  const [choice, setChoice] = useState<Choice>(START);
  const [fraction, setFraction] = useState<number | null>(null);
  const [abort, setAbort] = useState<AbortController | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<Release | null>(null);
  useEffect(() => {
    if (!isOpen) return;
    setError(null);
    setDone(null);
    const { exportsGrant, exportsLabel } = host.info;
    setChoice((old) => ({ ...old, sources: [], folder: old.folder ?? { grantId: exportsGrant, label: exportsLabel } }));
  }, [isOpen, host]);

  const close = () => {
    abort?.abort();
    host.release(choice.sources).catch(() => 'the host clears them at its end');
    store.setState({ overlay: 'none' });
  };
  const start = async () => {
    const { sources, kept, dates, isLinkKept, folder } = choice;
    if (folder === null || sources.length === 0) return;
    const controller = new AbortController();
    setAbort(controller);
    setError(null);
    setFraction(0);
    try {
      const input = {
        paths: [...sources],
        destination: folder.grantId,
        options: optionsOf(kept, dates),
        prefix: 'P-',
        isLinkKept,
      };
      const result = await connection.client.release.pseudonymise(input, {
        signal: controller.signal,
        report: ({ phase, done: at, total }) => {
          const share = total > 0 ? at / total : 0;
          setFraction(phase === 'read' ? share * 0.4 : 0.4 + share * 0.6);
        },
      });
      setDone(result);
    } catch (reason) {
      if (!controller.signal.aborted) setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setFraction(null);
      setAbort(null);
    }
  };
  const isBusy = fraction !== null;
  const why = isBusy
    ? 'Writing.'
    : choice.sources.length === 0
      ? 'Choose the files.'
      : choice.folder === null
        ? 'Choose a folder.'
        : null;
  return (
    <Dialog
      title="Pseudonymised copy"
      isOpen={isOpen}
      onClose={close}
      footer={
        <>
          <span className="grow">{fraction !== null && <ProgressBar label="Writing" fraction={fraction} />}</span>
          {done === null ? (
            <>
              <Button kind="ghost" onClick={close}>
                Cancel
              </Button>
              <Button kind="primary" isBusy={isBusy} disabledReason={why} onClick={() => void start()}>
                Write the copy
              </Button>
            </>
          ) : (
            <>
              {host.info.canPickFolders && choice.folder && (
                <Button onClick={() => choice.folder && void host.showFolder(choice.folder.grantId)}>
                  Show folder
                </Button>
              )}
              <Button kind="primary" onClick={close}>
                Close
              </Button>
            </>
          )}
        </>
      }
    >
      {done === null ? (
        <Choices choice={choice} put={(change) => setChoice((old) => ({ ...old, ...change }))} />
      ) : (
        <Outcome done={done} />
      )}
      {error !== null && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
