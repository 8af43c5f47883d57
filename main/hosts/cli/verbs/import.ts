import type { CallOptions, LimnerClient, Refusal, SetReport } from '../../../../core/contract/index.ts';
import { AppError, type ErrorKind, EXIT_CODES } from '../../../../core/error/index.ts';
import { tellRefusal } from '../../../platform/told-refusal.ts';
import { secondsOption } from '../arguments.ts';
import type { ParsedArguments, Verb, VerbOutcome } from '../verb.ts';

const SHOWN_REFUSALS = 5;
/** Longer than a copy over a network pauses between two files. */
const DEFAULT_SETTLE_SECONDS = 5;

/** The first refusals as lines for people. */
function refusalLines(refused: readonly Refusal[], paths: readonly string[]): string[] {
  const lines = refused.slice(0, SHOWN_REFUSALS).map((one) => `Not imported: ${tellRefusal(one, paths)}`);
  const more = refused.length - lines.length;
  return more > 0 ? [...lines, `${more} more refusals are listed under 'refused'.`] : lines;
}

/** What a person must know of sets that wait for their images: whether they would fit on others. */
function waitingLines(sets: readonly SetReport[]): string[] {
  return sets
    .filter(({ seriesId }) => seriesId === null)
    .map(({ structureSetId, candidates }) => {
      const waits = `Structure set ${structureSetId} names images that are not in the library and waits for them.`;
      const best = candidates.find(({ fits }) => fits);
      if (best === undefined) return waits;
      const { seriesId, modality, closed, onPlanes, planes } = best;
      return `${waits} It fits on series ${seriesId} (${modality}): ${onPlanes} of ${closed} closed contours lie on ${planes} of its slices. If you know that they belong together, import it again with --link-by-geometry.`;
    });
}

/** What is said of sets as a whole: contours that are of no region. */
const setLines = (sets: readonly SetReport[]): string[] =>
  sets.flatMap(({ structureSetId, warnings }) =>
    warnings.map(({ message }) => `Structure set ${structureSetId}: ${message}`),
  );

/** Refusals as the JSON shows them. */
const shown = <T extends { readonly refused: readonly Refusal[] }>(summary: T) => ({
  ...summary,
  refused: summary.refused.map(({ path, files, code, reason }) => ({ path, files, code, reason })),
});

const WATCH_OPTIONS = ['settle-seconds', 'once-idle-seconds'] as const;

function refuseWatchOptions(args: ParsedArguments): void {
  const given = WATCH_OPTIONS.find((name) => args.text(name) !== null);
  if (given !== undefined) throw new AppError('invalid-input', 'CLI_USAGE', `--${given} needs --watch.`);
}

async function watch(args: ParsedArguments, client: LimnerClient, options: CallOptions): Promise<VerbOutcome> {
  const [settleSeconds, onceIdleSeconds] = WATCH_OPTIONS.map((name) => secondsOption(args, name));
  const summary = await client.library.watch(
    {
      folders: args.positionals.map(args.path),
      settleSeconds: settleSeconds ?? DEFAULT_SETTLE_SECONDS,
      onceIdleSeconds: onceIdleSeconds ?? null,
    },
    options,
  );
  return { output: shown(summary) };
}

export const importVerb: Verb = {
  name: 'import',
  operands: 'PATH…',
  summary: 'Take images and structure sets into the case library.',
  description: `PATH is a file, a ZIP archive or a folder (searched with everything below it):
DICOM CT and MR series, RTSTRUCT and SEG, NIfTI, NRRD, MetaImage, in any mixture;
RTDOSE, RTPLAN and REG are kept for later. A PNG or JPEG of a slice is taken when it
is named itself. Geometry comes from the image positions alone; what cannot be
placed is refused with its reason and the rest goes in. Importing the same data
again changes nothing. Of every structure set the JSON says what became of each
region: drawn, off-plane, point, open, empty, unplaced or refused.

A structure set whose images have other names than those in the library waits.
With --link-by-geometry it is laid on the one series of its patient on whose slices
its contours lie: say so only if you know that they belong together.

Exit code 0 when anything was imported or was there already, otherwise that of
the first refusal.

With --watch PATH is a folder that others copy to. What is there and what lands in
it is imported series by series, each when none of its files has changed for some
seconds and no unfinished copy (.part, .tmp) moves beside it. Nothing in the folder
is changed or removed. Ctrl C ends the watch: exit code 0 and the summary.`,
  options: [
    { name: 'link-by-geometry', help: 'Structure sets belong to the series that they fit on.' },
    { name: 'watch', help: 'Keep importing what lands in the folders.' },
    {
      name: 'settle-seconds',
      value: 'N',
      help: `With --watch: files are complete after so long\nwithout a change (default ${DEFAULT_SETTLE_SECONDS}).`,
    },
    { name: 'once-idle-seconds', value: 'N', help: 'With --watch: end when nothing has landed for so long.' },
  ],
  arity: [1, Number.POSITIVE_INFINITY],
  examples: [
    'limner import /media/cdrom',
    'limner import ct-folder plan.dcm head.nii.gz --library ./cases',
    'limner import --watch /srv/dicom-inbox',
  ],
  run: async (args, client, options) => {
    if (args.isSet('watch') && args.isSet('link-by-geometry')) {
      throw new AppError('invalid-input', 'CLI_USAGE', '--link-by-geometry is the word of a person; a watch has none.');
    }
    if (args.isSet('watch')) return watch(args, client, options);
    refuseWatchOptions(args);
    const paths = args.positionals.map(args.path);
    const summary = await client.library.import({ paths, linksByGeometry: args.isSet('link-by-geometry') }, options);
    const [first] = summary.refused;
    const exitCode = summary.cases.length > 0 || !first ? 0 : EXIT_CODES[first.kind as ErrorKind];
    return {
      output: shown(summary),
      exitCode,
      messages: [
        ...refusalLines(summary.refused, paths),
        ...waitingLines(summary.structureSets),
        ...setLines(summary.structureSets),
      ],
    };
  },
};
