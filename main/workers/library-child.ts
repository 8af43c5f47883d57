// Entry of the process for long work on a library as a whole, beside a window that goes on with it.

import { serveChildTask } from '../jobs/serve-child-task.ts';
import { libraryTask } from '../services/library/library-task.ts';

serveChildTask(libraryTask);
