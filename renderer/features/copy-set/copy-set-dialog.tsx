// Structures of another series of this patient, brought onto the planes of the open one.

import { useEffect, useState } from 'react';
import type { SeriesVolume } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button, Spinner } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner, EmptyState } from '../../ui/message.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { CopiedNotWhole, type CopyWarning } from './copied-not-whole.tsx';
import './copy-set.css';
import { RegistrationMatrix } from './registration-matrix.tsx';
import { type KeptRegistration, linksBetween, useRegistrations, whyNotLinked } from './registrations.ts';
import { whyNotCopied } from './why-not-copied.ts';

interface SourceGroup {
  readonly groupId: string;
  readonly label: string;
  readonly names: readonly string[];
}

const inWords = ({ description, modality, size }: SeriesVolume) =>
  `${description || modality}, ${size[2].toString()} ${size[2] === 1 ? 'slice' : 'slices'}`;

/** Sets of a series that hold anything; opening its document takes over sets that arrived since. */
function useGroups(seriesId: string | null): {
  readonly groups: readonly SourceGroup[] | null;
  readonly error: string;
} {
  const { connection } = useAppContext();
  const [groups, setGroups] = useState<readonly SourceGroup[] | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    setGroups(null);
    setError('');
    if (seriesId === null) return;
    let isOver = false;
    connection.client.documents.open({ seriesId }).then(
      (state) => {
        if (isOver) return;
        const filled = new Set(state.slices.map(({ structureId }) => structureId));
        setGroups(
          state.groups
            .map(({ id, label, version }) => ({
              groupId: id,
              label: version > 1 ? `${label}, version ${version.toString()}` : label,
              names: state.structures.filter((own) => own.groupId === id && filled.has(own.id)).map(({ name }) => name),
            }))
            .filter(({ names }) => names.length > 0),
        );
      },
      (reason: unknown) => isOver || setError(reason instanceof Error ? reason.message : String(reason)),
    );
    return () => {
      isOver = true;
    };
  }, [seriesId, connection]);
  return { groups, error };
}

function GroupChoice(props: {
  readonly groups: readonly SourceGroup[] | null;
  readonly groupId: string | null;
  readonly onChoose: (groupId: string) => void;
}) {
  const { groups, groupId, onChoose } = props;
  if (groups === null) return <Spinner />;
  if (groups.length === 0) return <p className="dim">No structures on this series.</p>;
  return (
    <div role="radiogroup" aria-label="Sets">
      {groups.map((group) => (
        <button
          key={group.groupId}
          type="button"
          role="radio"
          aria-checked={group.groupId === groupId}
          className="choice"
          onClick={() => onChoose(group.groupId)}
        >
          <i className="rad" />
          <span className="grow">
            <b>{group.label}</b>
            <span className="dim">{group.names.join(', ')}</span>
          </span>
          <span className="num dim2">{group.names.length}</span>
        </button>
      ))}
    </div>
  );
}

export function CopySetDialog() {
  const store = useAppStore();
  const { connection, openCase } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'copy-set');
  const here = useApp((state) => state.workspace?.volume ?? null);
  const detail = useApp((state) => state.workspace?.detail ?? null);
  const others = (detail?.volumes ?? []).filter(({ seriesId }) => seriesId !== here?.seriesId);
  const registrations = useRegistrations(detail?.row.caseId ?? null, isOpen);
  const linksTo = (own: SeriesVolume): readonly KeptRegistration[] =>
    here ? linksBetween(registrations, own.frameOfReferenceUid, here.frameOfReferenceUid) : [];
  const usable = here ? others.filter((own) => whyNotCopied(own, here) === null || linksTo(own).length > 0) : [];
  const [seriesId, setSeriesId] = useState<string | null>(null);
  const [groupId, setGroupId] = useState<string | null>(null);
  const [registrationId, setRegistrationId] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState('');
  /** Of the set that was copied; null before. */
  const [said, setSaid] = useState<readonly CopyWarning[] | null>(null);
  const chosenSeries = isOpen ? (usable.find((own) => own.seriesId === seriesId) ?? usable[0] ?? null) : null;
  const links = chosenSeries ? linksTo(chosenSeries) : [];
  const link = links.find(({ objectId }) => objectId === registrationId) ?? links[0] ?? null;
  const { groups, error: listError } = useGroups(chosenSeries?.seriesId ?? null);
  const group = groups?.find((own) => own.groupId === groupId) ?? groups?.[0] ?? null;
  useEffect(() => {
    if (!isOpen) return;
    setError('');
    setSaid(null);
  }, [isOpen]);

  const close = () => store.setState({ overlay: 'none' });
  const copy = async () => {
    const open = openCase();
    if (!open || !chosenSeries || !group) return;
    setBusy(true);
    setError('');
    try {
      await open.session.settled();
      const { warnings } = await connection.client.documents.copyGroup({
        documentId: open.session.documentId,
        baseRev: open.session.revision(),
        fromSeriesId: chosenSeries.seriesId,
        groupId: group.groupId,
        registrationId: link?.objectId ?? null,
      });
      if (warnings.length === 0) close();
      else setSaid(warnings);
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setBusy(false);
    }
  };
  const count = group?.names.length ?? 0;
  const title = count === 0 ? 'Copy' : `Copy ${count.toString()} ${count === 1 ? 'structure' : 'structures'}`;
  return (
    <Dialog
      title="Copy a set from another series"
      isOpen={isOpen && here !== null}
      widthPx={520}
      onClose={close}
      footer={
        others.length === 0 || said !== null ? (
          <>
            <span className="grow" />
            <Button onClick={close}>Close</Button>
          </>
        ) : (
          <>
            <span className="grow dim">Copies arrive as unreviewed.</span>
            <Button kind="ghost" onClick={close}>
              Cancel
            </Button>
            <Button
              kind="primary"
              isBusy={isBusy}
              disabledReason={isBusy ? 'Copying.' : count === 0 ? 'There is nothing to copy.' : null}
              onClick={() => void copy()}
            >
              {title}
            </Button>
          </>
        )
      }
    >
      {said !== null ? (
        <CopiedNotWhole warnings={said} />
      ) : others.length === 0 ? (
        <EmptyState
          isSmall
          title="This case has no other series"
          text="Sets are copied between series of one patient that share a frame of reference, or are linked by a registration."
        />
      ) : (
        <div className="copy-set">
          <h3>From</h3>
          <div role="radiogroup" aria-label="Series">
            {others.map((own) => {
              const isLinked = linksTo(own).length > 0;
              const why = here && !isLinked ? whyNotCopied(own, here) : null;
              const frames = [own.frameOfReferenceUid, here?.frameOfReferenceUid ?? null] as const;
              const hint = why === null ? null : whyNotLinked(registrations, ...frames);
              return (
                <button
                  key={own.seriesId}
                  type="button"
                  role="radio"
                  aria-checked={own.seriesId === chosenSeries?.seriesId}
                  disabled={why !== null}
                  className="choice"
                  onClick={() => setSeriesId(own.seriesId)}
                >
                  <i className="rad" />
                  <span className="grow">
                    {inWords(own)}
                    {hint !== null && <span className="dim2"> A registration is there. {hint}</span>}
                  </span>
                  <span className="dim2">{why ?? (isLinked ? 'Linked by a registration' : own.modality)}</span>
                </button>
              );
            })}
          </div>
          {chosenSeries && (
            <>
              <h3>Set</h3>
              {listError === '' && (
                <GroupChoice groups={groups} groupId={group?.groupId ?? null} onChoose={setGroupId} />
              )}
            </>
          )}
          {link && (
            <>
              <h3>Registration</h3>
              <Select
                caption="Through"
                options={links.map(({ objectId, label }) => ({ value: objectId, label }))}
                value={link.objectId}
                onChange={setRegistrationId}
              />
              <RegistrationMatrix link={link} />
              <Banner
                tone="warn"
                title="Another frame of reference."
                text="The contours are moved by this registration and made anew on these planes. How well it fits was not judged: look at every structure before you use it."
              />
            </>
          )}
          {(error || listError) && (
            <p className="bad" role="alert">
              {error || listError}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}
