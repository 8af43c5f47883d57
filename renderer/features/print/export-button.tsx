// Writes the model, in the bar over the work: 3MF by itself, other formats from its menu.

import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';

const FORMATS = [
  { id: '3mf', label: '3MF: parts, names, colours, mm' },
  { id: 'stl', label: 'STL, one file a part' },
  { id: 'obj', label: 'OBJ' },
  { id: 'ply', label: 'PLY' },
  { id: 'dcm', label: 'DICOM, for the archive of images' },
] as const;

export function PrintExportButton() {
  const { run } = useAppContext();
  const fraction = useApp((state) => state.print.exporting?.fraction ?? null);
  const hasModel = useApp((state) => state.print.parts.length > 0);
  const why = !hasModel ? 'There is no model yet' : fraction !== null ? 'Writing' : null;
  return (
    <span className="pp-export">
      <Button
        kind={hasModel ? 'primary' : 'secondary'}
        icon="export"
        isBusy={fraction !== null}
        disabledReason={why}
        onClick={() => run('print.export', '3mf')}
      >
        {fraction === null ? 'Export 3MF' : `Writing ${Math.round(100 * fraction).toString()} %`}
      </Button>
      {hasModel && (
        <DropMenu
          entries={FORMATS.map(({ id, label }) => ({
            kind: 'item',
            id,
            label,
            ...(id === '3mf' ? { keys: 'Ctrl E' } : {}),
            run: () => run('print.export', id),
          }))}
        >
          <button type="button" className="ib" aria-label="Export in another format" title="Other formats">
            <Icon name="down" />
          </button>
        </DropMenu>
      )}
    </span>
  );
}

/** Why there is no file, until the model changes or is written. */
export function ExportProblem() {
  const problem = useApp((state) => state.print.exportProblem);
  if (problem === null) return null;
  return (
    <p className="pp-no-file" role="alert">
      <Icon name="alert" className="bad" />
      <span>No file: {problem}</span>
    </p>
  );
}
