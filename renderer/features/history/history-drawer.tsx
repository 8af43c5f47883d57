// Ctrl H: every step, newest first; a click goes there, later steps dim until the next edit drops them.

import type { StepRow } from '../../state/app-state.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatWhen } from '../../ui/format.ts';
import { EmptyState } from '../../ui/message.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './history.css';

// One value for 'none': a new array on every look would render without end.
const NO_STEPS: readonly StepRow[] = [];

export function HistoryDrawer() {
  const store = useAppStore();
  const { run } = useAppContext();
  const isOpen = useApp((state) => state.overlay === 'history');
  const steps = useApp((state) => state.workspace?.steps ?? NO_STEPS);
  const head = useApp((state) => state.workspace?.head ?? 0);
  const isPrint = useApp((state) => state.view.mode === 'print');
  if (!isOpen) return null;
  const rows = steps.map((step, at) => ({ step, at })).reverse();
  return (
    <aside className="drawer history" aria-label="History">
      <header className="sec-h">
        <h2 className="grow">{isPrint ? 'History of the contours' : 'History'}</h2>
        <IconButton icon="x" label="Close" keys="Esc" isSmall onClick={() => store.setState({ overlay: 'none' })} />
      </header>
      {isPrint && (
        <p className="dim2">
          The model is made again of the contours that you go back to. Its own steps are taken back with Z.
        </p>
      )}
      {rows.length === 0 && <EmptyState isSmall title="Nothing done yet" />}
      <ul>
        {rows.map(({ step, at }) => (
          <li key={step.editId} className={at >= head ? 'undone' : at === head - 1 ? 'now' : ''}>
            <button
              type="button"
              aria-current={at === head - 1}
              onClick={() => run('history.goTo', (at + 1).toString())}
            >
              <time className="num">{formatWhen(step.at, new Date())}</time>
              <span className="grow">
                {step.label}
                {step.k !== null && `, slice ${(step.k + 1).toString()}`}
                {step.isOthers && <span className="dim2">, in another window</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length > 0 && (
        <button type="button" className="as-opened" onClick={() => run('history.goTo', '0')}>
          As it was opened
        </button>
      )}
      {steps.length >= 200 && <p className="dim2">Older steps are in the audit trail.</p>}
    </aside>
  );
}
