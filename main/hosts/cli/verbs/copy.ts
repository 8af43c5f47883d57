import { AppError } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

export const copyVerb: Verb = {
  name: 'copy',
  operands: 'CASE --to SERIES',
  summary: 'Bring a structure set to another series of its case.',
  description: `The set is sampled on the planes of the other series and arrives there unreviewed, as
one step that the window can take back; 'limner export --series SERIES' writes it.
Where the two series have different frames of reference, --registration names the
object of the case (limner objects --case CASE) that links them: only a person can
say that it fits. The label of the copy says that it went through one.`,
  options: [
    { name: 'to', value: 'ID', help: 'seriesId or SeriesInstanceUID of the other series. Required.' },
    { name: 'from', value: 'ID', help: 'The series with the set, where several have structures.' },
    { name: 'set', value: 'ID', help: 'The structure set, where there are several.' },
    { name: 'registration', value: 'ID', help: 'The registration through which it goes.' },
  ],
  arity: [1, 1],
  examples: ['limner copy c-1 --to s-2 --registration o-3', 'limner copy c-1 --from s-1 --set g-1 --to s-2'],
  run: async (args, client, options) => {
    const to = args.text('to');
    if (to === null) throw new AppError('invalid-input', 'CLI_USAGE', 'copy: --to SERIES is missing.');
    const output = await client.exchange.copySet(
      {
        caseId: args.positionals[0] as string,
        from: args.text('from'),
        set: args.text('set'),
        to,
        registrationId: args.text('registration'),
      },
      options,
    );
    return { output };
  },
};
