// What became of each region of an imported structure set; and for one whose images have other names, the series of its
// patient on which its contours fit, to be confirmed by a person who knows that they belong together.

import { useEffect, useState } from 'react';
import type { SetCandidate, SetReport } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button, Spinner } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { fitWords, inOrder, LINK_WORDS, lookOfRoi, roiWords, setWords } from './set-words.ts';
import './structure-sets.css';

function Regions({ rois, isWaiting }: { readonly rois: SetReport['rois']; readonly isWaiting: boolean }) {
  return (
    <ul className="set-rois" aria-label="Structures of the set">
      {inOrder(rois).map((roi) => {
        const { icon, tone } = lookOfRoi(roi);
        return (
          <li key={roi.number}>
            <Icon name={icon} className={tone} />
            <b>{roi.name || `ROI ${roi.number.toString()}`}</b>
            <span className={roi.fate === 'refused' ? 'bad' : 'dim'}>{roiWords(roi, isWaiting)}</span>
          </li>
        );
      })}
    </ul>
  );
}

const titleOf = ({ description, modality }: SetCandidate) => description || `${modality} series`;

function Candidates(props: {
  readonly report: SetReport;
  readonly chosen: string | null;
  readonly onChoose: (seriesId: string) => void;
}) {
  const { report, chosen, onChoose } = props;
  if (report.candidates.length === 0) {
    return <p className="dim">This patient has no images here. Import them, and the set shows on them by itself.</p>;
  }
  return (
    <div role="radiogroup" aria-label="Series of this patient">
      {report.candidates.map((own) => (
        <button
          key={own.seriesId}
          type="button"
          role="radio"
          aria-checked={own.seriesId === chosen}
          className="choice"
          disabled={!own.fits}
          onClick={() => onChoose(own.seriesId)}
        >
          <i className="rad" />
          <span className="grow">
            <b>{titleOf(own)}</b>
            <span className="dim num">{own.fits ? fitWords(own) : `Does not fit: ${fitWords(own)}`}</span>
          </span>
          <span className="dim2">{own.modality}</span>
        </button>
      ))}
    </div>
  );
}

/** The report of the set that the overlay is about, asked anew at each opening. */
function useReport(structureSetId: string | null) {
  const { connection } = useAppContext();
  const [report, setReport] = useState<SetReport | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    setReport(null);
    setError('');
    if (structureSetId === null) return;
    let isOver = false;
    connection.client.library.setReport({ structureSetId }).then(
      (found) => isOver || setReport(found),
      (reason: unknown) => isOver || setError(reason instanceof Error ? reason.message : String(reason)),
    );
    return () => {
      isOver = true;
    };
  }, [structureSetId, connection]);
  return { report, error, setReport, setError };
}

export function SetDialog() {
  const store = useAppStore();
  const { connection } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'structure-set');
  const isReadOnly = useApp((state) => state.isReadOnly);
  const about = useApp((state) => (state.overlay === 'structure-set' ? state.overlayAbout : null));
  const { report, error, setReport, setError } = useReport(about);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    setChosen(about === null ? null : (report?.candidates.find(({ fits }) => fits)?.seriesId ?? null));
    setSure(false);
  }, [about, report]);
  const close = () => store.setState({ overlay: 'none' });
  const isWaiting = report !== null && report.seriesId === null;
  const canLink = isWaiting && chosen !== null && !isReadOnly;
  const link = async () => {
    if (report === null || chosen === null || !isSure) return;
    setBusy(true);
    setError('');
    try {
      const linked = await connection.client.library.linkSet({
        structureSetId: report.structureSetId,
        seriesId: chosen,
      });
      setReport(linked);
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={report?.label || 'Structure set'}
      isOpen={isOpen}
      widthPx={620}
      onClose={close}
      footer={
        <>
          <span className="grow dim">{report?.link ? LINK_WORDS[report.link] : ''}</span>
          <Button kind={canLink ? 'ghost' : 'secondary'} onClick={close}>
            Close
          </Button>
          {canLink && (
            <Button
              kind="primary"
              isBusy={isBusy}
              {...(isSure ? {} : { disabledReason: 'Say first that they belong together.' })}
              onClick={() => void link()}
            >
              Lay it on this series
            </Button>
          )}
        </>
      }
    >
      {report === null && error === '' && <Spinner />}
      {report !== null && <p>{setWords(report)}</p>}
      {isWaiting && (
        <section className="set-link" aria-label="Series for this set">
          <p>
            The set names images that are not here. If it was drawn on one of these series and only the names differ, as
            after two programs made pseudonyms, it can be laid on it. Nothing but the coordinates says so.
          </p>
          <Candidates report={report} chosen={chosen} onChoose={setChosen} />
          {canLink && (
            <div className="sure">
              <Checkbox
                label="I know that these structures were drawn on exactly these images."
                isOn={isSure}
                onChange={setSure}
              />
            </div>
          )}
        </section>
      )}
      {error !== '' && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
      {report !== null && <Regions rois={report.rois} isWaiting={isWaiting} />}
    </Dialog>
  );
}
