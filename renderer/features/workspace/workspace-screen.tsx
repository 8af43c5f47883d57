// The open case: whose it is, the tools, the views, the structures and what to do next.

import { warningsOf } from '../../commands/case-warnings.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/message.tsx';
import { RunningCard } from '../autocontour/running-card.tsx';
import { ChecksSection } from '../checks/checks-section.tsx';
import { DvhDrawer } from '../dose/dvh-drawer.tsx';
import { EvaluateSection } from '../evaluate/evaluate-section.tsx';
import { MeasurementsSection } from '../measurements/measurements-section.tsx';
import { OperationCard, WorkCard } from '../operations/operation-card.tsx';
import { SegmentCard } from '../operations/segment-card.tsx';
import { PrintOptions } from '../print/print-options.tsx';
import { PrintPanel } from '../print/print-panel.tsx';
import { PrintRail } from '../print/print-rail.tsx';
import { PrintStage } from '../print/print-stage.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { Guarded } from '../shell/guarded.tsx';
import { UncertaintySection } from '../uncertainty/uncertainty-section.tsx';
import { OptionsBar } from './options-bar.tsx';
import { Stage } from './stage.tsx';
import { StatusLine } from './status-line.tsx';
import { StructureList } from './structure-list.tsx';
import { ReviewCard } from './task-card.tsx';
import { ToolRail } from './tool-rail.tsx';
import './workspace.css';
import { WorkspaceBar } from './workspace-bar.tsx';

const lostWords = (edits: number): string =>
  edits > 1
    ? `The last ${edits.toString()} changes are not kept, nor is what is drawn now.`
    : 'The last change is not kept, nor is what is drawn now.';

function Warnings() {
  const { run } = useAppContext();
  const { warning, more } = useAppShallow(({ workspace }) => {
    const all = workspace ? warningsOf(workspace) : [];
    return { warning: all[0] ?? null, more: all.length - 1 };
  });
  const save = useApp((state) => state.workspace?.save.kind ?? 'kept');
  const { message, edits } = useAppShallow(({ workspace }) =>
    workspace?.save.kind === 'failed' ? workspace.save : { message: '', edits: 0 },
  );
  const stray = useApp((state) => state.workspace?.strays[0] ?? null);
  const isReadOnly = useApp((state) => state.isReadOnly);
  return (
    <div>
      {isReadOnly && (
        <Banner
          tone="warn"
          title="This window only reads."
          text="Another Limner has the library. To draw here, close that one and open this one again."
        />
      )}
      {save === 'failed' && (
        <Banner tone="bad" title={lostWords(edits)} text={message}>
          <Button isSmall onClick={() => run('case.reopen')}>
            Open again
          </Button>
        </Banner>
      )}
      {stray && (
        <Banner
          tone="bad"
          title={`${stray.name} was deleted in another window.`}
          text="What was drawn on it here since is in this window only."
        >
          <Button isSmall onClick={() => run('case.bringBack', stray.id)}>
            Bring it back
          </Button>
          <Button isSmall kind="ghost" onClick={() => run('case.leaveDeleted', stray.id)}>
            Leave it deleted
          </Button>
        </Banner>
      )}
      {warning && (
        <Banner tone="warn" title="" text={warning.message}>
          {more > 0 && <span className="dim2 num">{more} more</span>}
          <Button isSmall kind="ghost" onClick={() => run('case.dismissWarning')}>
            {more > 0 ? 'Next' : 'Close'}
          </Button>
        </Banner>
      )}
    </div>
  );
}

/** What is to be done next: structure work being set up, work to choose from, or the review. */
function TaskCard() {
  const isSettingUp = useApp((state) => state.operation !== null);
  const isSegmenting = useApp((state) => state.segmentation !== null);
  const mode = useApp((state) => state.view.mode);
  if (isSettingUp) return <OperationCard />;
  if (isSegmenting) return <SegmentCard />;
  switch (mode) {
    case 'edit':
      return <WorkCard />;
    case 'evaluate':
      return <EvaluateSection />;
    case 'review':
      return <ReviewCard />;
    case 'print':
      return null;
  }
}

export function WorkspaceScreen() {
  const isFolded = useApp((state) => state.view.isPanelFolded);
  const isPrint = useApp((state) => state.view.mode === 'print');
  const isDvhShown = useApp(
    ({ dose, view }) => view.mode !== 'print' && view.dose.isDvhShown && (dose.doses?.length ?? 0) > 0,
  );
  const hasChecks = useApp(({ view }) => view.mode === 'review' || view.mode === 'edit');
  return (
    <div className="app">
      <WorkspaceBar />
      <main className="work" data-folded={isFolded ? '' : undefined}>
        {isPrint ? <PrintRail /> : <ToolRail />}
        <section className="stage" aria-label="Views">
          <Warnings />
          {isPrint ? <PrintOptions /> : <OptionsBar />}
          <Guarded place="The stage">{isPrint ? <PrintStage /> : <Stage />}</Guarded>
          {isDvhShown && (
            <Guarded place="The histograms">
              <DvhDrawer />
            </Guarded>
          )}
        </section>
        {!isFolded && isPrint && (
          <Guarded place="The steps">
            <PrintPanel />
          </Guarded>
        )}
        {!isFolded && !isPrint && (
          <aside className="panel" aria-label="Structures and checks" data-region="panel">
            <RunningCard />
            <Guarded place="The structure list">
              <StructureList />
            </Guarded>
            <div className="panel-rest" data-region="task">
              <Guarded place="This part">
                <TaskCard />
                {hasChecks && <UncertaintySection />}
                {hasChecks && <ChecksSection />}
                <MeasurementsSection />
              </Guarded>
            </div>
          </aside>
        )}
      </main>
      <StatusLine />
    </div>
  );
}
