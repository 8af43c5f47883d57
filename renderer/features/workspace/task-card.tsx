// The active structure: how much of it has been looked at, and the one next act.

import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import { seenPlanes, whyNotReviewed } from '../../commands/review-commands.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { fateWords, roiOf } from '../../state/imported-lines.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { lookOf } from './structure-look.ts';

/** 'Slices 73–88', 'Slice 5' */
function slicesFromTo(planes: readonly number[]): string {
  const [first, last] = [(planes[0] ?? 0) + 1, (planes.at(-1) ?? 0) + 1];
  return first === last ? `Slice ${first.toString()}` : `Slices ${first.toString()}–${last.toString()}`;
}

const NO_PLANES: readonly number[] = [];

/** More cells than this stand without gaps. */
const MANY_CELLS = 60;

interface SliceCellsProps {
  readonly planes: readonly number[];
  readonly seen: ReadonlySet<number>;
  readonly label: string;
}

/** A cell for each slice of the structure. The mark of the slice in hand is moved past React: in a scroll it would
 * compare hundreds of cells for each slice. */
const SliceCells = memo(function SliceCells({ planes, seen, label }: SliceCellsProps) {
  const store = useAppStore();
  const cells = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: cells that were drawn again have lost their mark
  useLayoutEffect(() => {
    let marked: Element | null = null;
    const mark = (here: number) => {
      marked?.classList.remove('n');
      marked = cells.current?.children[planes.indexOf(here)] ?? null;
      marked?.classList.add('n');
    };
    mark(store.getState().view.crosshairIjk[2]);
    const stop = store.subscribe((state) => state.view.crosshairIjk[2], mark);
    return () => {
      stop();
      marked?.classList.remove('n');
    };
  }, [store, planes, seen]);
  return (
    <div ref={cells} className={`cells ${planes.length > MANY_CELLS ? 'many' : ''}`} role="img" aria-label={label}>
      {planes.map((k) => (
        <i key={k} className={seen.has(k) ? 's' : ''} />
      ))}
    </div>
  );
});

export function ReviewCard() {
  const { run } = useAppContext();
  const workspace = useApp((state) => state.workspace);
  const activeId = useApp((state) => state.view.activeStructureId);
  const whyNot = useApp(whyNotReviewed);
  const structure = workspace?.structures.find(({ id }) => id === activeId) ?? null;
  const group = workspace?.groups.find(({ id }) => id === structure?.groupId);
  const planes = structure ? (workspace?.planesOf[structure.id] ?? NO_PLANES) : NO_PLANES;
  const seen = useMemo(
    () => (workspace && structure ? seenPlanes(workspace, structure) : new Set<number>()),
    [workspace, structure],
  );
  if (!workspace || !structure) {
    if (!workspace || workspace.structures.length === 0) return null;
    return (
      <section className="sec task">
        <p className="dim">Choose a structure to review it, or press Q and W.</p>
      </section>
    );
  }
  const roi = roiOf(workspace.imported, structure);
  const kept = roi === null ? null : fateWords(roi);
  const look = lookOf(structure, { planes, seen: [...seen], isGroupLocked: group?.isLocked ?? false, kept });
  const isKeptAlone = kept !== null && planes.length === 0;
  const isReviewed = structure.review.isReviewed;
  const hasUnseen = look.seenCount < look.sliceCount;
  return (
    <section className="sec task" aria-label={`Review ${structure.name}`}>
      <div className="head">
        <Swatch color={structure.color} style={look.swatch} />
        <strong className="grow ell">{structure.name}</strong>
        <span className={look.tone}>
          {isReviewed ? 'Reviewed' : isKeptAlone ? 'Imported' : (look.words.split(/[,.]/)[0] ?? '')}
        </span>
        {!isReviewed && (
          <DropMenu
            entries={[
              {
                kind: 'item',
                id: 'unseen',
                label: 'Mark reviewed with unseen slices…',
                run: () => run('review.markUnseen'),
              },
            ]}
          >
            <button type="button" className="ib sm" aria-label="More ways to review">
              <Icon name="more" />
            </button>
          </DropMenu>
        )}
      </div>
      {planes.length > 0 && (
        <>
          <SliceCells
            planes={planes}
            seen={seen}
            label={`${look.seenCount.toString()} of ${look.sliceCount.toString()} slices seen`}
          />
          <div className="line num">
            <span className="grow">
              {look.seenCount} of {look.sliceCount} {look.sliceCount === 1 ? 'slice' : 'slices'} seen
            </span>
            <span>{slicesFromTo(planes)}</span>
          </div>
        </>
      )}
      <div className="acts">
        {hasUnseen ? (
          <Button kind="primary" grow keys="Space" onClick={() => run('review.nextUnseen')}>
            Next unseen slice
          </Button>
        ) : (
          <Button grow keys="Space" onClick={() => run('review.nextUnseen')}>
            Next structure
          </Button>
        )}
        {/* Two buttons, not one with two names: the focus must not stay on the opposite of what was pressed. */}
        {isReviewed ? (
          <Button key="take-back" onClick={() => run('review.takeBack')}>
            Mark unreviewed
          </Button>
        ) : (
          <Button
            key="mark"
            kind={hasUnseen ? 'secondary' : 'primary'}
            disabledReason={whyNot}
            onClick={() => run('review.mark')}
          >
            Mark reviewed
          </Button>
        )}
      </div>
      {whyNot !== null && !isReviewed && <p className="cap">{isKeptAlone ? `${kept}.` : whyNot}</p>}
    </section>
  );
}
