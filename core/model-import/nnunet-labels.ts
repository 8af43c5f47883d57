// Channels of an nnU-Net network: competing labels, or regions that are painted over each other.

import type { ModelManifestJson } from '../inference/index.ts';
import { brokenImport, type DerivedFact } from './derivation.ts';
import type { NnunetDataset } from './nnunet-files.ts';
import { checkNames, labelColour, type NamedLabel, toLabel } from './structure-labels.ts';

export interface NnunetOutput {
  readonly output: Pick<ModelManifestJson['output'], 'activation' | 'labels' | 'regions'>;
  readonly facts: readonly DerivedFact[];
}

const FILE = 'dataset.json';

const nameFacts = (named: readonly (readonly [string, NamedLabel])[]): DerivedFact[] =>
  named.flatMap(([, { label, suggestion }]) =>
    suggestion === null
      ? []
      : [{ what: `name of ${label.name}`, value: `TG-263 would call it ${suggestion}`, from: 'advice' }],
  );

/** JSON keeps its order but for keys that are numbers, and the order of regions is that of their channels. */
function checkOrder(names: readonly string[]): void {
  if (names.some((name) => /^\d+$/.test(name))) throw brokenImport(FILE, 'a region is named by a number');
}

function regionOutput(dataset: NnunetDataset, given: Readonly<Record<string, string>>): NnunetOutput {
  const regions = Object.entries(dataset.labels)
    .filter(([name]) => name !== 'ignore')
    .map(([name, value]) => ({ name, holds: [...new Set([value].flat())] }))
    .filter(({ holds }) => !(holds.length === 1 && holds[0] === 0));
  checkOrder(regions.map(({ name }) => name));
  const order = dataset.regions_class_order;
  if (order?.length !== regions.length) {
    throw brokenImport(FILE, `regions_class_order does not name a class for each of the ${regions.length} regions`);
  }
  if (regions.some(({ holds }) => holds.includes(0))) throw brokenImport(FILE, 'a region holds the background');
  const named = regions.map(({ name }, at) => [name, toLabel(name, given, labelColour(at))] as const);
  return {
    output: {
      activation: 'regions',
      labels: named.map(([, { label }]) => label),
      regions: regions.map(({ holds }, at) => ({ paints: order[at] as number, holds })),
    },
    facts: [
      {
        what: 'regions',
        value: regions
          .map(
            ({ name, holds }, at) => `${named[at]?.[1].label.name ?? name} = ${holds.join('+')}, paints ${order[at]}`,
          )
          .join('; '),
        from: FILE,
      },
      ...nameFacts(named),
    ],
  };
}

function labelOutput(dataset: NnunetDataset, given: Readonly<Record<string, string>>): NnunetOutput {
  const entries = Object.entries(dataset.labels)
    .filter(([name]) => name !== 'ignore')
    .map(([name, value]) => [name, [value].flat()[0] as number] as const)
    .sort(([, a], [, b]) => a - b);
  if (entries.some(([, value], at) => value !== at)) throw brokenImport(FILE, 'its labels do not run 0, 1, 2, …');
  if (entries.length < 2) throw brokenImport(FILE, 'it has no label besides the background');
  const named = entries.slice(1).map(([name], at) => [name, toLabel(name, given, labelColour(at))] as const);
  return {
    output: { activation: 'softmax', labels: [null, ...named.map(([, { label }]) => label)] },
    facts: [
      {
        what: 'labels',
        value: named.map(([, { label }], at) => `${at + 1} ${label.name}`).join(', '),
        from: FILE,
      },
      ...nameFacts(named),
    ],
  };
}

/** Throws `corrupt-data` where labels and channels cannot be told, `invalid-input` for a rename of nothing. */
export function nnunetOutput(dataset: NnunetDataset, given: Readonly<Record<string, string>>): NnunetOutput {
  if (dataset.labels['background'] !== 0) throw brokenImport(FILE, 'label 0 is not called background');
  checkNames(
    given,
    Object.keys(dataset.labels).filter((name) => name !== 'background' && name !== 'ignore'),
  );
  const hasRegions = Object.values(dataset.labels).some((value) => Array.isArray(value) && value.length > 1);
  return hasRegions ? regionOutput(dataset, given) : labelOutput(dataset, given);
}
