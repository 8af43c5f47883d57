// Right of the table: three planes of the chosen case, the one next act, its series, sets and last changes.

import { useState } from 'react';
import type { CaseDetail, CaseRow, SeriesRow, StructureSetRow } from '../../../core/contract/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { formatDicomDate, formatSpacing, formatWhen } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { KnownPseudonym } from '../pseudonymise/known-pseudonym.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { caseNames, plural, STATE_WORDS } from './case-words.ts';

function Picture({
  seriesId,
  plane,
  revision,
}: {
  seriesId: string;
  plane: 'axial' | 'coronal' | 'sagittal';
  revision: string;
}) {
  const { host } = useAppContext();
  const [isMissing, setMissing] = useState(false);
  return (
    <figure>
      {isMissing ? (
        <span className="dim2">No picture</span>
      ) : (
        <img
          key={revision}
          src={`${host.pictureUrl(seriesId, plane)}?r=${encodeURIComponent(revision)}`}
          alt={`${plane} plane with contours`}
          onError={() => setMissing(true)}
        />
      )}
    </figure>
  );
}

const seriesLine = (series: SeriesRow) => (
  <li key={series.seriesId}>
    <Icon name="layoutOne" />
    <div className="grow">
      <b>{series.description || `${series.modality} series`}</b>
      <p className="num">
        {plural(series.size[2], 'slice')}, {formatSpacing(series.spacingMm)}
      </p>
      {series.warnings.map(({ code, message }) => (
        <p key={code} className="warn">
          {message}
        </p>
      ))}
    </div>
    <span className="dim2">{series.modality}</span>
  </li>
);

const isWaiting = ({ source, seriesId }: StructureSetRow) => source === 'imported' && seriesId === null;

const setLine = (set: StructureSetRow, show: (structureSetId: string) => void) => (
  <li key={set.structureSetId}>
    <Icon name={set.source === 'auto' ? 'unreviewed' : isWaiting(set) ? 'alert' : 'lock'} />
    <div className="grow">
      <b>{set.source === 'auto' ? 'Auto-contour' : set.label || 'Structure set'}</b>
      <p className="num">
        {set.source === 'auto' ? 'Made here' : 'Imported'}, {formatWhen(set.createdAt, new Date())},{' '}
        {plural(set.structures.length, 'structure')}
      </p>
      {isWaiting(set) && <p className="warn">Waits for its images</p>}
    </div>
    {set.source === 'imported' && (
      <Button isSmall kind="ghost" onClick={() => show(set.structureSetId)}>
        {isWaiting(set) ? 'Choose its series…' : 'Structures…'}
      </Button>
    )}
  </li>
);

function Content({ detail, changedAt }: { readonly detail: CaseDetail; readonly changedAt: string }) {
  const { run } = useAppContext();
  const { row, state, volumes } = detail;
  const words = STATE_WORDS[state];
  const names = caseNames(row);
  const seriesId = volumes[0]?.seriesId;
  const hasImages = seriesId !== undefined;
  return (
    <>
      {seriesId && (
        <div className="pictures">
          {(['axial', 'coronal', 'sagittal'] as const).map((plane) => (
            <Picture key={`${seriesId}-${plane}`} seriesId={seriesId} plane={plane} revision={changedAt} />
          ))}
        </div>
      )}
      <div className="who" style={seriesId ? undefined : { paddingTop: 12 }}>
        <div>
          <strong className="id">
            {names.name}
            {names.label !== null && <span className="case-label">{names.label}</span>}
          </strong>
          <span className="dim id">
            ID {row.patientId || '–'}&ensp;Born {formatDicomDate(detail.birthDate)}&ensp;Sex {detail.sex || '–'}
          </span>
        </div>
        <span className={`state ${words.tone}`} style={{ display: 'inline-flex', gap: 6, whiteSpace: 'nowrap' }}>
          <Icon name={words.icon} size="s" />
          {words.label}
        </span>
      </div>
      <KnownPseudonym patientId={row.patientId} />
      <div className="acts">
        {hasImages ? (
          <>
            <Button
              kind="primary"
              grow
              keys={state === 'new' ? 'Ctrl Enter' : 'Enter'}
              onClick={() => run(state === 'new' ? 'library.autocontour' : 'library.open', row.caseId)}
            >
              {words.act}
            </Button>
            {state === 'new' ? (
              <Button onClick={() => run('library.open', row.caseId)}>Open</Button>
            ) : (
              <Button onClick={() => run('library.autocontour', row.caseId)}>Auto-contour</Button>
            )}
          </>
        ) : (
          <Button grow disabledReason="This case has no images to open.">
            Open
          </Button>
        )}
      </div>
      <section className="blk">
        <h2>Series</h2>
        <ul>{row.series.map(seriesLine)}</ul>
        {row.series.length === 0 && <p>No images.</p>}
      </section>
      {row.structureSets.length > 0 && (
        <section className="blk">
          <h2>Structure sets</h2>
          <ul>{row.structureSets.map((set) => setLine(set, (id) => run('structureSet.show', id)))}</ul>
        </section>
      )}
      {row.objects.length > 0 && <Objects objects={row.objects} />}
      {detail.lastChanges.length > 0 && (
        <section className="blk">
          <h2>Last changes</h2>
          <ul>
            {detail.lastChanges.map(({ at, text }) => (
              <li key={`${at}${text}`}>
                <time className="num">{formatWhen(at, new Date())}</time>
                <span className="dim">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const OBJECT_WORDS: Readonly<Record<CaseRow['objects'][number]['kind'], string>> = {
  RTDOSE: 'Dose',
  RTPLAN: 'Plan',
  REG: 'Registration',
  SEG: 'Segmentation',
  M3D: 'Model',
};

/** What came with the case and is no image: one line a kind and description. */
function Objects({ objects }: Pick<CaseRow, 'objects'>) {
  const lines = new Map<string, number>();
  for (const { kind, description } of objects) {
    const line = `${OBJECT_WORDS[kind]}${description === '' ? '' : `, ${description}`}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return (
    <section className="blk">
      <h2>Came with it</h2>
      <ul>
        {[...lines].map(([line, count]) => (
          <li key={line}>
            <span className="grow">{line}</span>
            {count > 1 && <span className="num dim2">{count}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CasePreview() {
  const detail = useApp((state) => state.library.detail);
  const changedAt = useApp(
    (state) =>
      state.library.page?.rows.find(({ caseId }) => caseId === state.library.detail?.row.caseId)?.changedAt ?? '',
  );
  return (
    <aside className="preview" aria-label="Chosen case">
      {detail && <Content key={detail.row.caseId} detail={detail} changedAt={changedAt} />}
    </aside>
  );
}
