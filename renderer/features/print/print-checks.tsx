// What is open before the model is printed, and what is in order.

import { patchPrint, useApp, useAppStore } from '../../state/app-store.ts';
import type { PrintFinding } from '../../state/print-state.ts';
import { Button, Spinner } from '../../ui/button.tsx';
import { NumberField } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';

const TONE = { blocks: 'bad', warning: 'warn', note: 'dim2' } as const;

function Finding({ finding: { severity, title, text, atLps, act } }: { readonly finding: PrintFinding }) {
  const { run } = useAppContext();
  const words = (
    <>
      <b>{title}</b>
      <span>{text}</span>
    </>
  );
  return (
    <li>
      <Icon name={severity === 'note' ? 'info' : 'alert'} className={TONE[severity]} />
      {atLps === null ? (
        <div className="grow">{words}</div>
      ) : (
        <button
          type="button"
          className="grow"
          title="Show the place"
          onClick={() => run('print.goTo', JSON.stringify(atLps))}
        >
          {words}
        </button>
      )}
      {act && (
        <Button isSmall kind="ghost" aria-label={`${act.label}: ${title}`} onClick={() => run(act.commandId, act.args)}>
          {act.label}
        </Button>
      )}
    </li>
  );
}

export function PrintChecks() {
  const store = useAppStore();
  const findings = useApp((state) => state.print.findings);
  const open = findings.filter(({ severity }) => severity !== 'note').length;
  const passed = useApp((state) => state.print.passed);
  const isChecking = useApp((state) => state.print.isChecking);
  const minWallMm = useApp((state) => state.print.minWallMm);
  const hasModel = useApp((state) => state.print.parts.length > 0);
  if (!hasModel) return null;
  return (
    <section className="sec pp-checks" aria-label="Checks">
      <div className="sec-h">
        <h2>Checks</h2>
        {open > 0 && <span className="warn num">{open} open</span>}
        <span className="dim2 num">{passed.length} passed</span>
        {isChecking && <Spinner />}
        <span className="grow" />
        <span className="dim2 pp-least">Least wall</span>
        <NumberField
          label="Least wall"
          value={minWallMm}
          unit="mm"
          min={0.2}
          max={10}
          step={0.1}
          widthPx={68}
          onChange={(next) => patchPrint(store, { minWallMm: next })}
        />
      </div>
      <ul className="pp-finds">
        {findings.map((finding) => (
          <Finding key={finding.id} finding={finding} />
        ))}
      </ul>
      <ul className="pp-pass">
        {passed.map((words) => (
          <li key={words}>
            <Icon name="check" size="s" />
            {words}
          </li>
        ))}
      </ul>
    </section>
  );
}
