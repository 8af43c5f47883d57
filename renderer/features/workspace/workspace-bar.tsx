// Over the work: whose images these are, the modes, undo and redo by name, commands, export.

import type { SeriesVolume } from '../../../core/contract/index.ts';
import { ownStep } from '../../data/document-state.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import type { Mode } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatDicomDate, formatPersonName } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Keys } from '../../ui/keys.tsx';
import { DropMenu, type MenuEntry } from '../../ui/menu.tsx';
import { Ring } from '../../ui/progress.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { PrintExportButton } from '../print/export-button.tsx';
import { useAppContext } from '../shell/app-context.ts';

// One value for 'none': a new array on every look would render without end.
const NO_VOLUMES: readonly SeriesVolume[] = [];

const MODES = [
  { value: 'review', label: 'Review', keys: 'Ctrl 1' },
  { value: 'edit', label: 'Edit', keys: 'Ctrl 2' },
  { value: 'print', label: 'Print', keys: 'Ctrl 3' },
  { value: 'evaluate', label: 'Evaluate', keys: 'Ctrl 4' },
] as const satisfies readonly { value: Mode; label: string; keys: string }[];

function Patient() {
  const detail = useApp((state) => state.workspace?.detail ?? null);
  if (!detail) return null;
  return (
    <div className="patient">
      <strong className="id">{formatPersonName(detail.row.patientName)}</strong>
      {detail.row.label !== null && <span className="case-label">{detail.row.label}</span>}
      <dl>
        <div>
          <dt>ID</dt>
          <dd className="id">{detail.row.patientId || '–'}</dd>
        </div>
        <div>
          <dt>Born</dt>
          <dd className="id">{formatDicomDate(detail.birthDate)}</dd>
        </div>
        <div>
          <dt>Sex</dt>
          <dd className="id">{detail.sex || '–'}</dd>
        </div>
        <div className="wide-only">
          <dt>Study</dt>
          <dd className="id">{formatDicomDate(detail.studyDate)}</dd>
        </div>
      </dl>
    </div>
  );
}

/** Other series of the case; absent where there is one alone. */
function SeriesMenu() {
  const { run } = useAppContext();
  const volumes = useApp((state) => state.workspace?.detail.volumes ?? NO_VOLUMES);
  const here = useApp((state) => state.workspace?.volume ?? null);
  if (volumes.length < 2 || !here) return null;
  const nameOf = ({ modality, description }: SeriesVolume) => description || modality;
  return (
    <DropMenu
      entries={[
        { kind: 'label', id: 'series', label: 'Series of this case' },
        ...volumes.map(
          (volume): MenuEntry => ({
            kind: 'item',
            id: volume.seriesId,
            label: `${volume.modality}, ${nameOf(volume)}, ${volume.size[2].toString()} slices, ${volume.spacingMm[2].toFixed(1)} mm`,
            isChecked: volume.seriesId === here.seriesId,
            run: () => {
              if (volume.seriesId !== here.seriesId) run('case.openSeries', volume.seriesId);
            },
          }),
        ),
      ]}
    >
      <button type="button" className="sel series-menu" aria-label={`Series: ${nameOf(here)}`}>
        <span className="k">Series</span>
        <span className="ell">{nameOf(here)}</span>
        <Icon name="down" />
      </button>
    </DropMenu>
  );
}

function RunningJobs() {
  const { run } = useAppContext();
  const row = useApp((state) => state.queue.find(({ state: own }) => own === 'running') ?? null);
  if (!row) return null;
  return (
    <Button kind="ghost" onClick={() => run('jobs.show')} aria-label="Jobs">
      <Ring fraction={row.fraction} />
      <span className="num">{Math.round(100 * row.fraction)} %</span>
    </Button>
  );
}

export function WorkspaceBar() {
  const { run } = useAppContext();
  const mode = useApp((state) => state.view.mode);
  const { undo, redo } = useAppShallow(({ workspace, view, print }) =>
    view.mode === 'print'
      ? { undo: print.past.at(-1)?.label ?? null, redo: print.future.at(-1)?.label ?? null }
      : {
          undo: (workspace && ownStep(workspace, 'undo')?.label) ?? null,
          redo: (workspace && ownStep(workspace, 'redo')?.label) ?? null,
        },
  );
  const undone = mode === 'print' ? 'print' : 'edit';
  return (
    <header className="bar" data-region="bar">
      <Button kind="ghost" icon="left" onClick={() => run('library.show')}>
        Cases
      </Button>
      <span className="vr" />
      <Patient />
      <SeriesMenu />
      <span className="grow" />
      <Segmented
        className="modes"
        label="Mode"
        segments={MODES}
        value={mode}
        onChange={(next) => run(`mode.${next}`)}
      />
      <span className="grow" />
      <RunningJobs />
      <IconButton
        icon="undo"
        label={undo ? `Undo: ${undo}` : 'Undo'}
        keys="Ctrl Z"
        disabledReason={undo ? null : 'Nothing to undo'}
        onClick={() => run(`${undone}.undo`)}
      />
      <IconButton
        icon="redo"
        label={redo ? `Redo: ${redo}` : 'Redo'}
        keys="Ctrl Y"
        disabledReason={redo ? null : 'Nothing to redo'}
        onClick={() => run(`${undone}.redo`)}
      />
      <button type="button" className="search bar-search" onClick={() => run('palette.show')}>
        <Icon name="search" size="s" />
        <span className="grow">Commands</span>
        <Keys keys="Ctrl K" />
      </button>
      {mode === 'print' ? (
        <PrintExportButton />
      ) : (
        <Button icon="export" onClick={() => run('export.show')}>
          Export
        </Button>
      )}
    </header>
  );
}
