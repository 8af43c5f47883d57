// The button of a piece of work; while it runs, how far it is and the way out.

import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import type { Task } from './use-task.ts';

export interface TaskButtonProps {
  readonly label: string;
  /** Why it cannot be started now. */
  readonly disabledReason?: string | null;
  readonly task: Pick<Task<unknown>, 'isBusy' | 'fraction' | 'start' | 'stop'>;
}

export const TaskButton = ({ label, task, disabledReason = null }: TaskButtonProps) =>
  task.isBusy ? (
    <>
      <span className="set-progress">
        <ProgressBar label={label} fraction={task.fraction ?? 0} />
      </span>
      <Button isSmall onClick={task.stop} aria-label={`Cancel: ${label}`}>
        Cancel
      </Button>
    </>
  ) : (
    <Button isSmall disabledReason={disabledReason} onClick={task.start}>
      {label}
    </Button>
  );
