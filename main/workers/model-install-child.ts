// Entry of the process that installs a model, beside a window that goes on with its work.

import { serveChildTask } from '../jobs/serve-child-task.ts';
import { installTask } from '../services/models/install-task.ts';

serveChildTask(installTask);
