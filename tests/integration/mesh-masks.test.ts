// One mask of twenty in every run; all of them in tests/long.

import { describePrintableMasks } from '../support/describe-printable-masks.ts';

describePrintableMasks(20);
