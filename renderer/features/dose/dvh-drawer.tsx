// The drawer of the histograms under the views: plot, figures, constraints, tables to take along.

import { useEffect, useState } from 'react';
import type { ConstraintTemplate } from '../../../core/dose/index.ts';
import { askExportFolder } from '../../client/export-folder.ts';
import { patchDoseView, whyNoDose } from '../../commands/dose-commands.ts';
import { notify, patchView, useApp, useAppStore } from '../../state/app-store.ts';
import { type DoseView, doseInHand, MOST_METRICS } from '../../state/dose-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { DvhPlot } from './dvh-plot.tsx';
import { areAllCurrent, type DvhRow, dvhTables, readMetrics, shortMetric, sumOf } from './dvh-rows.ts';
import { ConstraintsTable, FiguresTable } from './dvh-table.tsx';
import './dvh.css';
import { useDvhRows } from './use-dvh.ts';

type Dvh = DoseView['dvh'];

const KINDS = [
  { value: 'cumulative', label: 'Cumulative' },
  { value: 'differential', label: 'Differential' },
] as const satisfies readonly { value: Dvh['kind']; label: string }[];
const VOLUMES = [
  { value: '%', label: '% vol' },
  { value: 'ml', label: 'ml' },
] as const satisfies readonly { value: Dvh['volume']; label: string }[];
const DOSES = [
  { value: 'Gy', label: 'Gy' },
  { value: '%', label: '% Rx' },
] as const satisfies readonly { value: Dvh['dose']; label: string }[];
const TABS = [
  { value: 'figures', label: 'Figures' },
  { value: 'constraints', label: 'Constraints' },
] as const satisfies readonly { value: Dvh['tab']; label: string }[];

const NONE = 'none';
const OWN = 'own';

/** Columns of the table, as a person types them. */
function MetricsField({ dvh, onChange }: { readonly dvh: Dvh; readonly onChange: (patch: Partial<Dvh>) => void }) {
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const put = () => {
    const read = readMetrics(text ?? '');
    if ('why' in read) return setError(read.why);
    if (read.metrics.length > MOST_METRICS)
      return setError(`At most ${MOST_METRICS.toString()} figures stand side by side.`);
    onChange({ metrics: read.metrics });
    setText(null);
    setError(null);
  };
  return (
    <span className="dvh-metrics">
      <TextField
        label="Figures of the table"
        placeholder="Mean, D2%, V20Gy"
        value={text ?? dvh.metrics.map(shortMetric).join(', ')}
        error={error}
        onEnter={put}
        onChange={setText}
      />
    </span>
  );
}

/** What the plan is held to: a template that ships, or one from a file. */
function TemplateSelect({ dvh, onChange }: { readonly dvh: Dvh; readonly onChange: (patch: Partial<Dvh>) => void }) {
  const store = useAppStore();
  const { connection, host } = useAppContext();
  const [shipped, setShipped] = useState<readonly ConstraintTemplate[]>([]);
  useEffect(() => {
    connection.client.doses.templates({}).then(
      ({ templates }) => setShipped(templates as readonly ConstraintTemplate[]),
      () => 'asked again when the drawer opens again',
    );
  }, [connection]);
  const readOwn = async () => {
    const [path] = await host.pickImport('files');
    if (path === undefined) return;
    try {
      onChange({ template: (await connection.client.doses.readTemplate({ path })) as ConstraintTemplate });
    } catch (thrown) {
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      notify(store, { tone: 'bad', title: 'The template was not read.', text, act: null });
    } finally {
      await host.release([path]);
    }
  };
  const { template } = dvh;
  const isShipped = template !== null && shipped.some(({ name }) => name === template.name);
  return (
    <Select
      caption="Template"
      value={template?.name ?? NONE}
      options={[
        { value: NONE, label: 'None' },
        ...shipped.map(({ name }) => ({ value: name, label: name })),
        ...(template !== null && !isShipped ? [{ value: template.name, label: template.name }] : []),
        { value: OWN, label: 'From a file…' },
      ]}
      onChange={(value) => {
        if (value === OWN) void readOwn();
        else onChange({ template: shipped.find(({ name }) => name === value) ?? (value === NONE ? null : template) });
      }}
    />
  );
}

function ExportButton({ rows, dvh }: { readonly rows: readonly DvhRow[]; readonly dvh: Dvh }) {
  const store = useAppStore();
  const { connection, host } = useAppContext();
  const [isBusy, setBusy] = useState(false);
  const write = async () => {
    const folder = await askExportFolder(host);
    if (folder === null) return;
    setBusy(true);
    try {
      const { dose, view } = store.getState();
      const parts = sumOf(doseInHand(dose, view.dose), dose.doses ?? []);
      const tables = dvhTables(rows, dvh.metrics, dvh.template, parts);
      const { files } = await connection.client.doses.saveTables({ destination: folder.grantId, tables });
      notify(store, { tone: 'ok', title: `${files.join(', ')} written`, text: folder.label, act: null });
    } catch (thrown) {
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      notify(store, { tone: 'bad', title: 'No table was written.', text, act: null });
    } finally {
      setBusy(false);
    }
  };
  const why = areAllCurrent(rows)
    ? rows.length === 0
      ? 'There is no structure.'
      : null
    : 'The figures are being computed.';
  return (
    <Button isSmall icon="export" isBusy={isBusy} disabledReason={why} onClick={() => void write()}>
      CSV
    </Button>
  );
}

export function DvhDrawer() {
  const store = useAppStore();
  const { run } = useAppContext();
  const dvh = useApp((state) => state.view.dose.dvh);
  const hidden = useApp((state) => state.view.hidden);
  const activeId = useApp((state) => state.view.activeStructureId);
  const making = useApp((state) => state.dose.making);
  const problem = useApp((state) => state.dose.problem);
  const told = useApp((state) =>
    [
      ...(doseInHand(state.dose, state.view.dose)?.warnings ?? []),
      // Contours of no listed region may belong to any of the structures.
      ...(state.workspace?.imported.flatMap((set) => set.warnings) ?? []),
    ]
      .map(({ message }) => message)
      .join('\n'),
  );
  const warnings = told === '' ? [] : told.split('\n');
  const whyNone = useApp(whyNoDose);
  const label = useApp((state) => doseInHand(state.dose, state.view.dose)?.label ?? '');
  const { rows, prescribedGy } = useDvhRows();
  const patch = (next: Partial<Dvh>) => patchDoseView(store, { dvh: { ...dvh, ...next } });
  const choose = (id: string) => patchView(store, { activeStructureId: id });
  const choice: Dvh = prescribedGy === null ? { ...dvh, dose: 'Gy' } : dvh;
  return (
    <section className="dvh" aria-label="Dose-volume histograms" data-region="dvh">
      <header>
        <h2 title={label}>DVH</h2>
        {warnings.length === 0 && <span className="dim2 ell dvh-label">{label}</span>}
        <Segmented
          isSmall
          label="Kind of histogram"
          segments={KINDS}
          value={dvh.kind}
          onChange={(kind) => patch({ kind })}
        />
        <Segmented
          isSmall
          label="Unit of volume"
          segments={VOLUMES}
          value={dvh.volume}
          onChange={(volume) => patch({ volume })}
        />
        {prescribedGy !== null && (
          <Segmented
            isSmall
            label="Unit of dose"
            segments={DOSES}
            value={dvh.dose}
            onChange={(dose) => patch({ dose })}
          />
        )}
        <span className="grow">
          {making !== null && (
            <span className="dvh-making">
              <ProgressBar label="Histograms" fraction={making.done / making.total} />
              <span className="num dim2">
                {making.done} of {making.total}
              </span>
            </span>
          )}
        </span>
        <Segmented isSmall label="Table" segments={TABS} value={dvh.tab} onChange={(tab) => patch({ tab })} />
        {dvh.tab === 'figures' ? (
          <MetricsField dvh={dvh} onChange={patch} />
        ) : (
          <TemplateSelect dvh={dvh} onChange={patch} />
        )}
        <ExportButton rows={rows} dvh={dvh} />
        <IconButton icon="x" isSmall label="Close" keys="Alt D" onClick={() => run('dose.dvh')} />
      </header>
      {warnings.length > 0 && (
        <p className="dvh-warning" title={warnings.join('\n')} role="note">
          <Icon name="alert" size="s" className="warn" />
          <b>{label}</b>
          <span className="warn">{warnings.join(' ')}</span>
        </p>
      )}
      <div className="dvh-body">
        <DvhPlot
          rows={rows.filter(({ id }) => !hidden.includes(id))}
          activeId={activeId}
          choice={choice}
          prescriptionGy={prescribedGy}
          onChoose={choose}
        />
        <div className="dvh-table">
          {whyNone !== null ? (
            <EmptyState isSmall title="No dose" text={whyNone} />
          ) : problem !== null ? (
            <EmptyState isSmall title="The dose was not read" text={problem} />
          ) : rows.length === 0 ? (
            <EmptyState isSmall title="No structures yet" text="Histograms are made of the structures of the case." />
          ) : dvh.tab === 'figures' ? (
            <FiguresTable rows={rows} metrics={dvh.metrics} activeId={activeId} onChoose={choose} />
          ) : dvh.template === null ? (
            <EmptyState isSmall title="No template" text="Choose what the plan is held to." />
          ) : (
            <ConstraintsTable rows={rows} template={dvh.template} onChoose={choose} />
          )}
        </div>
      </div>
    </section>
  );
}
