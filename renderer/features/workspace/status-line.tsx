// Foot of the workspace: that all is kept, what is shown, the keys of the hour.

import { useApp } from '../../state/app-store.ts';
import { formatNumber, formatSpacing } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Keys } from '../../ui/keys.tsx';

const clock = (iso: string) => new Date(iso).toTimeString().slice(0, 8);

function SaveWords() {
  const save = useApp((state) => state.workspace?.save ?? null);
  const isReadOnly = useApp((state) => state.isReadOnly);
  const isModelBehind = useApp((state) => state.print.isBehind);
  if (save === null) return null;
  if (isReadOnly) return <span className="dim2">Read-only</span>;
  // The banner over the views says why.
  if (save.kind === 'failed') return <span className="bad">Changes are not being kept</span>;
  if (save.kind === 'unsent') {
    return <span className="bad">{save.edits === 1 ? '1 change' : `${save.edits} changes`} in this window only</span>;
  }
  if (isModelBehind) return <span className="bad">Steps of a model in this window only</span>;
  if (save.kind === 'writing') return <span>Keeping…</span>;
  return <span>All changes kept{save.at ? `, ${clock(save.at)}` : ''}</span>;
}

const HINTS = {
  review: [
    ['Space', 'Next unseen'],
    ['Q W', 'Structure'],
    ['B', 'Brush'],
    ['?', 'All keys'],
  ],
  edit: [
    ['[ ]', 'Size'],
    ['Ctrl', 'Erase'],
    ['Z', 'Undo'],
    ['?', 'All keys'],
  ],
  print: [
    ['1', 'Cut'],
    ['Delete', 'Remove step'],
    ['Z', 'Undo'],
    ['?', 'All keys'],
  ],
} as const;

/** What the voxels of a model mean for it, and how large it is. */
function ModelWords() {
  const triangles = useApp(({ print }) => print.parts.reduce((sum, part) => sum + part.triangles, 0));
  const isPreview = useApp((state) => state.print.quality === 'preview');
  if (triangles === 0) return null;
  return (
    <span className="num">
      {formatNumber(triangles, 0)} triangles{isPreview ? ', preview' : ''}
    </span>
  );
}

export function StatusLine() {
  const statusText = useApp((state) => state.statusText);
  const volume = useApp((state) => state.workspace?.volume ?? null);
  const mode = useApp((state) => state.view.mode);
  const hints = mode === 'edit' || mode === 'print' ? HINTS[mode] : HINTS.review;
  return (
    <footer className="status" data-region="status" style={{ position: 'relative' }}>
      <span>
        <Icon name="disk" />
        <SaveWords />
      </span>
      {volume && (
        <span className="num">
          {volume.description || volume.modality}, {volume.size[2]} {volume.size[2] === 1 ? 'slice' : 'slices'},{' '}
          {formatSpacing(volume.spacingMm)}
        </span>
      )}
      <span
        className="grow ell"
        role="status"
        aria-live="polite"
        style={{ justifyContent: 'center', color: 'var(--text-1)' }}
      >
        {statusText}
      </span>
      {mode === 'print' && <ModelWords />}
      {hints.map(([keys, words]) => (
        <span key={keys}>
          <Keys keys={keys} />
          {words}
        </span>
      ))}
      <span>Research software, not a medical device</span>
    </footer>
  );
}
