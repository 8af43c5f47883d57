// Right of the model: its steps, its parts, how far it is from the anatomy, and what is open.

import { useRef } from 'react';
import { useApp } from '../../state/app-store.ts';
import { BeginModel } from './begin-model.tsx';
import { DeviationSection } from './deviation-section.tsx';
import { ExportProblem } from './export-button.tsx';
import { useKeptFocus } from './keep-focus.ts';
import { MeasuresSection } from './measures-section.tsx';
import { PartsSection } from './parts-section.tsx';
import { PrintChecks } from './print-checks.tsx';
import { PrintSaid } from './print-said.tsx';
import { StepsSection } from './steps-section.tsx';

export function PrintPanel() {
  const hasRecipe = useApp((state) => state.print.recipe !== null);
  const panel = useRef<HTMLElement>(null);
  useKeptFocus(
    panel,
    useApp((state) => state.print.selectedStep),
  );
  return (
    <aside ref={panel} className="panel" aria-label="Steps, parts and checks" data-region="panel">
      <PrintSaid />
      {hasRecipe ? (
        <div className="pp-panel">
          <ExportProblem />
          <StepsSection />
          <PartsSection />
          <DeviationSection />
          <MeasuresSection />
          <span className="grow" />
          <PrintChecks />
        </div>
      ) : (
        <>
          <BeginModel />
          <MeasuresSection />
        </>
      )}
    </aside>
  );
}
