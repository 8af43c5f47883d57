// The steps of the model, in their order: what each came to, its values when it is open, and what went wrong with it.

import { Fragment } from 'react';
import { PRINT_TOOLS } from '../../commands/print-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DropMenu, type MenuEntry } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { STEP_ICONS, stepDetail, stepResult, stepTitle } from './print-words.ts';
import { StepForm } from './step-form.tsx';

function AddStep() {
  const { run, command } = useAppContext();
  const entries = PRINT_TOOLS.map(({ id, title }): MenuEntry => {
    const keys = command(`print.add.${id}`)?.keys[0];
    return { kind: 'item', id, label: title, ...(keys ? { keys } : {}), run: () => run(`print.add.${id}`) };
  });
  return (
    <DropMenu
      entries={[
        ...entries,
        { kind: 'line', id: 'line' },
        { kind: 'item', id: 'mesh', label: 'A mesh of another program…', run: () => run('print.importMesh') },
      ]}
    >
      <button type="button" className="ib sm" aria-label="Add step" title="Add step">
        <Icon name="plus" />
      </button>
    </DropMenu>
  );
}

function StepRow({ at }: { readonly at: number }) {
  const { run } = useAppContext();
  const step = useApp((state) => state.print.recipe?.steps[at]);
  const row = useApp((state) => state.print.rows[at]);
  const isOpen = useApp((state) => state.print.selectedStep === at);
  const problem = useApp(({ print }) => (print.problem?.stepNumber === at + 1 ? print.problem.message : null));
  const isWaiting = useApp(({ print }) => print.problem?.stepNumber != null && print.problem.stepNumber < at + 1);
  if (step === undefined) return null;
  const title = stepTitle(step);
  const result = problem !== null ? 'not done' : isWaiting ? 'waits' : stepResult(step, row);
  return (
    <>
      <li className={`pp-step ${isOpen ? 'on' : ''}`}>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Step ${(at + 1).toString()}, ${title}, ${result || stepDetail(row)}`}
          title={stepDetail(row)}
          onClick={() => run('print.selectStep', at.toString())}
        >
          <span className="n num">{at + 1}</span>
          <Icon name={problem === null ? STEP_ICONS[step.name] : 'alert'} className={problem === null ? '' : 'bad'} />
          <span className="grow ell">{title}</span>
          <span className={`num ${problem === null ? 'dim' : 'bad'}`}>{result}</span>
        </button>
      </li>
      {problem !== null && (
        <li className="pp-problem" role="alert">
          {problem}
        </li>
      )}
      {isOpen && (
        <li>
          <StepForm step={step} at={at} />
        </li>
      )}
    </>
  );
}

function StepActs() {
  const { run } = useAppContext();
  const selected = useApp((state) => state.print.selectedStep);
  const count = useApp((state) => state.print.recipe?.steps.length ?? 0);
  if (selected === null) return null;
  return (
    <>
      <IconButton
        icon="down"
        label="Move the step down"
        keys="Alt ↓"
        isSmall
        disabledReason={selected > 0 && selected < count - 1 ? null : 'It has no other place there'}
        onClick={() => run('print.moveDown')}
      />
      <IconButton
        icon="bin"
        label="Remove the step"
        keys="Delete"
        isSmall
        disabledReason={selected === 0 && count > 1 ? 'Remove the steps after it before' : null}
        onClick={() => run('print.removeStep')}
      />
    </>
  );
}

export function StepsSection() {
  const count = useApp((state) => state.print.recipe?.steps.length ?? 0);
  const general = useApp(({ print }) => (print.problem?.stepNumber === null ? print.problem.message : null));
  return (
    <section aria-label="Steps" className="pp-steps">
      <div className="sec-h">
        <h2>Steps</h2>
        <span className="dim2 ell">replay when the mask changes</span>
        <span className="grow" />
        <StepActs />
        <AddStep />
      </div>
      <ol>
        {Array.from({ length: count }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <Fragment key={at}>
            <StepRow at={at} />
          </Fragment>
        ))}
      </ol>
      {general !== null && (
        <p className="pp-problem" role="alert">
          {general}
        </p>
      )}
    </section>
  );
}
