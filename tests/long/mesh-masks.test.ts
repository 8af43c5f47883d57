import { describePrintableMasks } from '../support/describe-printable-masks.ts';

describePrintableMasks(1);
