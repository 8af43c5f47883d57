// The place of print work.

import { Button } from '../../ui/button.tsx';
import { useAppContext } from '../shell/app-context.ts';

export function PrintSection() {
  const { run } = useAppContext();
  return (
    <section className="sec task" aria-label="Print">
      <p className="dim">Printing comes with a later version. STL export is in Export.</p>
      <div className="acts">
        <Button icon="export" onClick={() => run('export.show')}>
          Export
        </Button>
      </div>
    </section>
  );
}
