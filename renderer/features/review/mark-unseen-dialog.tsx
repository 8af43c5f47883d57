// A structure is marked reviewed though slices of it were never shown: the reason is asked and kept with the mark.

import { useEffect, useState } from 'react';
import { activeStructure, unseenPlanes } from '../../commands/review-commands.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './review.css';
import { slicesInWords } from './slice-words.ts';

const LONGEST_REASON = 256;

export function MarkUnseenDialog() {
  const store = useAppStore();
  const { run } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'mark-unseen');
  const structure = useApp(activeStructure);
  const workspace = useApp((state) => state.workspace);
  const [reason, setReason] = useState('');
  useEffect(() => {
    if (isOpen) setReason('');
  }, [isOpen]);
  const unseen = workspace && structure ? unseenPlanes(workspace, structure) : [];
  const close = () => store.setState({ overlay: 'none' });
  const given = reason.trim();
  const mark = () => {
    if (given === '') return;
    run('review.markUnseen', given);
    close();
  };
  return (
    <Dialog
      title={`Mark ${structure?.name ?? ''} reviewed with unseen slices`}
      isOpen={isOpen && structure !== null}
      widthPx={460}
      onClose={close}
      onConfirm={mark}
      footer={
        <>
          <span className="grow dim2 num">
            {reason.length > LONGEST_REASON - 40
              ? `${(LONGEST_REASON - reason.length).toString()} characters left`
              : ''}
          </span>
          <Button kind="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            keys="Ctrl Enter"
            disabledReason={given === '' ? 'Write the reason first.' : null}
            onClick={mark}
          >
            Mark reviewed
          </Button>
        </>
      }
    >
      <div className="mark-unseen">
        <p className="num">
          {unseen.length === 1 ? '1 slice was' : `${unseen.length.toString()} slices were`} never shown:{' '}
          {slicesInWords(unseen)}.
        </p>
        <label>
          <span className="dim">Reason, kept with the review</span>
          <textarea
            autoFocus
            rows={3}
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      </div>
    </Dialog>
  );
}
