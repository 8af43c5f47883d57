// Entry of a thread of an import: files and pixels, no native add-ons.

import { serveTasks } from '../jobs/serve-tasks.ts';
import { INTAKE_TASKS } from './intake-tasks.ts';

serveTasks(INTAKE_TASKS);
