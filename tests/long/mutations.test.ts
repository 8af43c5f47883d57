import { describeMutations } from '../support/describe-mutations.ts';

describeMutations(Number(process.env['LIMNER_MUTATIONS'] ?? 10_000));
