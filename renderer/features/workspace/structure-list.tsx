// The structures by where they came from, each with its state, volume and what can be done to it.

import { type KeyboardEvent, useMemo } from 'react';
import { type GroupRecord, STRUCTURE_COLORS, type StructureRecord } from '../../../core/edit/index.ts';
import { needsReview } from '../../commands/review-commands.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import { fateWords, type ImportedSetState, roiOf, shortFate } from '../../state/imported-lines.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatMl, formatWhen } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu, type MenuEntry, PointerMenu } from '../../ui/menu.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { Ring } from '../../ui/progress.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { RenameField } from '../names/rename-field.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { isDoubledLine, isOutOfDate, lookOf, type StructureLook } from './structure-look.ts';

// One value for 'none': a new array on every look would render without end.
const NO_PLANES: readonly number[] = [];
const NO_STRUCTURES: readonly StructureRecord[] = [];
const NO_GROUPS: readonly GroupRecord[] = [];
const NO_SETS: readonly ImportedSetState[] = [];

const LIST_KEYS: Readonly<Record<string, string>> = {
  ArrowDown: 'structure.next',
  ArrowUp: 'structure.previous',
  Enter: 'structure.goTo',
};

/** What the menu of a structure offers; the same commands as keys and palette. */
const MENU: readonly (string | null)[] = [
  'structure.rename',
  'structure.duplicate',
  'structure.toggleLock',
  'structure.setColor',
  null,
  'operation.margin',
  'operation.boolean',
  'operation.smooth',
  'operation.fillHoles',
  'operation.islands',
  'operation.crop',
  null,
  'structure.statistics',
  null,
  'structure.moveUp',
  'structure.moveDown',
  'structure.nextVersion',
  null,
  'structure.delete',
];

function StateIcon({ look, structure }: { readonly look: StructureLook; readonly structure: StructureRecord }) {
  const structures = useApp((state) => state.workspace?.structures ?? NO_STRUCTURES);
  if (isOutOfDate(structure, structures)) return <Icon name="update" className="acc" />;
  if (look.words.startsWith('Empty')) return <Icon name="alert" className="warn" />;
  if (look.words.startsWith('Kept')) return <Icon name="info" className="dim2" />;
  if (look.words.includes('locked')) return <Icon name="lock" className="dim2" />;
  if (look.words.startsWith('Reviewed')) return <Icon name="check" className="ok" />;
  if (look.words.startsWith('Unreviewed')) {
    return look.seenCount === 0 ? (
      <Icon name="unreviewed" className="warn" />
    ) : (
      <Ring fraction={look.seenShare} color="var(--warn)" />
    );
  }
  return null;
}

function StructureRow({ structure, group }: { readonly structure: StructureRecord; readonly group: GroupRecord }) {
  const context = useAppContext();
  const { run } = context;
  const { id, name, color } = structure;
  // One look at the state for each row: with a look for each fact, twenty rows took 160 at every slice of a scroll.
  const { isActive, isHidden, ml, planes, seen, isDouble, roi, isRenaming } = useAppShallow(
    ({ workspace, view, renamingId }) => ({
      isActive: view.activeStructureId === id,
      isHidden: view.hidden.includes(id) || (view.soloId !== null && view.soloId !== id),
      ml: workspace?.volumesMl[id] ?? 0,
      planes: workspace?.planesOf[id] ?? NO_PLANES,
      seen: workspace?.seen[id] ?? NO_PLANES,
      isDouble: isDoubledLine(id, workspace?.structures ?? []),
      roi: roiOf(workspace?.imported ?? NO_SETS, structure),
      isRenaming: renamingId === id,
    }),
  );
  const look = useMemo(
    () =>
      lookOf(structure, { planes, seen, isGroupLocked: group.isLocked, kept: roi === null ? null : fateWords(roi) }),
    [structure, planes, seen, group.isLocked, roi],
  );
  const withoutVoxels = roi === null ? null : shortFate(roi);
  const entries: MenuEntry[] = MENU.map((commandId, at): MenuEntry => {
    if (commandId === null) return { kind: 'line', id: `line-${at.toString()}` };
    if (commandId === 'structure.setColor') {
      const choose = (next: string) => run(commandId, JSON.stringify({ id, color: next }));
      return { kind: 'colors', id: commandId, colors: STRUCTURE_COLORS, chosen: color, choose };
    }
    const own = context.command(commandId);
    return {
      kind: 'item',
      id: commandId,
      label: own?.title ?? commandId,
      keys: own?.keys[0] ?? '',
      run: () => run(commandId, id),
    };
  });
  return (
    <PointerMenu entries={entries}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Q, W and the arrow keys choose a structure */}
      <li
        className={`row ${isActive ? 'on' : ''} ${isHidden ? 'off' : ''}`}
        id={`structure-${id}`}
        role="option"
        aria-selected={isActive}
        aria-label={`${name}, ${look.words}${planes.length === 0 ? '' : `, ${formatMl(ml)}`}`}
        onClick={() => run('structure.choose', id)}
        onDoubleClick={() => run('structure.goTo', id)}
      >
        <button
          type="button"
          className="eye"
          tabIndex={isActive ? 0 : -1}
          aria-label={`${isHidden ? 'Show' : 'Hide'} ${name}`}
          onClick={(event) => {
            event.stopPropagation();
            run('structure.toggleVisible', id);
          }}
        >
          <Icon name={isHidden ? 'eyeOff' : 'eye'} />
        </button>
        <Swatch color={color} style={look.swatch} isDouble={isDouble} />
        {isRenaming ? (
          <RenameField structure={structure} />
        ) : (
          <span className="nm grow ell" title={name}>
            {name}
          </span>
        )}
        <span className="acts">
          <IconButton
            isSmall
            icon="target"
            tabIndex={isActive ? 0 : -1}
            label={`Go to ${name}`}
            onClick={(event) => {
              event.stopPropagation();
              run('structure.goTo', id);
            }}
          />
          <DropMenu entries={entries}>
            <button type="button" className="ib sm" tabIndex={isActive ? 0 : -1} aria-label={`More for ${name}`}>
              <Icon name="more" />
            </button>
          </DropMenu>
        </span>
        {look.isEdited && (
          <span className="dim2" title="Edited by hand" style={{ display: 'inline-flex' }}>
            <Icon name="pencil" size="s" />
          </span>
        )}
        <span className="ml num">{planes.length === 0 ? (withoutVoxels ?? 'empty') : formatMl(ml)}</span>
        <span className="st" title={look.words}>
          <StateIcon look={look} structure={structure} />
        </span>
      </li>
    </PointerMenu>
  );
}

function GroupRows({ group }: { readonly group: GroupRecord }) {
  const { run } = useAppContext();
  const structures = useAppShallow((state) =>
    (state.workspace?.structures ?? []).filter(({ groupId }) => groupId === group.id),
  );
  const isCollapsed = useApp((state) => state.view.collapsedGroups.includes(group.id));
  if (structures.length === 0) return null;
  const version = group.version > 1 ? `, version ${group.version.toString()}` : '';
  return (
    <li>
      <button
        type="button"
        className="grp"
        aria-expanded={!isCollapsed}
        onClick={() => run('structure.toggleGroup', group.id)}
      >
        <Icon name="down" />
        <span className="grow ell" style={{ textAlign: 'left' }}>
          {group.label}
          {version}
          {group.kind === 'auto' && `, ${formatWhen(group.createdAt, new Date())}`}
        </span>
        {group.isLocked && <Icon name="lock" />}
        <span className="num">{structures.length}</span>
      </button>
      {!isCollapsed && (
        <ul>
          {structures.map((structure) => (
            <StructureRow key={structure.id} structure={structure} group={group} />
          ))}
        </ul>
      )}
    </li>
  );
}

export function StructureList() {
  const { run, store } = useAppContext();
  const groups = useApp((state) => state.workspace?.groups ?? NO_GROUPS);
  const { total, reviewed } = useAppShallow((state) => {
    const own = (state.workspace?.structures ?? []).filter(needsReview);
    return { total: own.length, reviewed: own.filter(({ review }) => review.isReviewed).length };
  });
  const hasAny = useApp((state) => (state.workspace?.structures.length ?? 0) > 0);
  const isReady = useApp((state) => state.workspace?.documentId !== null);
  const isContouring = useApp((state) =>
    state.queue.some(
      ({ kind, state: own, seriesId }) =>
        kind === 'contour' && (own === 'running' || own === 'waiting') && seriesId === state.workspace?.volume.seriesId,
    ),
  );
  const activeId = useApp((state) => state.view.activeStructureId);
  /** Arrows choose, Enter goes there; a control inside the list keeps its own keys. */
  // Its card has the one filled button.
  const isAtWork = useApp((state) => state.segmentation !== null || state.operation !== null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey) return;
    const act = LIST_KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    run(act);
    const { activeStructureId } = store.getState().view;
    document.getElementById(`structure-${activeStructureId ?? ''}`)?.scrollIntoView({ block: 'nearest' });
  };
  const add: MenuEntry[] = [
    { kind: 'item', id: 'new', label: 'New structure', keys: 'Shift N', run: () => run('structure.create') },
    { kind: 'item', id: 'template', label: 'From a template…', run: () => run('structure.templates') },
    { kind: 'item', id: 'auto', label: 'Auto-contour…', keys: 'Ctrl Shift A', run: () => run('autocontour.show') },
    { kind: 'item', id: 'names', label: 'Check names…', run: () => run('names.show') },
    { kind: 'item', id: 'copy', label: 'Copy a set from another series…', run: () => run('structure.copySet') },
    { kind: 'item', id: 'file', label: 'From a label map or segmentation…', run: () => run('structure.takeFile') },
  ];
  return (
    <>
      <div className="sec-h">
        <h2>Structures</h2>
        {total > 0 && (
          <span className="dim2 num">
            {reviewed} of {total} reviewed
          </span>
        )}
        <span className="grow" />
        <DropMenu entries={add}>
          <button type="button" className="ib sm" aria-label="Add structures">
            <Icon name="plus" />
          </button>
        </DropMenu>
      </div>
      <div
        className="struct-list"
        data-region="structures"
        role="listbox"
        aria-label="Structures"
        aria-activedescendant={activeId === null ? undefined : `structure-${activeId}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {hasAny ? (
          <ul>
            {groups.map((group) => (
              <GroupRows key={group.id} group={group} />
            ))}
          </ul>
        ) : (
          isReady && (
            <EmptyState isSmall title="No structures yet">
              {!isContouring && (
                <Button kind={isAtWork ? 'secondary' : 'primary'} isSmall onClick={() => run('autocontour.show')}>
                  Auto-contour
                </Button>
              )}
              <Button isSmall onClick={() => run('structure.create')}>
                Draw one
              </Button>
            </EmptyState>
          )
        )}
      </div>
    </>
  );
}
