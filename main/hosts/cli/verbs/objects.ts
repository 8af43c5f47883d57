import { AppError } from '../../../../core/error/index.ts';
import type { Verb } from '../verb.ts';

const usage = (why: string) => new AppError('invalid-input', 'CLI_USAGE', `objects: ${why} Try: limner objects --help`);

export const objectsVerb: Verb = {
  name: 'objects',
  operands: '[FILE…]',
  summary: 'Look into registrations (REG) and DICOM models (STL), and write them out.',
  description: `Of files, or of what a case keeps as it came. A registration: the frames of reference
that it links, and the matrix that brings points of each (LPS mm) into the registered
one; what is not rigid is named with the reason why it is not used. A model: its title,
unit, frame and source images.
--out writes one object: as it came, or into a .stl the STL inside of it.`,
  options: [
    { name: 'case', value: 'CASE', help: 'A case of the library.' },
    { name: 'object', value: 'ID', help: 'Only this object of the case.' },
    { name: 'out', value: 'FILE', help: 'Where to write the object: .dcm, or .stl for a model.' },
  ],
  arity: [0, 1000],
  examples: ['limner objects reg.dcm', 'limner objects --case c-1a2b', 'limner objects model.dcm --out model.stl'],
  run: async (args, client, options) => {
    const caseId = args.text('case');
    const objectId = args.text('object');
    const out = args.text('out');
    if (caseId === null && args.positionals.length === 0) throw usage('it needs a FILE or --case.');
    if (objectId !== null && caseId === null) throw usage('--object needs --case.');
    const outputFile = out === null ? null : args.path(out);
    const paths = args.positionals.map(args.path);
    return { output: await client.exchange.objects({ paths, caseId, objectId, outputFile }, options) };
  },
};
