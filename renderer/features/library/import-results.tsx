// What an import left out, file by file, and why; and what came of its structure sets.

import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { setWords } from '../structure-sets/set-words.ts';
import { plural, refusedWords } from './case-words.ts';
import './import-results.css';

/** The last parts of a path: enough to find the file, and no more of somebody's folders. */
const shortPath = (path: string, parts: number): string => path.split(/[\\/]/).filter(Boolean).slice(-parts).join('/');

export function ImportResults() {
  const store = useAppStore();
  // A browser hands files over into folders of ours, whose names say nothing.
  const { host, run } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'import');
  const summary = useApp((state) => state.queue.find(({ jobId }) => jobId === state.overlayAbout)?.summary ?? null);
  if (!summary) return null;
  const { refused, warnings, cases, structureSets, ignored, unchanged } = summary;
  const close = () => store.setState({ overlay: 'none' });
  const rest = [
    cases.length > 0 ? plural(cases.length, 'case') : '',
    unchanged > 0 ? `${plural(unchanged, 'file')} there already` : '',
    ignored > 0 ? `${plural(ignored, 'file')} of no use here` : '',
  ].filter(Boolean);
  return (
    <Dialog
      title={refused.length > 0 ? refusedWords(refused) : 'Import'}
      isOpen={isOpen}
      widthPx={620}
      onClose={close}
      footer={
        <>
          <span className="grow dim num">{rest.length > 0 ? `Besides: ${rest.join(', ')}.` : ''}</span>
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      <ul className="refused">
        {refused.map(({ path, files, code, reason }) => (
          <li key={`${path}${code}`}>
            <Icon name="alert" className="warn" />
            <div className="grow">
              <b className="id">{shortPath(path, host.kind === 'web' ? 1 : 2)}</b>
              {files > 1 && <span className="dim num"> and {plural(files - 1, 'file')} more</span>}
              <p className="dim">{reason}</p>
            </div>
          </li>
        ))}
        {structureSets.map((set) => (
          <li key={set.structureSetId}>
            <Icon name={set.seriesId === null ? 'alert' : 'check'} className={set.seriesId === null ? 'warn' : 'ok'} />
            <div className="grow">
              <b>{set.label || 'Structure set'}</b>
              <p className="dim">{setWords(set)}</p>
            </div>
            <Button isSmall onClick={() => run('structureSet.show', set.structureSetId)}>
              {set.seriesId === null && set.candidates.some(({ fits }) => fits) ? 'Choose its series…' : 'Structures…'}
            </Button>
          </li>
        ))}
        {warnings.map(({ code, message }) => (
          <li key={`${code}${message}`}>
            <Icon name="info" className="dim2" />
            <p className="grow">{message}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
