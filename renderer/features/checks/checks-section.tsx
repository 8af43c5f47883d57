// What the checks found: one line a finding with its one act; folded out also what passed and what was accepted.

import { useState } from 'react';
import { CHECKS } from '../../../core/checks/index.ts';
import { canAccept, checkIdOf, openFindings } from '../../commands/open-findings.ts';
import type { FindingRow } from '../../state/app-state.ts';
import { patchView, useApp, useAppStore } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { formatClock } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { DropMenu } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './checks.css';

/** Rows under the task card; the rest is a count until the list is folded out. */
const SHOWN = 3;

const formulaOf = (finding: FindingRow): string => CHECKS.find(({ id }) => id === checkIdOf(finding))?.formula ?? '';

function iconOf(finding: FindingRow): { readonly name: IconName; readonly tone: string; readonly words: string } {
  if (finding.severity === 'blocks') return { name: 'stop', tone: 'bad', words: 'Blocks export' };
  if (checkIdOf(finding) === 'derived') return { name: 'update', tone: 'acc', words: 'Out of date' };
  return finding.severity === 'warning'
    ? { name: 'alert', tone: 'warn', words: 'Warning' }
    : { name: 'info', tone: 'dim2', words: 'Note' };
}

function AcceptForm({ finding, onDone }: { readonly finding: FindingRow; readonly onDone: () => void }) {
  const { run } = useAppContext();
  const [reason, setReason] = useState('');
  const accept = () => {
    if (reason.trim() === '') return;
    run('finding.accept', JSON.stringify({ id: finding.id, reason }));
    onDone();
  };
  return (
    <div className="find-accept">
      <TextField
        ref={(field) => field?.focus()}
        label={`Reason to accept: ${finding.title}`}
        value={reason}
        onChange={setReason}
        onEnter={accept}
      />
      <Button isSmall disabledReason={reason.trim() === '' ? 'Write the reason first.' : null} onClick={accept}>
        Accept
      </Button>
      <Button isSmall kind="ghost" onClick={onDone}>
        Cancel
      </Button>
    </div>
  );
}

function FindingItem({ finding }: { readonly finding: FindingRow }) {
  const store = useAppStore();
  const { run } = useAppContext();
  const [isAccepting, setAccepting] = useState(false);
  const { act, structureId, title, text } = finding;
  const icon = iconOf(finding);
  const runAct = () => {
    if (structureId !== null) patchView(store, { activeStructureId: structureId });
    run(act.commandId, act.args);
  };
  const show = () => run('finding.show', finding.id);
  return (
    <li className="find" data-finding={finding.id}>
      <span className={icon.tone} title={`${icon.words}. ${formulaOf(finding)}`}>
        <Icon name={icon.name} />
        <span className="sr">{icon.words}</span>
      </span>
      <div className="grow">
        <b>{title}</b>
        <p>{text}</p>
        {isAccepting && <AcceptForm finding={finding} onDone={() => setAccepting(false)} />}
      </div>
      {!isAccepting && (
        <>
          <DropMenu
            entries={[
              { kind: 'item', id: 'show', label: 'Show', run: show },
              {
                kind: 'item',
                id: 'accept',
                label: 'Accept…',
                disabledReason: canAccept(finding) ? null : 'Cannot be accepted here.',
                run: () => setAccepting(true),
              },
            ]}
          >
            <button type="button" className="ib sm find-more" aria-label={`More for ${title}`}>
              <Icon name="more" />
            </button>
          </DropMenu>
          <Button isSmall kind="ghost" aria-label={`${act.label}: ${title}`} onClick={runAct}>
            {act.label}
          </Button>
        </>
      )}
    </li>
  );
}

function AcceptedItem({ finding, reason }: { readonly finding: FindingRow; readonly reason: string }) {
  const { run } = useAppContext();
  return (
    <li className="find" data-finding={finding.id}>
      <span className="dim2">
        <Icon name="check" />
        <span className="sr">Accepted</span>
      </span>
      <div className="grow">
        <b className="dim">{finding.title}</b>
        <p>Accepted: {reason}</p>
      </div>
      <Button
        isSmall
        kind="ghost"
        aria-label={`Open again: ${finding.title}`}
        onClick={() => run('finding.reopen', finding.id)}
      >
        Open again
      </Button>
    </li>
  );
}

/** What holds, by check. */
function PassedList({ open }: { readonly open: readonly FindingRow[] }) {
  const failed = new Set(open.map(checkIdOf));
  return (
    <ul className="finds passed" aria-label="Passed">
      {CHECKS.filter(({ id }) => !failed.has(id)).map(({ id, title, formula }) => (
        <li key={id} className="find" title={formula}>
          <span className="ok">
            <Icon name="check" />
          </span>
          <p className="grow">{title}</p>
        </li>
      ))}
    </ul>
  );
}

export function ChecksSection() {
  const checks = useApp((state) => state.checks);
  const hasStructures = useApp((state) => (state.workspace?.structures.length ?? 0) > 0);
  const [isUnfolded, setUnfolded] = useState(false);
  if (!hasStructures || (checks.lastRunAt === null && !checks.isRunning)) return null;
  const open = openFindings(checks);
  const accepted = checks.findings.flatMap((finding) => {
    const reason = checks.accepted[finding.id];
    return reason === undefined ? [] : [{ finding, reason }];
  });
  const shown = isUnfolded ? open : open.slice(0, SHOWN);
  const lastRun = checks.lastRunAt === null ? '' : `Last run ${formatClock(new Date(checks.lastRunAt))}`;
  const isClean = open.length === 0 && checks.lastRunAt !== null;
  return (
    <section className="sec checks" aria-label="Checks" data-unfolded={isUnfolded ? '' : undefined}>
      <div className="sec-h">
        <h2>Checks</h2>
        {open.length > 0 && (
          <>
            <span className={`num ${open.some(({ severity }) => severity === 'blocks') ? 'bad' : 'warn'}`}>
              {open.length} open
            </span>
            <span className="dim2 num">{checks.passed} passed</span>
          </>
        )}
        <span className="grow" />
        <IconButton
          icon={isUnfolded ? 'down' : 'right'}
          label={isUnfolded ? 'Fewer checks' : 'All checks'}
          hint={lastRun}
          isSmall
          aria-expanded={isUnfolded}
          onClick={() => setUnfolded(!isUnfolded)}
        />
      </div>
      <div className="checks-body">
        {isClean && (
          <div className="checks-clean">
            <Icon name="check" className="ok" />
            <div>
              <b>{checks.passed} checks passed</b>
              <p>{lastRun}</p>
            </div>
          </div>
        )}
        <ul className="finds" aria-label="Open findings">
          {shown.map((finding) => (
            <FindingItem key={finding.id} finding={finding} />
          ))}
        </ul>
        {open.length > shown.length && (
          <button type="button" className="finds-more" onClick={() => setUnfolded(true)}>
            {open.length - shown.length} more
          </button>
        )}
        {isUnfolded && accepted.length > 0 && (
          <ul className="finds" aria-label="Accepted findings">
            {accepted.map(({ finding, reason }) => (
              <AcceptedItem key={finding.id} finding={finding} reason={reason} />
            ))}
          </ul>
        )}
        {isUnfolded && <PassedList open={open} />}
      </div>
    </section>
  );
}
