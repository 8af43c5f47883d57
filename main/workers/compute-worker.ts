// Entry of a compute thread: pure tasks, no native add-ons.

import { serveTasks } from '../jobs/serve-tasks.ts';
import { COMPUTE_TASKS } from './compute-tasks.ts';

serveTasks(COMPUTE_TASKS);
