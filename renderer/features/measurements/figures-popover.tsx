// The figures of a structure beside its row: volume, and the values of the image inside.

import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { activeStructure } from '../../commands/review-commands.ts';
import { type StructureValues, structureValues } from '../../data/structure-values.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Spinner } from '../../ui/button.tsx';
import { formatMl, formatNumber } from '../../ui/format.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './measurements.css';

type Outcome = { readonly kind: 'busy' } | { readonly kind: 'none'; readonly why: string } | StructureDone;
interface StructureDone {
  readonly kind: 'done';
  readonly values: StructureValues;
}

function useValues(structureId: string | null, contentRev: number): Outcome {
  const { openCase } = useAppContext();
  const isReady = useApp((state) => state.workspace?.phase === 'ready');
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'busy' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another content has other values
  useEffect(() => {
    const open = openCase();
    if (structureId === null || !open) return;
    setOutcome({ kind: 'busy' });
    if (!isReady) return;
    const slices = open.session.current().slices.get(structureId) ?? new Map();
    const controller = new AbortController();
    structureValues(slices, open.voxels, open.geometry.size, controller.signal).then(
      (values) => setOutcome(values ? { kind: 'done', values } : { kind: 'none', why: 'The structure is empty.' }),
      () => 'the popover is closed or asks again',
    );
    return () => controller.abort();
  }, [structureId, contentRev, isReady, openCase]);
  return outcome;
}

const valueWords = (value: number, unit: string, decimals: number) =>
  `${formatNumber(value, decimals)}${unit ? ` ${unit}` : ''}`;

function Figures({ values, unit }: { readonly values: StructureValues; readonly unit: string }) {
  const isWhole = unit === 'HU';
  const rows = [
    ['Mean', valueWords(values.mean, unit, 1)],
    ['Standard deviation', valueWords(values.sd, unit, 1)],
    ['Smallest', valueWords(values.min, unit, isWhole ? 0 : 1)],
    ['Largest', valueWords(values.max, unit, isWhole ? 0 : 1)],
    ['Voxels', formatNumber(values.count, 0)],
  ] as const;
  return rows.map(([words, value]) => (
    <div key={words}>
      <dt>{words}</dt>
      <dd>{value}</dd>
    </div>
  ));
}

export function FiguresPopover() {
  const store = useAppStore();
  const isOpen = useApp((state) => state.overlay === 'statistics');
  const structure = useApp(activeStructure);
  const ml = useApp((state) => state.workspace?.volumesMl[state.view.activeStructureId ?? ''] ?? 0);
  const slices = useApp((state) => state.workspace?.planesOf[state.view.activeStructureId ?? '']?.length ?? 0);
  const unit = useApp((state) => state.workspace?.volume.unit ?? '');
  const outcome = useValues(isOpen ? (structure?.id ?? null) : null, structure?.contentRev ?? 0);
  const anchor = useRef<HTMLElement | null>(null);
  if (!isOpen || structure === null) return null;
  anchor.current = document.getElementById(`structure-${structure.id}`);
  return (
    <Popover.Root open onOpenChange={(next) => next || store.setState({ overlay: 'none' })}>
      <Popover.Anchor virtualRef={anchor as React.RefObject<HTMLElement>} />
      <Popover.Portal>
        <Popover.Content
          className="pop figures"
          side="left"
          align="start"
          sideOffset={8}
          collisionPadding={8}
          style={{ width: 260 }}
          aria-label={`Figures of ${structure.name}`}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            document.querySelector<HTMLElement>('[data-region="structures"]')?.focus();
          }}
        >
          <header>
            <Swatch color={structure.color} style="reviewed" />
            <b className="grow ell">{structure.name}</b>
            {outcome.kind === 'busy' && <Spinner />}
          </header>
          <dl className="num">
            <div>
              <dt>Volume</dt>
              <dd>{formatMl(ml)}</dd>
            </div>
            <div>
              <dt>Slices</dt>
              <dd>{slices}</dd>
            </div>
            {outcome.kind === 'done' && <Figures values={outcome.values} unit={unit} />}
          </dl>
          {outcome.kind === 'none' && <p className="dim">{outcome.why}</p>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
