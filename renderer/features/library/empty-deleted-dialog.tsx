// The one act of the library that asks first: what was deleted goes for good. It says what goes, in numbers.

import { useRef, useState } from 'react';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { caseNames, plural } from './case-words.ts';

export function EmptyDeletedDialog() {
  const store = useAppStore();
  const { connection } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'empty-deleted');
  const about = useApp((state) => state.overlayAbout);
  const deleted = useApp((state) => state.library.deleted);
  const [fraction, setFraction] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const controller = useRef<AbortController | null>(null);
  const cases = (deleted?.cases ?? []).filter(({ caseId }) => about === null || caseId === about);
  const only = cases.length === 1 ? cases[0] : undefined;
  const series = cases.reduce((sum, row) => sum + row.series, 0);
  const structures = cases.reduce((sum, row) => sum + row.structures, 0);
  const bytes = about === null ? (deleted?.freedBytes ?? 0) : (only?.sizeBytes ?? 0);
  const close = () => {
    controller.current?.abort();
    setError(null);
    store.setState({ overlay: 'none', overlayAbout: null });
  };
  const empty = async () => {
    const own = new AbortController();
    controller.current = own;
    setFraction(0);
    setError(null);
    try {
      await connection.client.cases.empty(
        { caseIds: cases.map(({ caseId }) => caseId) },
        { signal: own.signal, report: ({ done, total }) => setFraction(total > 0 ? done / total : 0) },
      );
      close();
    } catch (reason) {
      if (!own.signal.aborted) setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setFraction(null);
    }
  };
  const act = `Delete ${plural(cases.length, 'case')} for good`;
  return (
    <Dialog
      title={act}
      isOpen={isOpen && (cases.length > 0 || fraction !== null)}
      widthPx={460}
      onClose={close}
      footer={
        <>
          <span className="grow">{fraction !== null && <ProgressBar label="Deleting" fraction={fraction} />}</span>
          <Button kind="ghost" data-first-focus="" onClick={close}>
            {fraction === null ? 'Cancel' : 'Stop'}
          </Button>
          <Button kind="danger" isBusy={fraction !== null} onClick={() => void empty()}>
            {act}
          </Button>
        </>
      }
    >
      <p className="num">
        {only ? `The case of ${caseNames(only).name}` : plural(cases.length, 'case')} with{' '}
        {plural(series, 'series', 'series')} and {plural(structures, 'structure')} will be gone: {formatBytes(bytes)}.
        Backups and exported files keep what they have.
      </p>
      {error !== null && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
